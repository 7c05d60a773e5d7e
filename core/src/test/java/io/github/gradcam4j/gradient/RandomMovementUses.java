package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.Map;

/** Random uses of operators that move values to positions outside the tensor, or between blocks and images. */
final class RandomMovementUses {

    private RandomMovementUses() {}

    static void addTo(Map<String, RandomUse.Draw> draws) {
        draws.put("Mod", u -> {
            var shape = u.shape(1, 3);
            String x = u.start(u.opset(13), shape);
            // The remainder of a multiple of 2^-5 jumps at such multiples, and x lies between them.
            var divisor = new float[(int) shape[shape.length - 1]];
            for (int i = 0; i < divisor.length; i++) {
                divisor[i] = u.between(8, 32) * u.of(0x1p-5f, -0x1p-5f);
            }
            return u.op("Mod", Attributes.of("fmod", 1), x, u.graph().floats(divisor, divisor.length));
        });
        draws.put("CenterCropPad", u -> {
            var shape = u.shape(1, 3);
            String x = u.start(u.opset(18), shape);
            var axes = u.axes(shape.length);
            var target = Arrays.stream(axes).map(a -> u.between(1, 6)).toArray();
            return u.op(
                    "CenterCropPad", Attributes.of("axes", axes), x, u.graph().ints(target));
        });
        draws.put("ReverseSequence", u -> {
            long time = u.between(1, 4);
            long batch = u.between(1, 3);
            boolean batchFirst = u.coin();
            String x = u.start(u.opset(10), batchFirst ? new long[] {batch, time, 2} : new long[] {time, batch, 2});
            var lengths = new long[(int) batch];
            Arrays.setAll(lengths, b -> u.between(1, (int) time));
            var attributes = Attributes.of("batch_axis", batchFirst ? 0 : 1).and("time_axis", batchFirst ? 1 : 0);
            return u.op("ReverseSequence", attributes, x, u.graph().ints(lengths));
        });
        draws.put("MaxUnpool", u -> {
            int h = u.between(1, 3);
            int w = u.between(1, 3);
            String x = u.start(u.opset(11), 1, 2, h, w);
            var two = new long[] {2, 2};
            var indices = Arrays.copyOf(u.permutation(8 * h * w), 2 * h * w);
            return u.op(
                    "MaxUnpool",
                    Attributes.of("kernel_shape", two).and("strides", two),
                    x,
                    u.graph().table(indices, 1, 2, h, w));
        });
        draws.put("Col2Im", u -> {
            long stride = u.between(1, 2);
            long h = u.between(2, 4);
            long w = u.between(2, 4);
            long pad = u.below(2);
            long blocks = ((h + pad - 2) / stride + 1) * ((w + pad - 2) / stride + 1);
            String x = u.start(u.opset(18), u.between(1, 2), 8, blocks);
            var attributes =
                    Attributes.of("strides", new long[] {stride, stride}).and("pads", new long[] {pad, 0, 0, pad});
            return u.op("Col2Im", attributes, x, u.graph().ints(h, w), u.graph().ints(2, 2));
        });
        draws.put("GridSample", u -> {
            int opset = u.opset(16);
            var attributes = Attributes.of("mode", u.of(opset < 20 ? "bilinear" : "linear", "nearest"))
                    .and("padding_mode", u.of("zeros", "border", "reflection"))
                    .and("align_corners", u.below(2));
            long n = u.between(1, 2);
            String x = u.start(opset, n, u.between(1, 2), u.between(2, 4), u.between(2, 4));
            String grid = u.op("Mul", u.weights(n, 2, 3, 2), u.graph().scalar(1.5));
            return u.op("GridSample", attributes, x, grid);
        });
    }
}
