package io.github.gradcam4j.method;

/** The number of runs of the model for one map. See {@link AttributionMethod#passes}. */
public enum Cost {
    /** The forward pass, and the backward pass of the head or of the whole model: well under a second. */
    ONE_PASS,
    /** Dozens to thousands of passes: seconds to minutes. */
    MANY_PASSES;

    static final int USUAL_CHANNELS = 512;
    static final double USUAL_HEAD = 0.1;

    /** A forward and a backward pass of the whole model. */
    private static final double ONE = 3;

    static Cost of(double passes) {
        return passes > ONE ? MANY_PASSES : ONE_PASS;
    }
}
