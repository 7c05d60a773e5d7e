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
 * What is asked about every picture: each of the classes, by one method, at one layer or at several whose maps are fused.
 *
 * @param layers the names of layers, each once
 * @param sign the evidence that is fused
 */
record ExplainJob(
        Explainer explainer,
        List<Target> targets,
        List<String> layers,
        LayerFusion fusion,
        AttributionMethod method,
        ScoreType scoreType,
        Sign sign) {

    /** An answer for each class; for one that two targets stand for, once. The first costs the model, the others its head. */
    List<ClassResult> about(InputImage input, InputImage.Seen seen, Progress progress) {
        var first = explanations(seen, layers.get(0), targets, progress);
        var classes = first.stream().map(ExplainJob::target).toList();
        var atLayers = new ArrayList<>(List.of(first));
        for (String layer : layers.subList(1, layers.size())) {
            atLayers.add(explanations(seen, layer, classes, progress));
        }
        return IntStream.range(0, classes.size())
                .mapToObj(
                        i -> answer(input, atLayers.stream().map(e -> e.get(i)).toList()))
                .toList();
    }

    private List<Explanation> explanations(InputImage.Seen seen, String layer, List<Target> wanted, Progress progress) {
        var explanations = new ArrayList<Explanation>();
        for (Target target : wanted) {
            var question = ExplainRequest.of(target)
                    .withLayer(layer)
                    .withMethod(method)
                    .withScoreType(scoreType)
                    .withProgress(progress);
            var explanation = explanations.isEmpty()
                    ? explain(seen, question)
                    : explanations.get(0).forTarget(target);
            if (explanations.stream().noneMatch(e -> target(e).equals(target(explanation)))) {
                explanations.add(explanation);
            }
        }
        return explanations;
    }

    /** By index: names and ranks resolved. */
    private static Target target(Explanation explanation) {
        var target = Target.of(explanation.target().index());
        return explanation.versus().map(v -> target.versus(v.index())).orElse(target);
    }

    private Explanation explain(InputImage.Seen seen, ExplainRequest question) {
        return seen.tensor()
                .map(tensor -> explainer.explain(tensor, question))
                .orElseGet(() -> explainer.explain(seen.picture(), question));
    }

    private ClassResult answer(InputImage input, List<Explanation> atLayers) {
        var one = ClassResult.of(input, explainer.model().id(), atLayers.get(0));
        return atLayers.size() == 1 ? one : one.fused(name(atLayers), fused(atLayers), timings(atLayers));
    }

    private String name(List<Explanation> atLayers) {
        return atLayers.stream().map(e -> e.layer().name()).collect(Collectors.joining(", ", fusion + " of ", ""));
    }

    /** On the finest of the layers' grids. Evidence against the class is negative in it, as in a raw map. */
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
