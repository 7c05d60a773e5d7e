package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.ofPositive;
import static io.github.gradcam4j.gradient.RuleCase.shape;
import static io.github.gradcam4j.gradient.RuleCase.test;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ElementwiseRulesTest {

    private static final long[] X = {2, 3, 4};

    @TestFactory
    Stream<DynamicTest> remainders() {
        var fmod = Attributes.of("fmod", 1);
        return Stream.of(
                of("Mod, of the dividend", 13, new long[] {2, 3}, (g, x) -> g.op("Mod", fmod, x, g.positive(3))),
                of(
                        "Mod, of the divisor",
                        13,
                        new long[] {2, 3},
                        (g, x) -> g.op("Mod", fmod, g.weights(4, 2, 3), g.op("Add", x, g.scalar(0.7)))));
    }

    @TestFactory
    List<DynamicTest> arithmeticBroadcastsBothWays() {
        var tests = new ArrayList<DynamicTest>();
        for (String op : List.of("Add", "Sub", "Mul", "Div", "Min", "Max")) {
            int opset = op.startsWith("M") && op.length() == 3 && !op.equals("Mul") ? 8 : 7;
            tests.add(of(op + " x, w", opset, X, (g, x) -> g.op(op, x, g.positive(2, 3, 4))));
            tests.add(of(op + " x, row", opset, X, (g, x) -> g.op(op, x, g.positive(4))));
            tests.add(of(op + " x, scalar", opset, X, (g, x) -> g.op(op, x, g.scalar(0.703))));
            tests.add(of(op + " wider than x", 13, shape(3, 1), (g, x) -> g.op(op, x, g.positive(2, 3, 4))));
            tests.add(ofPositive(op + " w, x", 13, shape(1, 3, 1), (g, x) -> g.op(op, g.positive(2, 3, 4), x)));
            tests.add(of(op + " x, f(x)", 13, X, (g, x) -> g.op(op, x, g.op("Mul", x, g.op("Exp", x)))));
        }
        return tests;
    }

    @TestFactory
    Stream<DynamicTest> powers() {
        return Stream.of(
                of("x^2", 7, X, (g, x) -> g.op("Pow", x, g.scalar(2))),
                of("x^3, x of both signs", 13, X, (g, x) -> g.op("Pow", x, g.scalar(3))),
                of("x^3, an integer exponent", 13, X, (g, x) -> g.op("Pow", x, g.integer(3))),
                of("x^1", 15, X, (g, x) -> g.op("Pow", x, g.scalar(1))),
                ofPositive("x^0.5", 13, X, (g, x) -> g.op("Pow", x, g.scalar(0.5))),
                ofPositive("x^-1.5", 13, X, (g, x) -> g.op("Pow", x, g.scalar(-1.5))),
                ofPositive("x^row", 13, X, (g, x) -> g.op("Pow", x, g.positive(4))),
                of("w^x", 13, X, (g, x) -> g.op("Pow", g.positive(2, 3, 4), x)),
                ofPositive("x^x", 13, X, (g, x) -> g.op("Pow", x, x)),
                test("0^2", 13, Tensor.of(new float[] {0, 1, -1}, 3), (g, x) -> g.op("Pow", x, g.scalar(2))));
    }

    @TestFactory
    Stream<DynamicTest> ofManyTensors() {
        return Stream.of(
                of("Sum", 8, X, (g, x) -> g.op("Sum", x, g.op("Mul", x, x), g.weights(4))),
                of("Sum of one", 13, X, (g, x) -> g.op("Sum", x)),
                of("Mean", 8, X, (g, x) -> g.op("Mean", x, g.op("Mul", x, x), g.weights(3, 1))),
                of("Max of three", 13, X, (g, x) -> g.op("Max", x, g.op("Neg", x), g.positive(4))),
                of("Min of three", 13, X, (g, x) -> g.op("Min", x, g.op("Neg", x), g.positive(4))),
                of("Max of one", 13, X, (g, x) -> g.op("Max", x)));
    }

    @TestFactory
    Stream<DynamicTest> choices() {
        return Stream.of(
                of("Where of x", 9, X, (g, x) -> g.op("Where", g.op("Greater", x, g.scalar(0)), x, g.op("Mul", x, x))),
                of("masked fill", 13, X, (g, x) -> {
                    var mask = g.op("Less", g.weights(3, 4), g.scalar(0));
                    return g.op("Where", mask, g.scalar(-1e4), x);
                }),
                of("Where wider than x", 13, shape(3, 1), (g, x) -> {
                    var mask = g.op("Less", g.weights(2, 3, 4), g.scalar(0));
                    return g.op("Where", mask, x, g.scalar(1));
                }),
                of("detached: x - floor(x)", 13, X, (g, x) -> g.op("Mul", x, g.op("Floor", x))));
    }

    @TestFactory
    Stream<DynamicTest> functions() {
        var anywhere = Stream.of("Neg", "Abs", "Exp", "Sin", "Cos", "Atan", "Sinh", "Cosh", "Asinh", "Erf")
                .map(op -> of(op, op.startsWith("Erf") || op.matches(".*h") ? 9 : 7, X, (g, x) -> g.op(op, x)));
        var positive = Stream.of("Sqrt", "Reciprocal", "Log").map(op -> ofPositive(op, 7, X, (g, x) -> g.op(op, x)));
        var inside = Stream.of("Tan", "Asin", "Acos", "Atanh")
                .map(op -> of(op, 13, shape(2, 10), (g, x) -> g.op(op, g.op("Mul", x, g.scalar(0.9)))));
        return Stream.of(
                        anywhere,
                        positive,
                        inside,
                        Stream.of(ofPositive("Acosh", 13, X, (g, x) -> g.op("Acosh", g.op("Add", x, g.scalar(1))))))
                .flatMap(s -> s);
    }

    @TestFactory
    Stream<DynamicTest> castsAndCopies() {
        return Stream.of(
                of("Cast to float", 9, X, (g, x) -> g.op("Mul", x, g.op("Cast", Attributes.of("to", 1), x))),
                of("a detour through integers passes nothing", 13, X, (g, x) -> {
                    var whole = g.op("Cast", Attributes.of("to", 7), x);
                    return g.op("Mul", x, g.op("Cast", Attributes.of("to", 1), whole));
                }),
                of("CastLike", 15, X, (g, x) -> g.op("CastLike", x, g.scalar(1))),
                of("Identity", 7, X, (g, x) -> g.op("Identity", x)),
                of("Dropout", 7, X, (g, x) -> g.op("Dropout", Attributes.of("ratio", 0.3f), x)),
                of("Dropout", 13, X, (g, x) -> g.op("Dropout", x, g.scalar(0.3))),
                of("Dropout in training mode with ratio 0", 13, X, (g, x) -> {
                    var training = g.graph().initializer(Constant.bool("training", true));
                    return g.op("Dropout", g.op("Mul", x, x), g.scalar(0), training);
                }),
                of("Dropout in training mode with ratio 0 as Constant nodes", 13, X, (g, x) -> {
                    var ratio = g.op("Constant", Attributes.of("value_float", 0f));
                    var training = g.op("Constant", Attributes.of("value", Constant.bool("", true)));
                    return g.op("Dropout", g.op("Mul", x, x), ratio, training);
                }));
    }
}
