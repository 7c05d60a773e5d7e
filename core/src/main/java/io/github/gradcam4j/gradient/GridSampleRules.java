package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rule of GridSample on images, [N, C, H, W], as spatial transformers use it (Jaderberg et al., 2015). */
final class GridSampleRules {

    private static final Set<String> MODES = Set.of("linear", "bilinear", "nearest");

    /**
     * A coordinate in pixels, and its derivative with respect to the grid.
     *
     * @param low the pixel at or before it
     * @param fraction the distance from that pixel
     */
    private record Axis(Expr low, Expr fraction, Expr slope, long size) {

        Expr pixel(int step) {
            return step == 0 ? low : low.plus(step);
        }

        Expr weight(NodeContext ctx, int step) {
            return step == 0 ? ctx.constant(1).minus(fraction) : fraction;
        }
    }

    private GridSampleRules() {}

    static void addTo(RuleTable.Section table) {
        table.rule(
                "GridSample",
                "dy times the weights, added at the pixels read; of the grid, in the mode linear, dy times the"
                        + " differences of the pixels, summed over channels",
                GridSampleRules::gradient);
    }

    private static Expr gradient(NodeContext ctx, int i) {
        String mode = ctx.attributes().text("mode", "linear");
        if (ctx.rank(0) != 4 || !MODES.contains(mode)) {
            throw ctx.noGradient(String.format(
                    Locale.ROOT,
                    "samples %d axes in the mode %s; the gradient rule supports two axes, and the modes linear and"
                            + " nearest",
                    ctx.rank(0) - 2,
                    mode));
        }
        boolean nearest = mode.equals("nearest");
        var columns = axis(ctx, 0, ctx.shape(0)[3], nearest);
        var rows = axis(ctx, 1, ctx.shape(0)[2], nearest);
        return i == 0 ? ofImage(ctx, rows, columns, nearest) : ofGrid(ctx, rows, columns, nearest);
    }

    /** Writes the coordinates [N, 1, H' W'] of one axis of the grid, in which columns come first. */
    private static Axis axis(NodeContext ctx, int which, long size, boolean nearest) {
        var one = new long[] {1};
        var part = ctx.x(1).slice(new long[] {which}, new long[] {which + 1}, new long[] {3}, one);
        var g = part.reshape(0, 1, -1);
        boolean corners = ctx.attributes().integer("align_corners", 0) != 0;
        double factor = corners ? (size - 1) / 2.0 : size / 2.0;
        var at = g.times(factor).plus((size - 1) / 2.0);
        var slope = at.zeros().plus(factor);
        String padding = ctx.attributes().text("padding_mode", "zeros");
        if (padding.equals("reflection")) {
            double low = corners ? 0 : -0.5;
            double span = corners ? size - 1 : size;
            var distance = at.plus(-low);
            var flips = distance.abs().times(1 / span).op("Floor");
            var odd = flips.minus(flips.times(0.5).op("Floor").times(2)).greater(0);
            var extra = distance.abs().minus(flips.times(span));
            at = odd.where(extra.times(-1).plus(low + span), extra.plus(low));
            slope = slope.times(distance.sign()).times(odd.where(ctx.constant(-1), ctx.constant(1)));
        }
        if (!padding.equals("zeros")) {
            var within = at.greater(0).and(at.less(size - 1));
            at = at.op("Clip", ctx.constant(0), ctx.constant(size - 1));
            slope = within.where(slope, 0);
        }
        var low = at.op(nearest ? "Round" : "Floor");
        return new Axis(low, at.minus(low), slope, size);
    }

    /** The parts of a pixel of the four around each position: its index and whether it lies in the image. */
    private record Corner(int down, int right, Expr index, Expr inside) {}

    private static List<Corner> corners(NodeContext ctx, Axis rows, Axis columns, boolean nearest) {
        var corners = new ArrayList<Corner>();
        for (int down = 0; down <= (nearest ? 0 : 1); down++) {
            for (int right = 0; right <= (nearest ? 0 : 1); right++) {
                var row = rows.pixel(down);
                var column = columns.pixel(right);
                var inside = within(row, rows.size).and(within(column, columns.size));
                var index = clamped(ctx, row, rows.size)
                        .times(columns.size)
                        .plus(clamped(ctx, column, columns.size))
                        .asInteger();
                // One index for each channel.
                var pixels = ctx.x(0).reshape(0, 0, -1);
                var channels = pixels.slice(new long[] {0}, new long[] {1}, new long[] {2}, new long[] {1});
                var all = index.op("Add", channels.zeros().asInteger());
                corners.add(new Corner(down, right, all, inside.asFloat()));
            }
        }
        return corners;
    }

    private static Expr within(Expr at, long size) {
        return at.greater(-0.5).and(at.less(size - 0.5));
    }

    private static Expr clamped(NodeContext ctx, Expr at, long size) {
        return at.op("Clip", ctx.constant(0), ctx.constant(size - 1));
    }

    private static Expr ofImage(NodeContext ctx, Axis rows, Axis columns, boolean nearest) {
        var dy = ctx.dy().reshape(0, 0, -1);
        var sum = ctx.x(0).reshape(0, 0, -1).zeros();
        for (var corner : corners(ctx, rows, columns, nearest)) {
            var weight = nearest
                    ? corner.inside
                    : corner.inside.times(rows.weight(ctx, corner.down)).times(columns.weight(ctx, corner.right));
            var adding = Attributes.of("axis", 2).and("reduction", "add");
            sum = sum.op("ScatterElements", adding, corner.index, dy.times(weight));
        }
        return sum.reshapeLike(ctx.x(0));
    }

    private static Expr ofGrid(NodeContext ctx, Axis rows, Axis columns, boolean nearest) {
        var dy = ctx.dy().reshape(0, 0, -1);
        if (nearest) {
            return ctx.x(1).zeros();
        }
        var image = ctx.x(0).reshape(0, 0, -1);
        var overColumns = new ArrayList<Expr>();
        var overRows = new ArrayList<Expr>();
        for (var corner : corners(ctx, rows, columns, false)) {
            var value = image.op("GatherElements", Attributes.of("axis", 2), corner.index)
                    .times(corner.inside);
            overColumns.add(value.times(rows.weight(ctx, corner.down)).times(corner.right == 0 ? -1 : 1));
            overRows.add(value.times(columns.weight(ctx, corner.right)).times(corner.down == 0 ? -1 : 1));
        }
        var dx = dy.times(Expr.sum(overColumns)).sum(1).times(columns.slope);
        var dr = dy.times(Expr.sum(overRows)).sum(1).times(rows.slope);
        return dx.op("Concat", Attributes.of("axis", 1), dr).transpose(0, 2, 1).reshapeLike(ctx.x(1));
    }
}
