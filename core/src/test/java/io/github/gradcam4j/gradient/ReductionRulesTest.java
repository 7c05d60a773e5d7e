package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.ofPositive;
import static io.github.gradcam4j.gradient.RuleCase.shape;
import static io.github.gradcam4j.gradient.RuleCase.test;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ReductionRulesTest {

    private static final long[] X = {2, 3, 4};
    private static final List<String> OPERATORS = List.of(
            "ReduceSum",
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "ReduceL1",
            "ReduceL2",
            "ReduceSumSquare",
            "ReduceProd",
            "ReduceLogSum",
            "ReduceLogSumExp");

    @TestFactory
    List<DynamicTest> everyReductionOverEveryAxis() {
        var tests = new ArrayList<DynamicTest>();
        for (String op : OPERATORS) {
            for (var axes : List.of(shape(1), shape(-1), shape(1, 2), shape(0, 2), shape(-1, -2), shape(0, 1, 2))) {
                for (int keep = 0; keep < 2; keep++) {
                    var kept = Attributes.of("keepdims", keep);
                    var attributes = kept.and("axes", axes);
                    String name = op + Arrays.toString(axes) + (keep == 1 ? " kept" : "");
                    int old = Arrays.stream(axes).anyMatch(a -> a < 0) ? 11 : 7;
                    tests.add(ofPositive(name, old, X, (g, x) -> g.op(op, attributes, x)));
                    tests.add(ofPositive(name, 18, X, (g, x) -> g.op(op, kept, x, g.ints(axes))));
                }
            }
            tests.add(ofPositive(op + " over all", 13, X, (g, x) -> g.op(op, Attributes.of("keepdims", 0), x)));
            tests.add(ofPositive(
                    op + " over none", 18, X, (g, x) -> g.op(op, Attributes.of("noop_with_empty_axes", 1), x)));
            tests.add(ofPositive(
                    op + " over none named",
                    18,
                    X,
                    (g, x) -> g.op(op, Attributes.of("noop_with_empty_axes", 1), x, g.ints())));
        }
        return tests;
    }

    @TestFactory
    Stream<DynamicTest> composed() {
        return Stream.of(
                of("variance", 13, X, (g, x) -> {
                    var last = Attributes.of("axes", shape(-1));
                    var centered = g.op("Sub", x, g.op("ReduceMean", last, x));
                    return g.op("ReduceMean", last, g.op("Mul", centered, centered));
                }),
                of("standard deviation, unbiased", 13, X, (g, x) -> {
                    var over = Attributes.of("axes", shape(1, 2));
                    var centered = g.op("Sub", x, g.op("ReduceMean", over, x));
                    var mean = g.op("ReduceMean", over.and("keepdims", 0), g.op("Mul", centered, centered));
                    return g.op("Sqrt", g.op("Div", g.op("Mul", mean, g.scalar(12)), g.scalar(11)));
                }),
                of("normalize", 13, X, (g, x) -> {
                    var norm = g.op("ReduceL2", Attributes.of("axes", shape(1)), x);
                    return g.op("Div", x, g.op("Expand", g.op("Clip", norm, g.scalar(1e-12)), g.op("Shape", x)));
                }),
                of("CumSum", 11, X, (g, x) -> g.op("CumSum", x, g.integer(1))),
                of(
                        "CumSum backwards, exclusive",
                        14,
                        X,
                        (g, x) -> g.op("CumSum", Attributes.of("reverse", 1).and("exclusive", 1), x, g.integer(-1))),
                of(
                        "TopK",
                        11,
                        X,
                        (g, x) -> g.ops(2, "TopK", Attributes.of("axis", 1), x, g.ints(2))
                                .get(0)),
                of(
                        "TopK of the least",
                        7,
                        X,
                        (g, x) -> g.ops(2, "TopK", Attributes.of("k", 2), x).get(0)));
    }

    @TestFactory
    Stream<DynamicTest> productsWithZeros() {
        return Stream.of(new float[] {2, 0, 3}, new float[] {0, 0, 3}, new float[] {0, 0, 0})
                .map(v -> test(
                        "ReduceProd of " + Arrays.toString(v),
                        13,
                        Tensor.of(v, 1, 3),
                        (g, x) -> g.op("ReduceProd", x)));
    }
}
