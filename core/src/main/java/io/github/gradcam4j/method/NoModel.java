package io.github.gradcam4j.method;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.function.IntFunction;

/**
 * The scorer of a context that has only tensors. Throws {@link UnsupportedOperationException} if the model is to run.
 */
enum NoModel implements ModelScorer {
    INSTANCE;

    private static UnsupportedOperationException noModel() {
        return new UnsupportedOperationException(
                "this context has tensors, but no model: the method runs the model, so take the context of an"
                        + " explanation");
    }

    @Override
    public FeatureMaps input() {
        throw noModel();
    }

    /** Returns false: nothing is known about the head. */
    @Override
    public boolean hasLinearHead() {
        return false;
    }

    @Override
    public double[] headScores(int n, IntFunction<FeatureMaps> activations) {
        throw noModel();
    }

    @Override
    public double[] scores(int n, IntFunction<FeatureMaps> inputs) {
        throw noModel();
    }

    @Override
    public double[] probabilities(int n, IntFunction<FeatureMaps> inputs) {
        throw noModel();
    }

    @Override
    public AttributionContext context(FeatureMaps input) {
        throw noModel();
    }

    @Override
    public FeatureMaps inputGradient(FeatureMaps input) {
        throw noModel();
    }

    @Override
    public FeatureMaps guidedGradient(FeatureMaps input) {
        throw noModel();
    }

    @Override
    public void report(int done, int total) {
        throw noModel();
    }
}
