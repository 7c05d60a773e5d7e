package io.github.gradcam4j.explain;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.internal.split.ForwardState;
import io.github.gradcam4j.internal.split.SplitModel;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.model.ClassMaps;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.Predictions;
import io.github.gradcam4j.target.Target;
import java.time.Duration;
import java.util.ArrayList;

/** Runs the head and a method for an image whose trunk has run. */
record AttributionRunner(ExplainedModel model) {

    /** Explains an objective without names, of the key of a split, for an image. */
    Explanation run(
            SplitModel split,
            ModelInputs.Input input,
            Objective objective,
            AttributionMethod method,
            Progress progress) {
        long start = System.nanoTime();
        var frontier = model.exclusively(() -> model.trunk(split, input.tensor()));
        var trunk = Duration.ofNanos(System.nanoTime() - start);
        var state = ForwardState.of(split, input.tensor(), frontier, input.region(), progress);
        return run(state, objective, method, input.preprocessing(), trunk);
    }

    /**
     * Explains an objective of the key of the state's split. Holds the engine for the head alone: a method with many
     * passes acquires it for each batch.
     *
     * @param objective without names
     * @param preprocessing the time that preprocessing took
     * @param trunk the time that the trunk took
     */
    Explanation run(
            ForwardState state, Objective objective, AttributionMethod method, Duration preprocessing, Duration trunk) {
        long start = System.nanoTime();
        var scored = model.exclusively(() -> state.split().head(state.frontier(), objective));
        var head = Duration.ofNanos(System.nanoTime() - start);
        return explanation(
                state, objective, method, scored, new Explanation.Timings(preprocessing, trunk, head, Duration.ZERO));
    }

    /**
     * Explains an image whose head has run.
     *
     * @param objective without names
     * @param took the time of the steps before the method
     */
    Explanation explanation(
            ForwardState state,
            Objective objective,
            AttributionMethod method,
            SplitModel.Scored scored,
            Explanation.Timings took) {
        long start = System.nanoTime();
        var predictions = new Predictions(model.labels(), scored.logits(), model.probabilities(scored.logits()));
        var resolved = ResolvedTarget.of(objective, predictions, scored.score());
        var context = new PerturbedForward(model, state, resolved).context(scored.gradient(), scored.score());
        var map = method.attribute(context);
        var timings = new Explanation.Timings(
                took.preprocessing(), took.trunk(), took.head(), Duration.ofNanos(System.nanoTime() - start));
        return new Explanation(model, state, method, predictions, resolved, context, map, timings);
    }

    /**
     * Returns the state of the same image and layer for another objective. Runs the trunk again if the head of the
     * objective needs other tensors, as for an output that the other does not read.
     *
     * @param objective without names
     */
    ForwardState at(ForwardState state, Objective objective) {
        return state.split().explains(objective)
                ? state
                : model.exclusively(() -> {
                    var split = model.split(state.split().layer(), objective);
                    return ForwardState.of(
                            split, state.input(), model.trunk(split, state), state.cropRegion(), state.progress());
                });
    }

    /**
     * Computes the maps of all classes, by one matrix product where method and head allow it.
     *
     * @param score the score of a class, whose score type is that of the maps
     */
    ClassMaps allClasses(ForwardState given, ClassScore score, AttributionMethod method) {
        var state = at(given, score);
        var split = state.split();
        if (method.supportsAllClassesInOnePass() && split.isLinear()) {
            return model.exclusively(() -> split.allClasses(state.frontier(), state.activations()));
        }
        int classes = model.labels().size();
        var silent = state.withProgress(Progress.NONE);
        var maps = new ArrayList<HeatMap>(classes);
        for (int c = 0; c < classes; c++) {
            state.report(c, classes);
            maps.add(run(silent, score.withTarget(Target.of(c)), method, Duration.ZERO, Duration.ZERO)
                    .map());
        }
        state.report(classes, classes);
        return ClassMaps.of(maps);
    }
}
