package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A window sliding over the spatial dimensions, of a convolution or a pool: output o covers the inputs
 * {@code o * stride - begin + k * dilation}, k = 0 .. kernel - 1. Not to be written to.
 */
final class SlidingWindow {

    private final long[] input;
    private final long[] output;
    private final long[] kernel;
    private final long[] strides;
    private final long[] dilations;
    private final long[] begin;

    /**
     * @param input sizes slid over
     * @param output how many steps are taken
     * @param begin rows of padding before the first
     */
    private SlidingWindow(long[] input, long[] output, long[] kernel, long[] strides, long[] dilations, long[] begin) {
        this.input = input;
        this.output = output;
        this.kernel = kernel;
        this.strides = strides;
        this.dilations = dilations;
        this.begin = begin;
    }

    /** The window of a convolution whose weights are the node's second input. */
    static SlidingWindow ofConvolution(NodeContext s, long[] input, long[] output) {
        var w = s.shape(1);
        return of(s.attributes(), input, output, Arrays.copyOfRange(w, 2, w.length));
    }

    /** The window of a pool, from its first input to its output. */
    static SlidingWindow ofPool(NodeContext s) {
        return of(
                s.attributes(),
                s.spatial(0),
                s.spatialOfY(),
                s.attributes().integers("kernel_shape").orElseThrow());
    }

    private static SlidingWindow of(Attributes attributes, long[] input, long[] output, long[] kernel) {
        int n = input.length;
        var strides = attributes.integers("strides").orElse(Expr.fill(n, 1));
        var dilations = attributes.integers("dilations").orElse(Expr.fill(n, 1));
        var pads = attributes.integers("pads").orElse(Expr.fill(2 * n, 0));
        // A transposed convolution with a wanted output shape pads like SAME_LOWER.
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

    /** The sizes slid over. Like the arrays that follow, not a copy. */
    long[] input() {
        return input;
    }

    /** How many steps are taken. */
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

    /** How far the last window reaches beyond the last input; negative where it ends before. */
    private long overhang(int d) {
        return (output[d] - 1) * strides[d] + reach(d) + 1 - begin[d] - input[d];
    }

    private long reach(int d) {
        return dilations[d] * (kernel[d] - 1);
    }

    /** Begin and end padding as ONNX writes it, such that the windows end with the last input that any covers. */
    long[] pads() {
        return join(begin, map(input.length, d -> Math.max(0, overhang(d))));
    }

    /** The padding with which a stride-1 convolution runs from the output back to the input; empty where it would be negative. */
    Optional<long[]> fullPadding() {
        var pads = join(map(input.length, d -> reach(d) - begin[d]), map(input.length, d -> reach(d) - overhang(d)));
        return Arrays.stream(pads).allMatch(p -> p >= 0) ? Optional.of(pads) : Optional.empty();
    }

    /** The adjoint: spreads {@code dy} [N, M, output] over the inputs [N, C, input] by the weights [M, C / group, kernel]. */
    Expr transposed(Expr dy, Expr weights, long group) {
        // Rows at the end that no window covers get no gradient: they are asked for as output padding.
        var attributes = Attributes.of("pads", pads())
                .and("output_padding", map(input.length, d -> Math.max(0, -overhang(d))))
                .and("strides", strides)
                .and("dilations", dilations)
                .and("kernel_shape", kernel)
                .and("group", group);
        return dy.op("ConvTranspose", attributes, weights);
    }

    /** How many real cells, padding not counted, each window covers; row-major over the output. */
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
                long cell = o * strides[d] - begin[d] + k * dilations[d];
                counts[o] += cell >= 0 && cell < input[d] ? 1 : 0;
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
