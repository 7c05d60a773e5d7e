package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constants;
import java.util.Arrays;

/** Pools over space. */
final class PoolingRules {

    private PoolingRules() {}

    static void addTo(RuleTable.Chapter table) {
        table.rule("MaxPool", "dy added to where the maximum was found, the first at a tie", PoolingRules::maxPool);
        table.rule("AveragePool", "dy / cells, added to every cell of the window", PoolingRules::averagePool);
        table.rule("LpPool", "x |x|^(p-2) times the sum over windows of dy y^(1-p)", PoolingRules::lpPool);
        table.rule(
                "GlobalAveragePool",
                "dy / (h w), everywhere",
                (s, i) -> overSpace(s, s.dy().times(1.0 / Constants.elements(s.spatial(0)))));
        table.rule("GlobalMaxPool", "dy at the first maximum", PoolingRules::globalMaxPool);
        table.rule("GlobalLpPool", "x |x|^(p-2) dy y^(1-p)", (s, i) -> {
            long p = s.attributes().integer("p", 2);
            return powerNorm(s, p, s.dy().times(s.y().power(1 - p)));
        });
    }

    private static Value overSpace(Step s, Value perChannel) {
        var shape = Value.fill(s.rank(0), 1);
        System.arraycopy(s.spatial(0), 0, shape, 2, shape.length - 2);
        return perChannel.expand(shape);
    }

    /** Every window's gradient goes to where its maximum was found: the first, at a tie. */
    private static Value maxPool(Step s, int i) {
        if (s.attributes().integer("storage_order", 0) != 0) {
            throw s.noGradient("counts places column by column, which is not differentiated");
        }
        var cells = s.x(0).reshape(-1).zeros();
        return cells.op(
                        "ScatterElements",
                        Attributes.of("axis", 0).and("reduction", "add"),
                        s.secondOutput().reshape(-1),
                        s.dy().reshape(-1))
                .reshapeLike(s.x(0));
    }

    private static Value globalMaxPool(Step s, int i) {
        var rows = s.x(0).reshape(0, 0, -1);
        var first = rows.op("ArgMax", Attributes.of("axis", 2));
        return rows.zeros()
                .op("ScatterElements", Attributes.of("axis", 2), first, s.dy().reshape(0, 0, -1))
                .reshapeLike(s.x(0));
    }

    /**
     * A window's gradient is divided by the number of cells it was averaged over and given to each of them. That number
     * is asked of the engine, by a pool of ones, so that padding and the ceiling mode count as they do forwards.
     */
    private static Value averagePool(Step s, int i) {
        var window = Window.ofPool(s);
        var ones = s.tensor(ones(window.input()), prefixed(window.input()));
        // In ceiling mode the engine's shape inference counts a window that its kernel leaves out: the shape is told
        // again.
        var mean = ones.op("AveragePool", s.attributes()).reshape(prefixed(window.output()));
        var cells = s.tensor(window.coverage(), prefixed(window.output()));
        return spread(s, window, s.dy().times(mean.over(cells)));
    }

    /** y = (sum |x|^p)^(1/p). */
    private static Value lpPool(Step s, int i) {
        long p = s.attributes().integer("p", 2);
        return powerNorm(s, p, spread(s, Window.ofPool(s), s.dy().times(s.y().power(1 - p))));
    }

    /** sign(x) |x|^(p-1) times what reaches x; a zero norm passes nothing. */
    private static Value powerNorm(Step s, long p, Value reaching) {
        var x = s.x(0);
        var slope = x.sign().times(x.abs().power(p - 1)).times(reaching);
        return x.equalTo(s.constant(0)).choose(s.constant(0), slope);
    }

    /** Adds each window's value to all of its cells: a transposed convolution with ones, one channel at a time. */
    private static Value spread(Step s, Window window, Value perWindow) {
        var planes = perWindow.reshape(prefixed(window.output(), -1));
        var ones = s.tensor(ones(window.kernel()), prefixed(window.kernel()));
        return window.transposed(planes, ones, 1).reshapeLike(s.x(0));
    }

    private static long[] prefixed(long[] spatial, long first) {
        var shape = Value.fill(spatial.length + 2, 1);
        shape[0] = first;
        System.arraycopy(spatial, 0, shape, 2, spatial.length);
        return shape;
    }

    private static long[] prefixed(long[] spatial) {
        return prefixed(spatial, 1);
    }

    private static float[] ones(long[] shape) {
        var values = new float[(int) Constants.elements(shape)];
        Arrays.fill(values, 1);
        return values;
    }
}
