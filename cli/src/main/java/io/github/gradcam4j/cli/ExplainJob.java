package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.explain.LayerFusion;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
     * Explains an image: one result per class, also if several targets stand for it. The first class costs a run of the
     * model, each other one a run of its head.
     */
    List<ClassResult> run(InputImage input, InputImage.Loaded loaded, Progress progress) {
        var first = explanations(loaded, layers.get(0), targets, progress);
        var classes = first.stream().map(Explanation::asTarget).toList();
        var atLayers = new ArrayList<>(List.of(first));
        for (String layer : layers.subList(1, layers.size())) {
            atLayers.add(explanations(loaded, layer, classes, progress));
        }
        return IntStream.range(0, classes.size())
                .mapToObj(
                        i -> result(input, atLayers.stream().map(e -> e.get(i)).toList()))
                .toList();
    }

    private List<Explanation> explanations(
            InputImage.Loaded loaded, String layer, List<Target> wanted, Progress progress) {
        var explanations = new ArrayList<Explanation>();
        for (Target target : wanted) {
            var request = ExplainRequest.of(target)
                    .withLayer(layer)
                    .withMethod(method)
                    .withScoreType(scoreType)
                    .withProgress(progress);
            var explanation = explanations.isEmpty()
                    ? explain(loaded, request)
                    : explanations.get(0).forTarget(target);
            if (explanations.stream().noneMatch(e -> e.asTarget().equals(explanation.asTarget()))) {
                explanations.add(explanation);
            }
        }
        return explanations;
    }

    private Explanation explain(InputImage.Loaded loaded, ExplainRequest request) {
        return loaded.tensor()
                .map(tensor -> explainer.explain(tensor, request))
                .orElseGet(() -> explainer.explain(loaded.image(), request));
    }

    private ClassResult result(InputImage input, List<Explanation> atLayers) {
        var one = ClassResult.of(input, atLayers.get(0));
        if (atLayers.size() == 1) {
            return one;
        }
        var notes = atLayers.stream().flatMap(e -> e.notes().stream()).toList();
        return one.fused(name(atLayers), fused(atLayers), notes, timings(atLayers));
    }

    private String name(List<Explanation> atLayers) {
        return atLayers.stream().map(e -> e.layer().name()).collect(Collectors.joining(", ", fusion + " of ", ""));
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
