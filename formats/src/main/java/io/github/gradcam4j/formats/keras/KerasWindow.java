package io.github.gradcam4j.formats.keras;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * The sliding window of a convolution or pooling. "same" padding follows TensorFlow: the output has {@code ceil(size /
 * stride)} positions, and the extra row or column of an odd padding is at the end.
 *
 * @param kernel height and width; shared, do not write
 * @param strides vertical and horizontal; shared, do not write
 * @param dilation vertical and horizontal; shared, do not write
 */
record KerasWindow(int[] kernel, int[] strides, int[] dilation, boolean same) {

    static KerasWindow of(LayerScope layer, String kernelKey, int[] defaultStrides) {
        int[] kernel = layer.pair(kernelKey, 2, 1);
        int[] strides = layer.config().hasNonNull("strides") ? layer.pair("strides", 1, 1) : defaultStrides;
        String padding = layer.text("padding", "valid");
        if (!padding.equals("same") && !padding.equals("valid")) {
            throw layer.failure("has the padding \"" + padding + "\"; supported are same and valid");
        }
        return new KerasWindow(kernel, strides, layer.pair("dilation_rate", 1, 1), padding.equals("same"));
    }

    /** Returns the output of the window on an input. */
    KerasTensor output(String tensor, KerasTensor x, int channels) {
        return KerasTensor.map(tensor, size(0, x.height()), size(1, x.width()), channels);
    }

    private int size(int axis, int in) {
        if (in == KerasTensor.UNKNOWN) {
            return in;
        }
        int uncovered = same ? 0 : extent(axis) - 1;
        int steps = Math.addExact(Math.subtractExact(in, uncovered), strides[axis] - 1);
        return steps / strides[axis];
    }

    private int extent(int axis) {
        return Math.addExact(Math.multiplyExact(kernel[axis] - 1, dilation[axis]), 1);
    }

    /** Returns the attributes of the ONNX node. */
    Attributes attributes(KerasTensor x) {
        var attributes = Attributes.of("kernel_shape", longs(kernel)).and("strides", longs(strides));
        if (dilation[0] != 1 || dilation[1] != 1) {
            attributes = attributes.and("dilations", longs(dilation));
        }
        if (!same) {
            return attributes;
        }
        if (dependsOnSize(0, x.height()) || dependsOnSize(1, x.width())) {
            return attributes.and("auto_pad", "SAME_UPPER");
        }
        int vertical = padding(0, x.height());
        int horizontal = padding(1, x.width());
        return vertical + horizontal == 0
                ? attributes
                : attributes.and("pads", new long[] {
                    vertical / 2, horizontal / 2, vertical - vertical / 2, horizontal - horizontal / 2
                });
    }

    /**
     * Returns the attributes of a transposed convolution. Its output has {@code size * stride} positions with "same"
     * padding: the gradient of the convolution from there.
     */
    Attributes transposedAttributes() {
        var attributes = Attributes.of("kernel_shape", longs(kernel))
                .and("strides", longs(strides))
                .and("dilations", longs(dilation));
        if (!same) {
            return attributes.and("output_padding", new long[] {excess(0), excess(1)});
        }
        long[] pads = new long[4];
        long[] outputPadding = new long[2];
        for (int axis = 0; axis < 2; axis++) {
            int total = extent(axis) - strides[axis];
            pads[axis] = Math.max(0, total) / 2;
            pads[axis + 2] = Math.max(0, total) - pads[axis];
            outputPadding[axis] = Math.max(0, -total);
        }
        return attributes.and("pads", pads).and("output_padding", outputPadding);
    }

    /** Returns the rows or columns by which the output of a kernel smaller than its stride is longer. */
    private int excess(int axis) {
        return Math.max(0, strides[axis] - extent(axis));
    }

    /** Returns the output of a transposed convolution. */
    KerasTensor transposedOutput(String tensor, KerasTensor x, int channels) {
        return KerasTensor.map(tensor, transposedSize(0, x.height()), transposedSize(1, x.width()), channels);
    }

    private int transposedSize(int axis, int in) {
        if (in == KerasTensor.UNKNOWN) {
            return in;
        }
        return Math.addExact(
                Math.multiplyExact(in, strides[axis]), same ? 0 : Math.max(0, extent(axis) - strides[axis]));
    }

    private boolean dependsOnSize(int axis, int in) {
        return in == KerasTensor.UNKNOWN && strides[axis] != 1;
    }

    private int padding(int axis, int in) {
        return strides[axis] == 1
                ? extent(axis) - 1
                : Math.max(0, Math.addExact(Math.multiplyExact(size(axis, in) - 1, strides[axis]), extent(axis)) - in);
    }

    private static long[] longs(int[] values) {
        return new long[] {values[0], values[1]};
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KerasWindow that
                && Arrays.equals(kernel, that.kernel)
                && Arrays.equals(strides, that.strides)
                && Arrays.equals(dilation, that.dilation)
                && same == that.same;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(kernel), Arrays.hashCode(strides), Arrays.hashCode(dilation), same);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "KerasWindow[kernel %s, strides %s, dilation %s, %s]",
                Arrays.toString(kernel),
                Arrays.toString(strides),
                Arrays.toString(dilation),
                same ? "same" : "valid");
    }
}
