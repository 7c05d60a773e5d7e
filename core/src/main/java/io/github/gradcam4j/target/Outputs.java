package io.github.gradcam4j.target;

/** The sizes of a model's outputs, for one image. */
public interface Outputs {

    /** Returns the number of classes, C. */
    int classes();

    /**
     * Returns the number of values of a named output for one image.
     *
     * @throws IllegalArgumentException if the model has no such output of floating-point numbers with one row for each
     *     image; the message lists the outputs
     */
    int size(String output);
}
