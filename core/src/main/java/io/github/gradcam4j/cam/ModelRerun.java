package io.github.gradcam4j.cam;

import io.github.gradcam4j.gradient.Calculus;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/** The model that an explainer holds. The engine is taken for one batch at a time, so that others get their turn. */
final class ModelRerun implements Rerun {

    private static final int HEAD_BATCH = 32;
    private static final int INPUT_BATCH = 8;

    private final Explainer explainer;
    private final Subject subject;
    private final Objective objective;

    ModelRerun(Explainer explainer, Subject subject, Objective objective) {
        this.explainer = explainer;
        this.subject = subject;
        this.objective = objective;
    }

    /** What a method is given of the subject's picture. */
    Evidence evidence(FeatureMaps gradient, double score) {
        return new Evidence(subject.activations(), gradient, score, this);
    }

    private WholeModel whole() {
        return explainer.whole();
    }

    @Override
    public FeatureMaps input() {
        return whole().layout().read(subject.input().floats(), 0);
    }

    @Override
    public boolean hasLinearHead() {
        return subject.scale() == Scale.LOGITS && subject.cut().isLinear();
    }

    @Override
    public double[] headScores(int n, IntFunction<FeatureMaps> activations) {
        var cut = subject.cut();
        return inBatches(
                n,
                cut.takesBatches() ? HEAD_BATCH : 1,
                activations,
                maps -> cut.logits(subject.frontier(), maps),
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
        int size = whole().takesBatches() ? INPUT_BATCH : 1;
        return inBatches(
                n, size, inputs, maps -> whole().logits(whole().layout().write(maps)), value);
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
    public Evidence evidence(FeatureMaps input) {
        var tensor = tensor(input);
        var cut = subject.cut();
        return explainer.exclusively(() -> {
            var frontier = cut.trunk(whole().input(), tensor);
            var scored = cut.head(frontier, objective.asTarget());
            var changed = Subject.of(cut, tensor, frontier, subject.view(), subject.scale(), subject.progress());
            return new ModelRerun(explainer, changed, objective)
                    .evidence(scored.gradient(), objective.score(scored.logits()));
        });
    }

    @Override
    public FeatureMaps inputGradient(FeatureMaps input) {
        return gradient(input, Calculus.EXACT);
    }

    @Override
    public FeatureMaps guidedGradient(FeatureMaps input) {
        return gradient(input, Calculus.GUIDED);
    }

    private FeatureMaps gradient(FeatureMaps input, Calculus calculus) {
        var tensor = tensor(input);
        return explainer.exclusively(() -> whole().gradient(tensor, objective.asTarget(), subject.scale(), calculus));
    }

    private Tensor tensor(FeatureMaps input) {
        return whole().layout().write(List.of(input));
    }

    @Override
    public void report(int done, int total) {
        subject.report(done, total);
    }
}
