package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Expr.constant;
import static io.github.gradcam4j.gradient.Expr.oneMinus;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormulaTest {

    private static final Expr A = new Expr.Tensor("a");
    private static final Expr B = new Expr.Tensor("b");
    private static final Expr C = new Expr.Tensor("c");

    @Test
    void parenthesesKeepTheOrderOfOperations() {
        assertText("a - (b - c)", A.minus(B.minus(C)));
        assertText("a - b - c", A.minus(B).minus(C));
        assertText("a - (b + c)", A.minus(B.plus(C)));
        assertText("a / (b * c)", A.div(B.times(C)));
        assertText("a / b / c", A.div(B).div(C));
        assertText("a / (b / c)", A.div(B.div(C)));
        assertText("(a + b) * c", A.plus(B).times(C));
        assertText("(a * b) @ c", A.times(B).matmul(C));
        assertText("a * b @ c", A.times(B.matmul(C)));
        assertText("(a * b)^c", A.times(B).pow(C));
        assertText("(a^b)^c", A.pow(B).pow(C));
        assertText("a^(b^c)", A.pow(B.pow(C)));
        assertText("a^(b - 1)", A.pow(B.minus(1)));
    }

    @Test
    void signs() {
        assertText("-(a + b)", A.plus(B).neg());
        assertText("-a * b", A.times(B).neg());
        assertText("a - (-b)", A.minus(B.neg()));
        assertText("a - b", A.plus(B.neg()));
        assertText("(-a)^2", A.neg().square());
        assertText("-a^2", A.square().neg());
        assertText("a^(-b)", A.pow(B.neg()));
        assertText("-a / 2", A.div(-2));
        assertText("-a", A.times(-1));
    }

    @Test
    void constants() {
        assertText("2 * a", A.times(2));
        assertText("1 - a", oneMinus(A));
        assertText("a + 0.0001", A.plus(1e-4));
        assertText("a + 1e-9", A.plus(1e-9));
        assertText("sqrt(2 / pi)", constant(2).div(Expr.symbol("pi", Math.PI)).sqrt());
    }

    @Test
    void conditions() {
        assertText("where(a > 0 and b == c, a, 0)", A.greater(0).and(B.equal(C)).where(A, 0));
        assertText("(a == b) * c", A.equal(B).asFloat().times(C));
    }

    @Test
    void repeatedExpressionsAreDefinedOnce() {
        var mean = A.minus(A.mean(0));
        var spread = mean.square().mean(0).named("s");
        assertEquals(
                List.of("da = t / s", "db = t * (s + 1)", "s = mean(t^2)", "t = a - mean(a)"),
                lines(Map.of("da", mean.div(spread), "db", A.minus(A.mean(0)).times(spread.plus(1)))));
    }

    private static void assertText(String expected, Expr expr) {
        assertEquals(List.of("dx = " + expected), lines(Map.of("dx", expr)));
    }

    private static List<String> lines(Map<String, Expr> gradients) {
        var g = TestGraph.opset(18);
        var model = g.model(g.op("Relu", g.x(1)));
        var shapes = DifferentiableGraph.of(model, Map.of("x", Tensor.zeros(1))).shapes();
        var sorted = new LinkedHashMap<String, Expr>();
        gradients.keySet().stream().sorted().forEach(name -> sorted.put(name, gradients.get(name)));
        return Formula.lines(new NodeContext(model.nodes().get(0), shapes, Map.of()), sorted);
    }
}
