package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Expr.constant;
import static io.github.gradcam4j.gradient.Expr.oneMinus;
import static io.github.gradcam4j.gradient.Grads.grads;

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
    private record Axis(String name, Expr low, Expr fraction, Expr slope, long size) {

        Expr pixel(int step) {
            return step == 0 ? low : low.plus(step).named(name + step);
        }

        Expr weight(int step) {
            return step == 0 ? oneMinus(fraction) : fraction;
        }
    }

    private GridSampleRules() {}

    static void addTo(RuleSection table) {
        table.rule("GridSample", GridSampleRules::gradients);
    }

    private static Grads gradients(NodeContext ctx, Expr dy) {
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
        var columns = axis(ctx, "c", 0, ctx.shape(0)[3], nearest);
        var rows = axis(ctx, "r", 1, ctx.shape(0)[2], nearest);
        return grads(ofImage(ctx, dy, rows, columns, nearest), ofGrid(ctx, dy, rows, columns, nearest));
    }

    /** Returns the coordinates [N, 1, H' W'] of one axis of the grid, in which columns come first. */
    private static Axis axis(NodeContext ctx, String name, int which, long size, boolean nearest) {
        var g = ctx.x(1).slice(which, which + 1, 3).reshape(0, 1, -1);
        boolean corners = ctx.attributes().integer("align_corners", 0) != 0;
        double factor = corners ? (size - 1) / 2.0 : size / 2.0;
        var at = g.times(factor).plus((size - 1) / 2.0);
        var slope = constant(factor);
        String padding = ctx.attributes().text("padding_mode", "zeros");
        if (padding.equals("reflection")) {
            double low = corners ? 0 : -0.5;
            double span = corners ? size - 1 : size;
            var distance = at.minus(low);
            var flips = distance.abs().times(1 / span).floor();
            var odd = flips.minus(flips.times(0.5).floor().times(2)).greater(0);
            var extra = distance.abs().minus(flips.times(span));
            at = odd.where(extra.times(-1).plus(low + span), extra.plus(low));
            slope = slope.times(distance.sign()).times(odd.where(-1, constant(1)));
        }
        at = at.named(name);
        if (!padding.equals("zeros")) {
            var within = at.greater(0).and(at.less(size - 1));
            at = at.clip(0, size - 1);
            slope = within.where(slope, 0);
        }
        var low = (nearest ? at.round() : at.floor()).named(name + 0);
        return new Axis(name, low, at.minus(low).named("f" + name), slope, size);
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
                var index = clamped(row, rows.size)
                        .times(columns.size)
                        .plus(clamped(column, columns.size))
                        .asInteger();
                // One index for each channel.
                var pixels = ctx.x(0).reshape(0, 0, -1);
                var channels = pixels.slice(0, 1, 2);
                var all = index.plus(channels.zeros().asInteger());
                corners.add(new Corner(
                        down,
                        right,
                        all.named("i" + down + right),
                        inside.asFloat().named("in" + down + right)));
            }
        }
        return corners;
    }

    private static Expr within(Expr at, long size) {
        return at.greater(-0.5).and(at.less(size - 0.5));
    }

    private static Expr clamped(Expr at, long size) {
        return at.clip(0, size - 1);
    }

    private static Expr ofImage(NodeContext ctx, Expr dy, Axis rows, Axis columns, boolean nearest) {
        var cotangent = dy.reshape(0, 0, -1);
        var sum = ctx.x(0).reshape(0, 0, -1).zeros();
        for (var corner : corners(ctx, rows, columns, nearest)) {
            var weight = nearest
                    ? corner.inside
                    : corner.inside.times(rows.weight(corner.down)).times(columns.weight(corner.right));
            var adding = Attributes.of("axis", 2).and("reduction", "add");
            sum = sum.op("ScatterElements", adding, corner.index, cotangent.times(weight));
        }
        return sum.reshapeLike(ctx.x(0));
    }

    private static Expr ofGrid(NodeContext ctx, Expr dy, Axis rows, Axis columns, boolean nearest) {
        var cotangent = dy.reshape(0, 0, -1);
        if (nearest) {
            return ctx.x(1).zeros();
        }
        var image = ctx.x(0).reshape(0, 0, -1);
        var overColumns = new ArrayList<Expr>();
        var overRows = new ArrayList<Expr>();
        for (var corner : corners(ctx, rows, columns, false)) {
            var value = image.op("GatherElements", Attributes.of("axis", 2), corner.index)
                    .times(corner.inside)
                    .named("v" + corner.down + corner.right);
            overColumns.add(value.times(rows.weight(corner.down)).times(corner.right == 0 ? -1 : 1));
            overRows.add(value.times(columns.weight(corner.right)).times(corner.down == 0 ? -1 : 1));
        }
        var dx = cotangent.times(Expr.sum(overColumns)).sum(1).times(columns.slope);
        var dr = cotangent.times(Expr.sum(overRows)).sum(1).times(rows.slope);
        return dx.op("Concat", Attributes.of("axis", 1), dr).transpose(0, 2, 1).reshapeLike(ctx.x(1));
    }
}
