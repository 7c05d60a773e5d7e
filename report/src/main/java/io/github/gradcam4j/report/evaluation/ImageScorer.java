package io.github.gradcam4j.report.evaluation;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.metric.EnergyPointingGame;
import io.github.gradcam4j.metric.EvaluationInput;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.metric.MetricResults;
import io.github.gradcam4j.report.evaluation.EvaluationImage.Content;
import io.github.gradcam4j.target.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Scores each method by each metric on one image after another.
 *
 * @param time receives the times measured
 */
record ImageScorer(
        Explainer explainer,
        String layer,
        List<AttributionMethod> methods,
        List<Metric> metrics,
        long seed,
        RemainingTime time) {

    private static final double ALPHA = 0.5;

    /** The scores of an image without a name. */
    record Unnamed(Explanation explanation, Double objectShare, List<MapScores> maps) {

        /** @param sha256 SHA-256 of the image's pixels */
        ImageScores of(String name, String file, String sha256) {
            var target = explanation.target();
            return new ImageScores(
                    name, file, sha256, target.index(), target.label(), target.probability(), objectShare, maps);
        }
    }

    /**
     * Scores an image.
     *
     * @param thumbnails receives JPEG files of the image and its maps, see {@link ResultStore#thumbnails}
     * @param progress receives the number of methods that are finished, from 0 on
     */
    Unnamed score(Content content, Target wanted, Map<String, byte[]> thumbnails, IntConsumer progress) {
        progress.accept(0);
        var explanation = explainer.explain(
                content.image(), ExplainRequest.of(wanted).withLayer(layer).withMethod(Methods.GRAD_CAM));
        time.explained(explanation);
        thumbnails.put(ResultStore.IMAGE, ResultStore.thumbnail(content.image()));
        var maps = new ArrayList<MapScores>();
        for (AttributionMethod method : methods) {
            maps.add(score(method, explanation, content, thumbnails));
            progress.accept(maps.size());
        }
        var unmasked = EvaluationInput.of(explanation);
        var share = EnergyPointingGame.objectShare(
                content.mask().map(unmasked::withObject).orElse(unmasked));
        return new Unnamed(explanation, share.isPresent() ? share.getAsDouble() : null, maps);
    }

    private MapScores score(
            AttributionMethod method, Explanation first, Content content, Map<String, byte[]> thumbnails) {
        try {
            var explanation = atLayerFor(method, first, content).forMethod(method);
            double seconds = explanation.timings().map().toNanos() / 1e9;
            long start = System.nanoTime();
            var results = MetricResults.of(explanation, content.mask(), metrics, seed);
            time.scored(method, seconds, (System.nanoTime() - start) / 1e9);
            var overlay = explanation.overlay(content.image(), Colormap.JET, ALPHA);
            thumbnails.put(method.id(), ResultStore.thumbnail(overlay));
            var curves = new LinkedHashMap<String, List<Double>>();
            results.curves()
                    .forEach((id, curve) -> curves.put(
                            id, Arrays.stream(curve.probabilities()).boxed().toList()));
            return new MapScores(method.id(), seconds, results.values(), curves, null);
        } catch (NoGradientException e) {
            time.withoutMap(method);
            return new MapScores(method.id(), 0, Map.of(), Map.of(), e.getMessage());
        }
    }

    /** Returns the explanation at the layer that {@code auto} stands for with a method. */
    private Explanation atLayerFor(AttributionMethod method, Explanation first, Content content) {
        var wanted = explainer.layer(layer, method);
        return wanted.equals(first.layer())
                ? first
                : explainer.explain(
                        content.image(),
                        ExplainRequest.of(Target.of(first.target().index()))
                                .withLayer(wanted.name())
                                .withMethod(Methods.GRAD_CAM));
    }
}
