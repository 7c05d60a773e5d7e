package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Expr.oneMinus;
import static io.github.gradcam4j.gradient.Expr.symbol;
import static io.github.gradcam4j.gradient.Expr.table;
import static io.github.gradcam4j.gradient.Grads.grads;
import static io.github.gradcam4j.gradient.SelectionRules.addedAt;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import java.util.Arrays;
import java.util.List;

/** The rules of pooling. */
final class PoolingRules {

    private PoolingRules() {}

    static void addTo(RuleSection table) {
        // spotless:off
        table.unary("MaxPool",           (x, y, dy, ctx) -> addedAt(maxima(ctx), x, dy));
        table.unary("AveragePool",       (x, y, dy, ctx) -> spread(ctx, dy.times(inverseCount(ctx))));
        table.unary("LpPool",            (x, y, dy, ctx) -> ofNorm(ctx, spread(ctx, perNorm(ctx, dy))));
        table.unary("MaxUnpool",         (x, y, dy, ctx) -> maxUnpool(ctx, dy));
        table.unary("Col2Im",            (x, y, dy, ctx) -> blocks(ctx, dy));
        table.unary("GlobalAveragePool", (x, y, dy, ctx) -> overSpace(ctx, dy.div(positions(ctx))));
        table.unary("GlobalMaxPool",     (x, y, dy)      -> atMaximum(x.reshape(0, 0, -1), dy).reshapeLike(x));
        table.unary("GlobalLpPool",      (x, y, dy, ctx) -> ofNorm(ctx, perNorm(ctx, dy)));
        // spotless:on
    }

    private static Expr positions(NodeContext ctx) {
        return symbol("n", Constant.elements(ctx.spatial(0)));
    }

    private static Expr overSpace(NodeContext ctx, Expr perChannel) {
        var shape = Expr.fill(ctx.rank(0), 1);
        System.arraycopy(ctx.spatial(0), 0, shape, 2, shape.length - 2);
        return perChannel.expand(shape);
    }

    /**
     * Returns the positions of the maxima, the first one of several in a window. Those of integers are found in
     * float32: ONNX Runtime returns a wrong position for a window that contains only the least integer of its type.
     */
    private static Expr maxima(NodeContext ctx) {
        boolean columns = ctx.attributes().integer("storage_order", 0) != 0;
        if (!columns && !ctx.isIntegral(0)) {
            return ctx.secondOutput();
        }
        var x = ctx.isIntegral(0) ? ctx.x(0).asFloat() : ctx.x(0);
        return new Expr.Apply("MaxPool", ctx.attributes().without("storage_order"), List.of(x), 1);
    }

    /**
     * Returns the gradient of MaxPool without indices and scattering, which many runtimes lack: a convolution with a
     * kernel for each element of the window arranges the elements as channels, ArgMax finds the first maximum, and the
     * adjoint of the convolution moves dy there.
     */
    static Grads maxPoolByConvolution(NodeContext ctx, Expr dy) {
        var window = SlidingWindow.ofPool(ctx);
        int elements = (int) Constant.elements(window.kernel());
        var shape = prefixed(window.kernel(), elements);
        shape[1] = 1;
        var one = table("elements", identity(elements), shape);
        var x = ctx.isIntegral(0) ? ctx.x(0).asFloat() : ctx.x(0);
        var planes = window.padded(x.reshape(prefixed(window.input(), -1)), -Float.MAX_VALUE);
        var channels = planes.op("Conv", window.unpadded(), one);
        var first = channels.op("ArgMax", Attributes.of("axis", 1)).asFloat();
        var isFirst = first.equal(indices(elements, prefixed(Expr.fill(window.kernel().length, 1), 1), 1));
        var moved = isFirst.where(dy.reshape(prefixed(window.output(), -1)), 0);
        return grads(window.transposed(moved, one, 1).reshapeLike(ctx.x(0)));
    }

    /** Returns the gradient of GlobalMaxPool without scattering. */
    static Grads globalMaxPoolByComparison(NodeContext ctx, Expr dy) {
        var x = ctx.x(0);
        var rows = x.reshape(0, 0, -1);
        var first = rows.op("ArgMax", Attributes.of("axis", 2)).asFloat();
        int positions = (int) Constant.elements(ctx.spatial(0));
        var isFirst = first.equal(indices(positions, new long[] {1, 1, 1}, 2));
        return grads(isFirst.where(dy.reshape(0, 0, -1), 0).reshapeLike(x));
    }

    /** Returns 0, 1, 2, ... along an axis. */
    private static Expr indices(int n, long[] shape, int axis) {
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = i;
        }
        shape[axis] = n;
        return table("indices", values, shape);
    }

    private static float[] identity(int n) {
        var values = new float[n * n];
        for (int k = 0; k < n; k++) {
            values[k * n + k] = 1;
        }
        return values;
    }

    private static Expr maxUnpool(NodeContext ctx, Expr dy) {
        if (ctx.hasX(2)) {
            throw ctx.noGradient("has an output shape, which the gradient rule does not support");
        }
        return dy.reshape(-1).op("Gather", ctx.x(1));
    }

    /** Returns a convolution of each channel of dy with one kernel for each element of a block. */
    private static Expr blocks(NodeContext ctx, Expr dy) {
        var block = ctx.integers(2);
        int elements = (int) Constant.elements(block);
        var shape = prefixed(block);
        shape[0] = elements;
        var planes = dy.reshape(prefixed(ctx.spatialOfY(), -1));
        return planes.op("Conv", ctx.attributes(), table("identity", identity(elements), shape))
                .reshapeLike(ctx.x(0));
    }

    /** Moves dy to the maximum of each row, the first one of several. */
    private static Expr atMaximum(Expr rows, Expr dy) {
        var first = rows.op("ArgMax", Attributes.of("axis", 2));
        return rows.zeros().op("ScatterElements", Attributes.of("axis", 2), first, dy.reshape(0, 0, -1));
    }

    /**
     * Returns the inverse of the number of values in the average of each window. ONNX Runtime computes it by pooling
     * ones, so that padding and ceiling mode have the same effect as in the forward graph.
     */
    private static Expr inverseCount(NodeContext ctx) {
        var window = SlidingWindow.ofPool(ctx);
        // The shape is set again because inference in ceiling mode counts a window that the kernel omits.
        var mean = ones(window.input()).op("AveragePool", ctx.attributes()).reshape(prefixed(window.output()));
        return mean.div(table("covered", window.coverage(), prefixed(window.output())));
    }

    private static Expr p(NodeContext ctx) {
        return ctx.integer("p", 2);
    }

    /** Returns dy y^(1-p), the first factor of the gradient of y = (sum |x|^p)^(1/p). */
    private static Expr perNorm(NodeContext ctx, Expr dy) {
        return dy.times(ctx.y().pow(oneMinus(p(ctx))));
    }

    /** Returns sign(x) |x|^(p-1) times the first factor; 0 where x = 0. */
    private static Expr ofNorm(NodeContext ctx, Expr factor) {
        var x = ctx.x(0);
        return x.equal(0).where(0, x.sign().times(x.abs().pow(p(ctx).minus(1))).times(factor));
    }

    /**
     * Adds the value of each window at all of its positions: a transposed convolution with ones, channel by channel.
     */
    private static Expr spread(NodeContext ctx, Expr perWindow) {
        var window = SlidingWindow.ofPool(ctx);
        var planes = perWindow.reshape(prefixed(window.output(), -1));
        return window.transposed(planes, ones(window.kernel()), 1).reshapeLike(ctx.x(0));
    }

    private static long[] prefixed(long[] spatial, long first) {
        var shape = Expr.fill(spatial.length + 2, 1);
        shape[0] = first;
        System.arraycopy(spatial, 0, shape, 2, spatial.length);
        return shape;
    }

    private static long[] prefixed(long[] spatial) {
        return prefixed(spatial, 1);
    }

    private static Expr ones(long[] spatial) {
        var values = new float[(int) Constant.elements(spatial)];
        Arrays.fill(values, 1);
        return table("ones", values, prefixed(spatial));
    }
}
