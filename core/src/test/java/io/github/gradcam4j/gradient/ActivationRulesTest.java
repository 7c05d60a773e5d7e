package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.ofPositive;
import static io.github.gradcam4j.gradient.RuleCase.test;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ActivationRulesTest {

    private static final long[] X = {2, 3, 5, 6};

    @TestFactory
    Stream<DynamicTest> withDefaults() {
        return Stream.of(
                        "Relu 7",
                        "LeakyRelu 7",
                        "Elu 7",
                        "Selu 7",
                        "Celu 12",
                        "Sigmoid 7",
                        "HardSigmoid 7",
                        "HardSwish 14",
                        "Tanh 7",
                        "Softplus 7",
                        "Softsign 7",
                        "Mish 18",
                        "Gelu 20",
                        "ThresholdedRelu 10",
                        "Shrink 9")
                .map(c -> c.split(" "))
                .map(c -> of(c[0], Integer.parseInt(c[1]), X, (g, x) -> g.op(c[0], x)));
    }

    @TestFactory
    Stream<DynamicTest> withAttributes() {
        return Stream.of(
                of("LeakyRelu", 13, X, (g, x) -> g.op("LeakyRelu", Attributes.of("alpha", 0.3f), x)),
                of("Elu", 13, X, (g, x) -> g.op("Elu", Attributes.of("alpha", 1.7f), x)),
                of(
                        "Selu",
                        13,
                        X,
                        (g, x) -> g.op("Selu", Attributes.of("alpha", 1.2f).and("gamma", 0.8f), x)),
                of("Celu", 13, X, (g, x) -> g.op("Celu", Attributes.of("alpha", 0.5f), x)),
                of("HardSigmoid", 13, X, (g, x) -> g.op("HardSigmoid", Attributes.of("alpha", 1 / 6f), x)),
                of("ThresholdedRelu", 13, X, (g, x) -> g.op("ThresholdedRelu", Attributes.of("alpha", 0.5f), x)),
                of(
                        "Shrink",
                        13,
                        X,
                        (g, x) -> g.op("Shrink", Attributes.of("lambd", 1f).and("bias", 1f), x)),
                of("Gelu by tanh", 20, X, (g, x) -> g.op("Gelu", Attributes.of("approximate", "tanh"), x)),
                of("PRelu per channel", 7, X, (g, x) -> g.op("PRelu", x, g.positive(3, 1, 1))),
                of("PRelu of one slope", 16, X, (g, x) -> g.op("PRelu", x, g.positive(1))),
                of("PRelu whose slope varies", 13, X, (g, x) -> g.op("PRelu", g.weights(2, 3, 5, 6), x)));
    }

    @TestFactory
    Stream<DynamicTest> clips() {
        return Stream.of(
                of(
                        "relu6 by attributes",
                        7,
                        X,
                        (g, x) -> g.op("Clip", Attributes.of("min", 0f).and("max", 6f), g.op("Mul", x, g.scalar(4)))),
                of("max by attribute", 9, X, (g, x) -> g.op("Clip", Attributes.of("max", 1f), x)),
                of("both", 13, X, (g, x) -> g.op("Clip", x, g.scalar(-1), g.scalar(1))),
                of("min alone", 13, X, (g, x) -> g.op("Clip", x, g.scalar(-0.5))),
                of("max alone", 13, X, (g, x) -> g.op("Clip", x, "", g.scalar(0.5))),
                of("none", 13, X, (g, x) -> g.op("Clip", x)));
    }

    @TestFactory
    List<DynamicTest> softmaxesAlongEveryAxis() {
        var tests = new ArrayList<DynamicTest>();
        for (String op : List.of("Softmax", "LogSoftmax")) {
            for (int opset : new int[] {7, 11, 12, 13, 18, 21}) {
                for (int axis = opset < 11 ? 0 : -3; axis < 3; axis++) {
                    var attributes = Attributes.of("axis", axis);
                    tests.add(test(
                            op + " along " + axis,
                            opset,
                            FiniteDifferences.offKinks(5, 2, 3, 4),
                            (g, x) -> g.op(op, attributes, x)));
                }
                tests.add(of(op, opset, new long[] {2, 3, 4}, (g, x) -> g.op(op, x)));
            }
        }
        return tests;
    }

    @TestFactory
    Stream<DynamicTest> asExportersWriteThem() {
        return Stream.of(
                of("SiLU", 13, X, (g, x) -> g.op("Mul", x, g.op("Sigmoid", x))),
                of("Mish", 13, X, (g, x) -> g.op("Mul", x, g.op("Tanh", g.op("Softplus", x)))),
                of("log sigmoid", 13, X, (g, x) -> g.op("Log", g.op("Sigmoid", x))),
                of("softsign", 13, X, (g, x) -> g.op("Div", x, g.op("Add", g.op("Abs", x), g.scalar(1)))),
                of("tanhshrink", 13, X, (g, x) -> g.op("Sub", x, g.op("Tanh", x))),
                of("hard swish", 13, X, (g, x) -> {
                    var gate = g.op("Clip", g.op("Add", x, g.scalar(3)), g.scalar(0), g.scalar(6));
                    return g.op("Div", g.op("Mul", x, gate), g.scalar(6));
                }),
                of("GELU by Erf", 13, X, (g, x) -> {
                    var cdf = g.op("Add", g.op("Erf", g.op("Div", x, g.scalar(Math.sqrt(2)))), g.scalar(1));
                    return g.op("Mul", g.op("Mul", x, cdf), g.scalar(0.5));
                }),
                of("GELU by tanh", 13, X, (g, x) -> {
                    var cube = g.op("Mul", g.scalar(0.044715), g.op("Pow", x, g.scalar(3)));
                    var t = g.op("Tanh", g.op("Mul", g.scalar(Math.sqrt(2 / Math.PI)), g.op("Add", x, cube)));
                    return g.op("Mul", g.op("Mul", g.scalar(0.5), x), g.op("Add", t, g.scalar(1)));
                }),
                of("GLU", 13, new long[] {2, 4, 5}, (g, x) -> {
                    var halves = g.ops(2, "Split", Attributes.of("axis", 1), x, g.ints(2, 2));
                    return g.op("Mul", halves.get(0), g.op("Sigmoid", halves.get(1)));
                }),
                ofPositive(
                        "RReLU at inference",
                        13,
                        X,
                        (g, x) -> g.op("LeakyRelu", Attributes.of("alpha", 0.229f), g.op("Neg", x))));
    }
}
