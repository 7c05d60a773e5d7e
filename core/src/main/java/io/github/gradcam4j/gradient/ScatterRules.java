package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Expr.none;
import static io.github.gradcam4j.gradient.Grads.grads;

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

    static void addTo(RuleSection table) {
        // spotless:off
        table.rule("ScatterElements", (ctx, dy) -> gradients(ctx, dy, Scatter.elements(ctx)));
        table.rule("ScatterND",       (ctx, dy) -> gradients(ctx, dy, Scatter.slices()));
        // spotless:on
    }

    private static Grads gradients(NodeContext ctx, Expr dy, Scatter scatter) {
        String reduction = ctx.attributes().text("reduction", "none");
        var updates = ctx.x(2);
        return switch (reduction) {
            case "none" -> grads(scatter.reduced(ctx, dy, "none", updates.zeros()), none(), scatter.gathered(ctx, dy));
            case "add" -> grads(dy, none(), scatter.gathered(ctx, dy));
            case "mul" -> grads(product(ctx, dy, scatter), none(), factor(ctx, dy, scatter));
            case "max", "min" -> extreme(ctx, dy, scatter);
            default ->
                throw ctx.noGradient(String.format(
                        Locale.ROOT, "has the reduction %s, which the gradient rule does not support", reduction));
        };
    }

    /** Returns dy times the product of the updates of each position. */
    private static Expr product(NodeContext ctx, Expr dy, Scatter scatter) {
        var ones = ctx.x(0).zeros().plus(1);
        return dy.times(scatter.reduced(ctx, ones, "mul", ctx.x(2)));
    }

    /** Returns dy times the product of all other factors; zeros among the updates are counted, not divided by. */
    private static Expr factor(NodeContext ctx, Expr dy, Scatter scatter) {
        var update = ctx.x(2);
        var isZero = update.equal(0);
        var divisor = isZero.where(1, update).named("d");
        var product = scatter.gathered(ctx, dy.times(scatter.reduced(ctx, ctx.x(0), "mul", divisor)));
        var zeros = scatter.gathered(ctx, scatter.reduced(ctx, ctx.x(0).zeros(), "add", isZero.asFloat()));
        // The others hold no zero: there is none, or this factor is the only one.
        return zeros.equal(isZero.asFloat()).where(product.div(divisor), 0);
    }

    private static Grads extreme(NodeContext ctx, Expr dy, Scatter scatter) {
        var kept = ctx.x(0).equal(ctx.y()).asFloat();
        var written = ctx.x(2).equal(scatter.gathered(ctx, ctx.y())).asFloat();
        var share = dy.div(scatter.reduced(ctx, kept, "add", written)).named("share");
        return grads(kept.times(share), none(), written.times(scatter.gathered(ctx, share)));
    }
}
