package io.github.gradcam4j.method;

/** Whose places the values of a map stand for. */
public enum Resolution {
    /** Those of the target layer. */
    LAYER,
    /** Those of the model's input; a method that looks at no layer has such a map, whatever the question's layer. */
    INPUT
}
