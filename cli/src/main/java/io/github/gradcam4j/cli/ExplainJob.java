package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.explain.LayerFusion;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Cost;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The explanations to compute for every image: each of the classes, by one method, at one layer or at several whose
 * maps are fused.
 *
 * @param layers the names of the layers, each once
 * @param sign the sign of the evidence that is fused
 */
record ExplainJob(
        Explainer explainer,
        List<Target> targets,
        List<String> layers,
        LayerFusion fusion,
        AttributionMethod method,
        ScoreType scoreType,
        Sign sign) {

    /**
     * Explains images, together where the model takes batches: for each, one result per class, also if several targets
     * stand for it. The first class costs a run of the model, each other one a run of its head.
     */
    List<List<ClassResult>> run(List<InputImage> inputs, List<InputImage.Loaded> loaded, Progress progress) {
        var atLayers = layers.stream()
                .map(layer -> explain(loaded, request(layer).withProgress(progress)))
                .toList();
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> results(
                        inputs.get(i), atLayers.stream().map(e -> e.get(i)).toList()))
                .toList();
    }

    /** Returns why images are explained one by one, if they are. */
    Optional<String> obstacleToBatches() {
        if (method.cost() == Cost.MANY_PASSES) {
            return Optional.of(method.id() + " runs the model many times for each image");
        }
        return layers.stream().allMatch(layer -> explainer.takesBatches(request(layer)))
                ? Optional.empty()
                : Optional.of(BatchTuner.MIXES);
    }

    private ExplainRequest request(String layer) {
        return ExplainRequest.of(targets.get(0))
                .withLayer(layer)
                .withMethod(method)
                .withScoreType(scoreType);
    }

    private List<Explanation> explain(List<InputImage.Loaded> loaded, ExplainRequest request) {
        var tensor = loaded.get(0).tensor();
        return tensor.isPresent()
                ? List.of(explainer.explain(tensor.get(), request))
                : explainer.explain(
                        loaded.stream().map(InputImage.Loaded::image).toList(), request);
    }

    /** @param atLayers the explanation of the first target at each layer */
    private List<ClassResult> results(InputImage input, List<Explanation> atLayers) {
        var classes = new LinkedHashMap<Target, Explanation>();
        for (Target target : targets) {
            var explanation =
                    classes.isEmpty() ? atLayers.get(0) : atLayers.get(0).forTarget(target);
            classes.putIfAbsent(explanation.asTarget(), explanation);
        }
        return classes.entrySet().stream()
                .map(c -> result(
                        input,
                        Stream.concat(
                                        Stream.of(c.getValue()),
                                        atLayers.stream().skip(1).map(e -> explanation(e, c.getKey())))
                                .toList()))
                .toList();
    }

    private static Explanation explanation(Explanation first, Target target) {
        return first.asTarget().equals(target) ? first : first.forTarget(target);
    }

    private ClassResult result(InputImage input, List<Explanation> atLayers) {
        var one = ClassResult.of(input, atLayers.get(0));
        if (atLayers.size() == 1) {
            return one;
        }
        var notes = atLayers.stream().flatMap(e -> e.notes().stream()).toList();
        return one.fused(layer(), fused(atLayers), notes, timings(atLayers));
    }

    /** Returns the name of the layer, or that of several whose maps are fused. */
    String layer() {
        return layers.size() == 1 ? layers.get(0) : fusion + " of " + String.join(", ", layers);
    }

    /** Fuses the maps on the finest grid of all layers. Evidence against the class is negative, as in a raw map. */
    private HeatMap fused(List<Explanation> atLayers) {
        var evidence = atLayers.stream().map(e -> e.map(sign)).toList();
        int height = evidence.stream().mapToInt(HeatMap::height).max().orElseThrow();
        int width = evidence.stream().mapToInt(HeatMap::width).max().orElseThrow();
        var map = fusion.of(evidence, height, width);
        return sign == Sign.NEGATIVE ? map.negated() : map;
    }

    private static Explanation.Timings timings(List<Explanation> explanations) {
        return new Explanation.Timings(
                sum(explanations, Explanation.Timings::preprocessing),
                sum(explanations, Explanation.Timings::trunk),
                sum(explanations, Explanation.Timings::head),
                sum(explanations, Explanation.Timings::map));
    }

    private static Duration sum(List<Explanation> explanations, Function<Explanation.Timings, Duration> part) {
        return explanations.stream().map(Explanation::timings).map(part).reduce(Duration.ZERO, Duration::plus);
    }
}
