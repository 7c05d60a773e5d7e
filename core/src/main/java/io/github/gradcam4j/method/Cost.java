package io.github.gradcam4j.method;

/** The number of runs of the model for one map. */
public enum Cost {
    /** The forward pass, and the backward pass of the head or of the whole model: well under a second. */
    ONE_PASS,
    /** Dozens to thousands of passes: seconds to minutes. */
    MANY_PASSES
}
