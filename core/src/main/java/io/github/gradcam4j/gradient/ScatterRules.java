package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Locale;

/**
 * The rules of ScatterElements and ScatterND, for every reduction. As in PyTorch, the gradient of an extreme is divided
 * evenly between equal values.
 */
final class ScatterRules {

    /** An operator that scatters, the one that reads the same positions, and their common attributes. */
    private record Scatter(String op, String gathering, Attributes attributes) {

        static Scatter elements(NodeContext ctx) {
            return new Scatter(
                    "ScatterElements", "GatherElements", Attributes.of("axis", ctx.axis("axis", 0, ctx.rank(0))));
        }

        static Scatter slices() {
            return new Scatter("ScatterND", "GatherND", Attributes.none());
        }

        Expr gathered(NodeContext ctx, Expr x) {
            return x.op(gathering, attributes, ctx.x(1));
        }

        Expr reduced(NodeContext ctx, Expr x, String reduction, Expr updates) {
            return x.op(op, attributes.and("reduction", reduction), ctx.x(1), updates);
        }
    }

    private ScatterRules() {}

    static void addTo(RuleTable.Section table) {
        String formula = "dy with zeros at the indices (with the reduction add, dy; mul, dy times the updates; max and"
                + " min, dy where it is the extreme); the same of the updates";
        table.rule("ScatterElements", formula, (ctx, i) -> gradient(ctx, i, Scatter.elements(ctx)));
        table.rule("ScatterND", formula, (ctx, i) -> gradient(ctx, i, Scatter.slices()));
    }

    private static Expr gradient(NodeContext ctx, int i, Scatter scatter) {
        if (i == 1) {
            throw ctx.noGradient("has no gradient for its indices");
        }
        boolean updates = i == 2;
        String reduction = ctx.attributes().text("reduction", "none");
        return switch (reduction) {
            case "none" ->
                updates
                        ? scatter.gathered(ctx, ctx.dy())
                        : scatter.reduced(ctx, ctx.dy(), "none", ctx.x(2).zeros());
            case "add" -> updates ? scatter.gathered(ctx, ctx.dy()) : ctx.dy();
            case "mul" -> updates ? factor(ctx, scatter) : product(ctx, scatter);
            case "max", "min" -> extreme(ctx, scatter, updates);
            default ->
                throw ctx.noGradient(String.format(
                        Locale.ROOT, "has the reduction %s, which the gradient rule does not support", reduction));
        };
    }

    /** Writes dy times the product of the updates of each position. */
    private static Expr product(NodeContext ctx, Scatter scatter) {
        var ones = ctx.x(0).zeros().plus(1);
        return ctx.dy().times(scatter.reduced(ctx, ones, "mul", ctx.x(2)));
    }

    /** Writes dy times the product of all other factors; zeros among the updates are counted, not divided by. */
    private static Expr factor(NodeContext ctx, Scatter scatter) {
        var update = ctx.x(2);
        var isZero = update.equalTo(ctx.constant(0));
        var divisor = isZero.where(ctx.constant(1), update);
        var product = scatter.gathered(ctx, ctx.dy().times(scatter.reduced(ctx, ctx.x(0), "mul", divisor)));
        var zeros = scatter.gathered(ctx, scatter.reduced(ctx, ctx.x(0).zeros(), "add", isZero.asFloat()));
        // The others hold no zero: there is none, or this factor is the only one.
        return zeros.equalTo(isZero.asFloat()).where(product.div(divisor), 0);
    }

    private static Expr extreme(NodeContext ctx, Scatter scatter, boolean updates) {
        var kept = ctx.x(0).equalTo(ctx.y()).asFloat();
        var written = ctx.x(2).equalTo(scatter.gathered(ctx, ctx.y())).asFloat();
        var share = ctx.dy().div(scatter.reduced(ctx, kept, "add", written));
        return updates ? written.times(scatter.gathered(ctx, share)) : kept.times(share);
    }
}
