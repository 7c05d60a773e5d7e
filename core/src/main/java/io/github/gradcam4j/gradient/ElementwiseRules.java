package io.github.gradcam4j.gradient;

/** Arithmetic with broadcasting, and the elementary functions. */
final class ElementwiseRules {

    private ElementwiseRules() {}

    static void addTo(RuleTable.Chapter table) {
        broadcast(table, "Add", "dy", (s, i) -> s.dy());
        broadcast(table, "Sub", "dy, -dy", (s, i) -> i == 0 ? s.dy() : s.dy().negated());
        broadcast(table, "Mul", "dy b, dy a", (s, i) -> s.dy().times(s.x(1 - i)));
        broadcast(table, "Div", "dy / b, -dy y / b", (s, i) -> {
            var quotient = s.dy().over(s.x(1));
            return i == 0 ? quotient : quotient.times(s.y()).negated();
        });
        broadcast(table, "Pow", "dy p x^(p-1), dy y ln x", ElementwiseRules::pow);
        broadcast(table, "Sum", "dy", (s, i) -> s.dy());
        broadcast(table, "Mean", "dy / n", (s, i) -> s.dy().times(1.0 / s.inputs()));
        broadcast(table, "Min", "dy where x = y, shared by equal inputs", ElementwiseRules::shared);
        broadcast(table, "Max", "dy where x = y, shared by equal inputs", ElementwiseRules::shared);
        broadcast(
                table,
                "Where",
                "dy where c, dy where not c",
                (s, i) -> i == 1 ? s.x(0).choose(s.dy(), 0) : s.x(0).choose(s.constant(0), s.dy()));

        table.elementwise("Neg", "-dy", (s, dy) -> dy.negated());
        table.elementwise("Abs", "dy sign x", (s, dy) -> dy.times(s.x(0).sign()));
        table.elementwise("Sqrt", "dy / 2y", (s, dy) -> dy.over(s.y().times(2)));
        table.elementwise(
                "Reciprocal", "-dy y^2", (s, dy) -> dy.times(s.y().square()).negated());
        table.elementwise("Exp", "dy y", (s, dy) -> dy.times(s.y()));
        table.elementwise("Log", "dy / x", (s, dy) -> dy.over(s.x(0)));
        table.elementwise("Sin", "dy cos x", (s, dy) -> dy.times(s.x(0).op("Cos")));
        table.elementwise(
                "Cos", "-dy sin x", (s, dy) -> dy.times(s.x(0).op("Sin")).negated());
        table.elementwise(
                "Tan", "dy (1 + y^2)", (s, dy) -> dy.times(s.y().square().plus(1)));
        table.elementwise("Asin", "dy / sqrt(1 - x^2)", (s, dy) -> dy.over(cosine(s)));
        table.elementwise(
                "Acos", "-dy / sqrt(1 - x^2)", (s, dy) -> dy.over(cosine(s)).negated());
        table.elementwise(
                "Atan", "dy / (1 + x^2)", (s, dy) -> dy.over(s.x(0).square().plus(1)));
        table.elementwise("Sinh", "dy cosh x", (s, dy) -> dy.times(s.x(0).op("Cosh")));
        table.elementwise("Cosh", "dy sinh x", (s, dy) -> dy.times(s.x(0).op("Sinh")));
        table.elementwise(
                "Asinh",
                "dy / sqrt(x^2 + 1)",
                (s, dy) -> dy.over(s.x(0).square().plus(1).sqrt()));
        table.elementwise(
                "Acosh",
                "dy / sqrt(x^2 - 1)",
                (s, dy) -> dy.over(s.x(0).square().plus(-1).sqrt()));
        table.elementwise(
                "Atanh", "dy / (1 - x^2)", (s, dy) -> dy.over(cosine(s).square()));
        table.elementwise(
                "Erf",
                "dy exp(-x^2) 2 / sqrt(pi)",
                (s, dy) -> dy.times(s.x(0).square().negated().exp()).times(2 / Math.sqrt(Math.PI)));
    }

    private static void broadcast(RuleTable.Chapter table, String op, String formula, Rule rule) {
        table.rule(op, formula, rule.unbroadcast());
    }

    /** The cosine of the angle whose sine x is. */
    private static Value cosine(Step s) {
        return s.constant(1).minus(s.x(0).square()).sqrt();
    }

    /** Exponents may be integers. A constant, p = 0, passes nothing, and 0^p does not vary with p, as in PyTorch. */
    private static Value pow(Step s, int i) {
        var x = s.x(0);
        var p = s.x(1).asFloat();
        var zero = s.constant(0);
        return i == 0
                ? p.equalTo(zero).choose(zero, s.dy().times(p).times(x.op("Pow", p.plus(-1))))
                : x.equalTo(zero).choose(zero, s.dy().times(s.y()).times(x.log()));
    }

    /** Equal inputs share the gradient of their minimum or maximum, as in PyTorch. */
    private static Value shared(Step s, int i) {
        Value ties = s.x(0).equalTo(s.y()).asFloat();
        for (int k = 1; k < s.inputs(); k++) {
            ties = ties.plus(s.x(k).equalTo(s.y()).asFloat());
        }
        return s.x(i).equalTo(s.y()).choose(s.dy().over(ties), 0);
    }
}
