package io.github.gradcam4j.gradient;

/** Arithmetic with broadcasting, and the elementary functions. */
final class ElementwiseRules {

    private ElementwiseRules() {}

    static void addTo(RuleTable.Chapter table) {
        broadcast(table, "Add", (s, i) -> s.dy());
        broadcast(table, "Sub", (s, i) -> i == 0 ? s.dy() : s.dy().negated());
        broadcast(table, "Mul", (s, i) -> s.dy().times(s.x(1 - i)));
        broadcast(table, "Div", (s, i) -> {
            var quotient = s.dy().over(s.x(1));
            return i == 0 ? quotient : quotient.times(s.y()).negated();
        });
        broadcast(table, "Pow", ElementwiseRules::pow);
        broadcast(table, "Sum", (s, i) -> s.dy());
        broadcast(table, "Mean", (s, i) -> s.dy().times(1.0 / s.inputs()));
        broadcast(table, "Min", ElementwiseRules::shared);
        broadcast(table, "Max", ElementwiseRules::shared);
        broadcast(table, "Where", (s, i) -> i == 1 ? s.x(0).choose(s.dy(), 0) : s.x(0).choose(s.constant(0), s.dy()));

        table.elementwise("Neg", (s, dy) -> dy.negated());
        table.elementwise("Abs", (s, dy) -> dy.times(s.x(0).sign()));
        table.elementwise("Sqrt", (s, dy) -> dy.over(s.y().times(2)));
        table.elementwise("Reciprocal", (s, dy) -> dy.times(s.y().square()).negated());
        table.elementwise("Exp", (s, dy) -> dy.times(s.y()));
        table.elementwise("Log", (s, dy) -> dy.over(s.x(0)));
        table.elementwise("Sin", (s, dy) -> dy.times(s.x(0).op("Cos")));
        table.elementwise("Cos", (s, dy) -> dy.times(s.x(0).op("Sin")).negated());
        table.elementwise("Tan", (s, dy) -> dy.times(s.y().square().plus(1)));
        table.elementwise("Atan", (s, dy) -> dy.over(s.x(0).square().plus(1)));
        table.elementwise("Sinh", (s, dy) -> dy.times(s.x(0).op("Cosh")));
        table.elementwise("Cosh", (s, dy) -> dy.times(s.x(0).op("Sinh")));
        table.elementwise(
                "Erf", (s, dy) -> dy.times(s.x(0).square().negated().exp()).times(2 / Math.sqrt(Math.PI)));
    }

    private static void broadcast(RuleTable.Chapter table, String op, Rule rule) {
        table.rule(op, rule.unbroadcast());
    }

    /** x^p: p x^(p-1); a square is by far the most common. */
    private static Value pow(Step s, int i) {
        return i == 0
                ? s.dy().times(s.x(1)).times(s.x(0).op("Pow", s.x(1).plus(-1)))
                : s.dy().times(s.y()).times(s.x(0).log());
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
