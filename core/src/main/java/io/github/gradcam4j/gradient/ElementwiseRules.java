package io.github.gradcam4j.gradient;

/** The rules of arithmetic with broadcasting and of elementary functions. */
final class ElementwiseRules {

    private ElementwiseRules() {}

    static void addTo(RuleTable.Section table) {
        broadcast(table, "Add", "dy", (ctx, i) -> ctx.dy());
        broadcast(
                table,
                "Sub",
                "dy, -dy",
                (ctx, i) -> i == 0 ? ctx.dy() : ctx.dy().negated());
        broadcast(table, "Mul", "dy b, dy a", (ctx, i) -> ctx.dy().times(ctx.x(1 - i)));
        broadcast(table, "Div", "dy / b, -dy y / b", (ctx, i) -> {
            var quotient = ctx.dy().div(ctx.x(1));
            return i == 0 ? quotient : quotient.times(ctx.y()).negated();
        });
        broadcast(table, "Mod", "dy, -dy times the quotient without its fraction", ElementwiseRules::mod);
        broadcast(table, "Pow", "dy p x^(p-1), dy y ln x", ElementwiseRules::pow);
        broadcast(table, "Sum", "dy", (ctx, i) -> ctx.dy());
        broadcast(table, "Mean", "dy / n", (ctx, i) -> ctx.dy().times(1.0 / ctx.inputs()));
        broadcast(table, "Min", "dy where x = y, divided between equal inputs", ElementwiseRules::shared);
        broadcast(table, "Max", "dy where x = y, divided between equal inputs", ElementwiseRules::shared);
        broadcast(
                table,
                "Where",
                "dy where c, dy where not c",
                (ctx, i) -> i == 1 ? ctx.x(0).where(ctx.dy(), 0) : ctx.x(0).where(ctx.constant(0), ctx.dy()));

        table.elementwise("Neg", "-dy", (ctx, dy) -> dy.negated());
        table.elementwise("Abs", "dy sign x", (ctx, dy) -> dy.times(ctx.x(0).sign()));
        table.elementwise("Sqrt", "dy / 2y", (ctx, dy) -> dy.div(ctx.y().times(2)));
        table.elementwise(
                "Reciprocal", "-dy y^2", (ctx, dy) -> dy.times(ctx.y().square()).negated());
        table.elementwise("Exp", "dy y", (ctx, dy) -> dy.times(ctx.y()));
        table.elementwise("Log", "dy / x", (ctx, dy) -> dy.div(ctx.x(0)));
        table.elementwise("Sin", "dy cos x", (ctx, dy) -> dy.times(ctx.x(0).op("Cos")));
        table.elementwise(
                "Cos", "-dy sin x", (ctx, dy) -> dy.times(ctx.x(0).op("Sin")).negated());
        table.elementwise(
                "Tan", "dy (1 + y^2)", (ctx, dy) -> dy.times(ctx.y().square().plus(1)));
        table.elementwise("Asin", "dy / sqrt(1 - x^2)", (ctx, dy) -> dy.div(cosine(ctx)));
        table.elementwise(
                "Acos", "-dy / sqrt(1 - x^2)", (ctx, dy) -> dy.div(cosine(ctx)).negated());
        table.elementwise(
                "Atan", "dy / (1 + x^2)", (ctx, dy) -> dy.div(ctx.x(0).square().plus(1)));
        table.elementwise("Sinh", "dy cosh x", (ctx, dy) -> dy.times(ctx.x(0).op("Cosh")));
        table.elementwise("Cosh", "dy sinh x", (ctx, dy) -> dy.times(ctx.x(0).op("Sinh")));
        table.elementwise(
                "Asinh",
                "dy / sqrt(x^2 + 1)",
                (ctx, dy) -> dy.div(ctx.x(0).square().plus(1).sqrt()));
        table.elementwise(
                "Acosh",
                "dy / sqrt(x^2 - 1)",
                (ctx, dy) -> dy.div(ctx.x(0).square().plus(-1).sqrt()));
        table.elementwise(
                "Atanh", "dy / (1 - x^2)", (ctx, dy) -> dy.div(cosine(ctx).square()));
        table.elementwise(
                "Erf",
                "dy exp(-x^2) 2 / sqrt(pi)",
                (ctx, dy) -> dy.times(ctx.x(0).square().negated().exp()).times(2 / Math.sqrt(Math.PI)));
    }

    private static void broadcast(RuleTable.Section table, String op, String formula, BackwardRule rule) {
        table.rule(op, formula, rule.unbroadcast());
    }

    /** Writes sqrt(1 - x^2). */
    private static Expr cosine(NodeContext ctx) {
        return ctx.constant(1).minus(ctx.x(0).square()).sqrt();
    }

    /** Writes the gradients of the remainder of a division that is rounded towards zero. */
    private static Expr mod(NodeContext ctx, int i) {
        if (i == 0) {
            return ctx.dy();
        }
        var quotient = ctx.x(0).div(ctx.x(1));
        return ctx.dy().times(quotient.sign().times(quotient.abs().op("Floor"))).negated();
    }

    /** Writes the gradients of x^p. As in PyTorch, that of x is 0 where p = 0, and that of p is 0 where x = 0. */
    private static Expr pow(NodeContext ctx, int i) {
        var x = ctx.x(0);
        var p = ctx.x(1).asFloat();
        var zero = ctx.constant(0);
        return i == 0
                ? p.equalTo(zero).where(zero, ctx.dy().times(p).times(x.op("Pow", p.plus(-1))))
                : x.equalTo(zero).where(zero, ctx.dy().times(ctx.y()).times(x.log()));
    }

    /** Divides the gradient of a minimum or maximum evenly between equal inputs, as PyTorch does. */
    private static Expr shared(NodeContext ctx, int i) {
        Expr ties = ctx.x(0).equalTo(ctx.y()).asFloat();
        for (int k = 1; k < ctx.inputs(); k++) {
            ties = ties.plus(ctx.x(k).equalTo(ctx.y()).asFloat());
        }
        return ctx.x(i).equalTo(ctx.y()).where(ctx.dy().div(ties), 0);
    }
}
