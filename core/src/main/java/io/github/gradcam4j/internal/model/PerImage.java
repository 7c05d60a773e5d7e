package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import java.util.Arrays;
import java.util.Optional;

/**
 * A graph with the shapes of its tensors for one image. Behind a graph that is prepared for a batch, a first dimension
 * of the batch's size counts as 1.
 */
public record PerImage(DifferentiableGraph model) {

    Graph graph() {
        return model.graph();
    }

    /** Returns whether the shape of a tensor is known; it is not for sequences and maps. */
    boolean contains(String tensor) {
        return model.shapes().contains(tensor);
    }

    ElementType type(String tensor) {
        return model.shapes().type(tensor);
    }

    Optional<Float> scalar(String tensor) {
        return model.shapes().scalar(tensor);
    }

    /** Returns the shape of a tensor for one image. */
    public long[] shape(String tensor) {
        var shape = model.shapes().of(tensor);
        if (shape.length > 0 && shape[0] == model.batch()) {
            shape[0] = 1;
        }
        return shape;
    }

    /** Returns the number of values of a tensor for one image; 0 if its shape is unknown. */
    public long size(String tensor) {
        return contains(tensor) ? Constant.elements(shape(tensor)) : 0;
    }

    /** Returns whether at most one dimension of a tensor is larger than 1. */
    boolean isRow(String tensor) {
        return Arrays.stream(shape(tensor)).filter(d -> d != 1).count() <= 1;
    }
}
