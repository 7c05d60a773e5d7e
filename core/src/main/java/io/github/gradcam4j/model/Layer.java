package io.github.gradcam4j.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * A layer that can be explained. Immutable and thread safe.
 *
 * @param name the name for users, such as {@code layer4}
 * @param tensor the name of its output in the graph
 * @param kind the ONNX operator that computes it
 * @param shape dimensions of the tensor without the batch; copied in and out
 * @param layout how the tensor becomes feature maps
 * @param depth index of the operator in the graph, 0 for the first
 * @param main whether it is one of the layers that people name: the last of its size, a block or a stage
 */
public record Layer(
        String name, String tensor, String kind, long[] shape, FeatureLayout layout, int depth, boolean main) {

    public Layer {
        shape = shape.clone();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Layer that
                && name.equals(that.name)
                && tensor.equals(that.tensor)
                && kind.equals(that.kind)
                && Arrays.equals(shape, that.shape)
                && layout.equals(that.layout)
                && depth == that.depth
                && main == that.main;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, tensor, kind, Arrays.hashCode(shape), layout, depth);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Layer[%s, %s %s, tensor %s]", name, kind, Arrays.toString(shape), tensor);
    }
}
