package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The window of a convolution or pooling, which slides over the spatial dimensions: output o covers the inputs {@code o
 * * stride - begin + k * dilation}, k = 0 .. kernel - 1. The arrays are shared, do not write.
 */
final class SlidingWindow {

    private final long[] input;
    private final long[] output;
    private final long[] kernel;
    private final long[] strides;
    private final long[] dilations;
    private final long[] begin;

    /**
     * @param input the spatial dimensions of the input
     * @param output the spatial dimensions of the output
     * @param begin the padding before each dimension
     */
    private SlidingWindow(long[] input, long[] output, long[] kernel, long[] strides, long[] dilations, long[] begin) {
        this.input = input;
        this.output = output;
        this.kernel = kernel;
        this.strides = strides;
        this.dilations = dilations;
        this.begin = begin;
    }

    /** Returns the window of a convolution whose weights are the node's second input. */
    static SlidingWindow ofConvolution(NodeContext ctx, long[] input, long[] output) {
        var w = ctx.shape(1);
        return of(ctx.attributes(), input, output, Arrays.copyOfRange(w, 2, w.length));
    }

    /** Returns the window of a pooling, from its first input to its output. */
    static SlidingWindow ofPool(NodeContext ctx) {
        return of(
                ctx.attributes(),
                ctx.spatial(0),
                ctx.spatialOfY(),
                ctx.attributes()
                        .integers("kernel_shape")
                        .orElseThrow(() -> ctx.node().invalid("has no kernel_shape")));
    }

    private static SlidingWindow of(Attributes attributes, long[] input, long[] output, long[] kernel) {
        int n = input.length;
        var strides = attributes.integers("strides").orElse(Expr.fill(n, 1));
        var dilations = attributes.integers("dilations").orElse(Expr.fill(n, 1));
        var pads = attributes.integers("pads").orElse(Expr.fill(2 * n, 0));
        // A transposed convolution with an output_shape is padded as in SAME_LOWER.
        var auto = attributes.has("output_shape")
                        && !attributes.text("auto_pad", "").equals("SAME_UPPER")
                ? "SAME_LOWER"
                : attributes.text("auto_pad", "NOTSET");
        var begin = map(n, d -> {
            long total = Math.max(0, (output[d] - 1) * strides[d] + dilations[d] * (kernel[d] - 1) + 1 - input[d]);
            return switch (auto) {
                case "SAME_UPPER" -> total / 2;
                case "SAME_LOWER" -> total - total / 2;
                case "VALID" -> 0;
                default -> pads[d];
            };
        });
        return new SlidingWindow(input, output, kernel, strides, dilations, begin);
    }

    /** Returns the spatial dimensions of the input. */
    long[] input() {
        return input;
    }

    /** Returns the spatial dimensions of the output. */
    long[] output() {
        return output;
    }

    long[] kernel() {
        return kernel;
    }

    long[] strides() {
        return strides;
    }

    long[] dilations() {
        return dilations;
    }

    boolean unitStride() {
        return Arrays.stream(strides).allMatch(stride -> stride == 1);
    }

    /** Returns the number of positions of the last window beyond the input; negative if it ends before. */
    private long overhang(int d) {
        return (output[d] - 1) * strides[d] + reach(d) + 1 - begin[d] - input[d];
    }

    private long reach(int d) {
        return dilations[d] * (kernel[d] - 1);
    }

    /** Returns begin and end padding in ONNX's order; the end padding is just large enough for the last window. */
    long[] pads() {
        return join(begin, map(input.length, d -> Math.max(0, overhang(d))));
    }

    /** Returns the padding of the adjoint convolution for stride 1; empty if it would be negative. */
    Optional<long[]> fullPadding() {
        var pads = join(map(input.length, d -> reach(d) - begin[d]), map(input.length, d -> reach(d) - overhang(d)));
        return Arrays.stream(pads).allMatch(p -> p >= 0) ? Optional.of(pads) : Optional.empty();
    }

    /** Returns the adjoint: from {@code dy} [N, M, output] to [N, C, input], with weights [M, C / group, kernel]. */
    Expr transposed(Expr dy, Expr weights, long group) {
        // Inputs at the end that no window covers have a gradient of 0: output padding adds them.
        var attributes = Attributes.of("pads", pads())
                .and("output_padding", map(input.length, d -> Math.max(0, -overhang(d))))
                .and("strides", strides)
                .and("dilations", dilations)
                .and("kernel_shape", kernel)
                .and("group", group);
        return dy.op("ConvTranspose", attributes, weights);
    }

    /** Returns planes [N, C, input] with a value around them, as far as the windows reach. */
    Expr padded(Expr planes, float value) {
        int n = input.length;
        var pads = new long[2 * (n + 2)];
        System.arraycopy(pads(), 0, pads, 2, n);
        System.arraycopy(pads(), n, pads, n + 4, n);
        return Arrays.stream(pads).allMatch(p -> p == 0)
                ? planes
                : planes.op("Pad", Expr.vector(pads), Expr.constant(value));
    }

    /** Returns the attributes of a convolution with this window over {@link #padded} planes. */
    Attributes unpadded() {
        return Attributes.of("strides", strides).and("dilations", dilations).and("kernel_shape", kernel);
    }

    /** Returns the number of inputs that each window covers, without padding; row-major over the output. */
    float[] coverage() {
        var counts = new float[] {1};
        for (int d = 0; d < input.length; d++) {
            counts = outer(counts, coverage(d));
        }
        return counts;
    }

    private float[] coverage(int d) {
        var counts = new float[(int) output[d]];
        for (int o = 0; o < counts.length; o++) {
            for (int k = 0; k < kernel[d]; k++) {
                long position = o * strides[d] - begin[d] + k * dilations[d];
                counts[o] += position >= 0 && position < input[d] ? 1 : 0;
            }
        }
        return counts;
    }

    private static float[] outer(float[] a, float[] b) {
        var products = new float[a.length * b.length];
        for (int i = 0; i < products.length; i++) {
            products[i] = a[i / b.length] * b[i % b.length];
        }
        return products;
    }

    private static long[] map(int n, IntToLongFunction f) {
        return IntStream.range(0, n).mapToLong(f).toArray();
    }

    static long[] join(long[] a, long[] b) {
        return LongStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }
}
