package io.github.gradcam4j.explain;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.internal.split.ForwardState;
import io.github.gradcam4j.internal.split.FullModel;
import io.github.gradcam4j.internal.split.Scores;
import io.github.gradcam4j.method.AttributionContext;
import io.github.gradcam4j.method.ModelScorer;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/**
 * Scores with the model of an explanation. Holds the engine for one batch at a time, so that other callers get their
 * turn.
 */
final class PerturbedForward implements ModelScorer {

    private static final int HEAD_BATCH = 32;
    private static final int INPUT_BATCH = 8;

    private final ExplainedModel model;
    private final ForwardState state;
    private final ResolvedTarget target;

    PerturbedForward(ExplainedModel model, ForwardState state, ResolvedTarget target) {
        this.model = model;
        this.state = state;
        this.target = target;
    }

    /** Returns the context of a method. */
    AttributionContext context(FeatureMaps gradient, double score) {
        return new AttributionContext(state.activations(), gradient, score, this);
    }

    private FullModel fullModel() {
        return model.fullModel();
    }

    @Override
    public FeatureMaps input() {
        return fullModel().layout().read(state.input().floats(), 0);
    }

    @Override
    public boolean hasLinearHead() {
        return state.split().isLinear();
    }

    @Override
    public double[] headScores(int n, IntFunction<FeatureMaps> activations) {
        var split = state.split();
        var objective = target.objective();
        boolean batches = n > 1 && model.exclusively(() -> split.takesBatches(state.frontier(), objective));
        return inBatches(
                n,
                batches ? HEAD_BATCH : 1,
                activations,
                maps -> split.scores(state.frontier(), maps, objective),
                Scores::score);
    }

    @Override
    public double[] scores(int n, IntFunction<FeatureMaps> inputs) {
        return ofInputs(n, inputs, Scores::score);
    }

    @Override
    public double[] probabilities(int n, IntFunction<FeatureMaps> inputs) {
        return ofInputs(n, inputs, s -> target.probability(s.logits(), s.score(), model::probabilities));
    }

    private double[] ofInputs(int n, IntFunction<FeatureMaps> inputs, ToDoubleFunction<Scores> value) {
        boolean batches = n > 1 && model.exclusively(() -> fullModel().takesBatches(input(), target.objective()));
        return inBatches(
                n,
                batches ? INPUT_BATCH : 1,
                inputs,
                maps -> fullModel().scores(fullModel().layout().write(maps), target.objective()),
                value);
    }

    /** Runs a batch and returns the scores of each member. */
    private interface Runner {
        List<Scores> run(List<FeatureMaps> batch);
    }

    private double[] inBatches(
            int n, int size, IntFunction<FeatureMaps> maps, Runner runner, ToDoubleFunction<Scores> value) {
        var values = new double[n];
        for (int from = 0; from < n; from += size) {
            report(from, n);
            var batch = new ArrayList<FeatureMaps>(size);
            for (int i = from; i < Math.min(from + size, n); i++) {
                batch.add(maps.apply(i));
            }
            var scores = model.exclusively(() -> runner.run(batch));
            for (int i = 0; i < scores.size(); i++) {
                values[from + i] = value.applyAsDouble(scores.get(i));
            }
        }
        report(n, n);
        return values;
    }

    @Override
    public AttributionContext context(FeatureMaps input) {
        var tensor = tensor(input);
        var split = state.split();
        return model.exclusively(() -> {
            var frontier = split.trunk(fullModel().input(), tensor);
            var scored = split.head(frontier, target.objective());
            var changed = ForwardState.of(split, tensor, frontier, state.cropRegion(), state.progress());
            return new PerturbedForward(model, changed, target).context(scored.gradient(), scored.score());
        });
    }

    @Override
    public FeatureMaps inputGradient(FeatureMaps input) {
        return gradient(input, BackwardMode.EXACT);
    }

    @Override
    public FeatureMaps guidedGradient(FeatureMaps input) {
        return gradient(input, BackwardMode.GUIDED);
    }

    private FeatureMaps gradient(FeatureMaps input, BackwardMode mode) {
        var tensor = tensor(input);
        return model.exclusively(() -> fullModel().gradient(tensor, target.objective(), mode));
    }

    private Tensor tensor(FeatureMaps input) {
        return fullModel().layout().write(List.of(input));
    }

    @Override
    public void report(int done, int total) {
        state.report(done, total);
    }
}
