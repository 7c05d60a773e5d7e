package io.github.gradcam4j.explain;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.internal.split.ForwardState;
import io.github.gradcam4j.internal.split.FullModel;
import io.github.gradcam4j.method.AttributionContext;
import io.github.gradcam4j.method.ModelScorer;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ScoreType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/** The model that an explainer holds. The engine is taken for one batch at a time, so that others get their turn. */
final class PerturbedForward implements ModelScorer {

    private static final int HEAD_BATCH = 32;
    private static final int INPUT_BATCH = 8;

    private final Explainer explainer;
    private final ForwardState state;
    private final ResolvedTarget objective;

    PerturbedForward(Explainer explainer, ForwardState state, ResolvedTarget objective) {
        this.explainer = explainer;
        this.state = state;
        this.objective = objective;
    }

    /** What a method is given of the subject's picture. */
    AttributionContext context(FeatureMaps gradient, double score) {
        return new AttributionContext(state.activations(), gradient, score, this);
    }

    private FullModel fullModel() {
        return explainer.fullModel();
    }

    @Override
    public FeatureMaps input() {
        return fullModel().layout().read(state.input().floats(), 0);
    }

    @Override
    public boolean hasLinearHead() {
        return state.scoreType() == ScoreType.LOGIT && state.split().isLinear();
    }

    @Override
    public double[] headScores(int n, IntFunction<FeatureMaps> activations) {
        var split = state.split();
        return inBatches(
                n,
                split.takesBatches() ? HEAD_BATCH : 1,
                activations,
                maps -> split.logits(state.frontier(), maps),
                objective::score);
    }

    @Override
    public double[] scores(int n, IntFunction<FeatureMaps> inputs) {
        return ofInputs(n, inputs, objective::score);
    }

    @Override
    public double[] probabilities(int n, IntFunction<FeatureMaps> inputs) {
        return ofInputs(n, inputs, objective::probability);
    }

    private double[] ofInputs(int n, IntFunction<FeatureMaps> inputs, ToDoubleFunction<float[]> value) {
        int size = fullModel().takesBatches() ? INPUT_BATCH : 1;
        return inBatches(
                n, size, inputs, maps -> fullModel().logits(fullModel().layout().write(maps)), value);
    }

    /** Runs a batch and gives the logits of each of its members. */
    private interface Runner {
        List<float[]> run(List<FeatureMaps> batch);
    }

    private double[] inBatches(
            int n, int size, IntFunction<FeatureMaps> maps, Runner runner, ToDoubleFunction<float[]> value) {
        var values = new double[n];
        for (int from = 0; from < n; from += size) {
            report(from, n);
            var batch = new ArrayList<FeatureMaps>(size);
            for (int i = from; i < Math.min(from + size, n); i++) {
                batch.add(maps.apply(i));
            }
            var logits = explainer.exclusively(() -> runner.run(batch));
            for (int i = 0; i < logits.size(); i++) {
                values[from + i] = value.applyAsDouble(logits.get(i));
            }
        }
        report(n, n);
        return values;
    }

    @Override
    public AttributionContext context(FeatureMaps input) {
        var tensor = tensor(input);
        var split = state.split();
        return explainer.exclusively(() -> {
            var frontier = split.trunk(fullModel().input(), tensor);
            var scored = split.head(frontier, objective.asTarget());
            var changed = ForwardState.of(split, tensor, frontier, state.view(), state.scoreType(), state.progress());
            return new PerturbedForward(explainer, changed, objective)
                    .context(scored.gradient(), objective.score(scored.logits()));
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

    private FeatureMaps gradient(FeatureMaps input, BackwardMode calculus) {
        var tensor = tensor(input);
        return explainer.exclusively(
                () -> fullModel().gradient(tensor, objective.asTarget(), state.scoreType(), calculus));
    }

    private Tensor tensor(FeatureMaps input) {
        return fullModel().layout().write(List.of(input));
    }

    @Override
    public void report(int done, int total) {
        state.report(done, total);
    }
}
