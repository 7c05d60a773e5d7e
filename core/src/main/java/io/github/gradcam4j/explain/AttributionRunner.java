package io.github.gradcam4j.explain;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.internal.split.ForwardState;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.model.ClassMaps;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.target.Predictions;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.time.Duration;
import java.util.ArrayList;

/** Runs the head and a method for an image whose trunk has run. */
record AttributionRunner(Explainer explainer) {

    /**
     * Explains a target. Holds the engine for the head alone: a method with many passes acquires it for each batch.
     *
     * @param preprocessing the time that preprocessing took
     * @param trunk the time that the trunk took
     */
    Explanation run(
            ForwardState state, Target given, AttributionMethod method, Duration preprocessing, Duration trunk) {
        long start = System.nanoTime();
        var target = given.resolve(explainer.labels());
        var scored = explainer.exclusively(() -> state.split().head(state.frontier(), target));
        long afterHead = System.nanoTime();
        var predictions =
                new Predictions(explainer.labels(), scored.logits(), explainer.probabilities(scored.logits()));
        var resolved = ResolvedTarget.of(target, predictions, state.scoreType(), explainer::probabilities);
        var context = new PerturbedForward(explainer, state, resolved)
                .context(scored.gradient(), resolved.score(scored.logits()));
        var map = method.attribute(context);
        var timings = new Explanation.Timings(
                preprocessing,
                trunk,
                Duration.ofNanos(afterHead - start),
                Duration.ofNanos(System.nanoTime() - afterHead));
        return new Explanation(explainer, state, method, predictions, resolved, context, map, timings);
    }

    /** Computes the maps of all classes, by one matrix product where method and head allow it. */
    ClassMaps allClasses(ForwardState state, AttributionMethod method) {
        var split = state.split();
        boolean onePass = method.supportsAllClassesInOnePass() && state.scoreType() == ScoreType.LOGIT;
        if (onePass && split.isLinear()) {
            return explainer.exclusively(() -> split.allClasses(state.frontier(), state.activations()));
        }
        int classes = explainer.labels().size();
        var silent = state.withProgress(Progress.NONE);
        var maps = new ArrayList<HeatMap>(classes);
        for (int c = 0; c < classes; c++) {
            state.report(c, classes);
            maps.add(run(silent, Target.of(c), method, Duration.ZERO, Duration.ZERO)
                    .map());
        }
        state.report(classes, classes);
        return ClassMaps.of(maps);
    }
}
