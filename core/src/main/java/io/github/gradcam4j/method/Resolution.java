package io.github.gradcam4j.method;

/** The spatial grid of a map. */
public enum Resolution {
    /** The target layer, [h, w]. */
    LAYER,
    /** The model's input, [H, W]; such a map does not depend on the request's layer unless the method also uses it. */
    INPUT
}
