package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.shape;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ShapeRulesTest {

    private static final long[] X = {2, 3, 4};

    @TestFactory
    Stream<DynamicTest> reshaping() {
        return Stream.of(
                of("Reshape", 7, X, (g, x) -> g.op("Reshape", x, g.ints(0, -1))),
                of(
                        "Reshape, zeros allowed",
                        14,
                        X,
                        (g, x) -> g.op("Reshape", Attributes.of("allowzero", 1), x, g.ints(4, 6))),
                of("Flatten", 7, X, (g, x) -> g.op("Flatten", x)),
                of("Flatten from 2", 9, X, (g, x) -> g.op("Flatten", Attributes.of("axis", 2), x)),
                of("Flatten from -1", 11, X, (g, x) -> g.op("Flatten", Attributes.of("axis", -1), x)),
                of("Squeeze", 7, shape(2, 1, 3, 1), (g, x) -> g.op("Squeeze", x)),
                of(
                        "Squeeze of an axis",
                        11,
                        shape(2, 1, 3),
                        (g, x) -> g.op("Squeeze", Attributes.of("axes", shape(1)), x)),
                of("Squeeze of an input axis", 13, shape(2, 1, 3), (g, x) -> g.op("Squeeze", x, g.ints(-2))),
                of("Unsqueeze", 7, X, (g, x) -> g.op("Unsqueeze", Attributes.of("axes", shape(0, 2)), x)),
                of("Unsqueeze of an input axis", 13, X, (g, x) -> g.op("Unsqueeze", x, g.ints(-1))),
                of("Transpose", 7, X, (g, x) -> g.op("Transpose", x)),
                of(
                        "Transpose in a circle",
                        13,
                        X,
                        (g, x) -> g.op("Transpose", Attributes.of("perm", shape(1, 2, 0)), x)),
                of("channel shuffle", 13, shape(1, 6, 2, 2), (g, x) -> {
                    var groups = g.op("Reshape", x, g.ints(-1, 2, 3, 2, 2));
                    var mixed = g.op("Transpose", Attributes.of("perm", shape(0, 2, 1, 3, 4)), groups);
                    return g.op("Reshape", mixed, g.ints(-1, 6, 2, 2));
                }));
    }

    @TestFactory
    Stream<DynamicTest> growing() {
        return Stream.of(
                of("Expand", 8, shape(2, 1, 4), (g, x) -> g.op("Expand", x, g.ints(2, 3, 4))),
                of("Expand by more axes", 13, shape(3, 1), (g, x) -> g.op("Expand", x, g.ints(2, 3, 4))),
                of("Expand by ones", 13, X, (g, x) -> g.op("Expand", x, g.ints(1, 1, 1))),
                of("Tile", 7, X, (g, x) -> g.op("Tile", x, g.ints(1, 2, 3))),
                of("Tile of every axis", 13, shape(2, 3), (g, x) -> g.op("Tile", x, g.ints(3, 2))),
                of("stack", 13, X, (g, x) -> {
                    var other = g.op("Unsqueeze", g.op("Neg", x), g.ints(1));
                    return g.op("Concat", Attributes.of("axis", 1), g.op("Unsqueeze", x, g.ints(1)), other);
                }),
                of(
                        "DepthToSpace",
                        7,
                        shape(1, 8, 2, 3),
                        (g, x) -> g.op("DepthToSpace", Attributes.of("blocksize", 2), x)),
                of(
                        "pixel shuffle",
                        11,
                        shape(2, 9, 2, 2),
                        (g, x) -> g.op(
                                "DepthToSpace", Attributes.of("blocksize", 3).and("mode", "CRD"), x)),
                of(
                        "SpaceToDepth",
                        7,
                        shape(2, 2, 4, 6),
                        (g, x) -> g.op("SpaceToDepth", Attributes.of("blocksize", 2), x)));
    }

    @TestFactory
    List<DynamicTest> joiningAndSplitting() {
        var tests = new ArrayList<DynamicTest>();
        for (int axis = -1; axis < 3; axis++) {
            var along = Attributes.of("axis", axis);
            tests.add(of(
                    "Concat along " + axis,
                    11,
                    shape(2, 4, 4),
                    (g, x) -> g.op("Concat", along, g.weights(2, 4, 4), x, g.op("Mul", x, x))));
            tests.add(of("Split along " + axis, 11, shape(4, 4, 4), (g, x) -> {
                var parts = g.ops(2, "Split", along.and("split", shape(1, 3)), x);
                return g.op("ReduceSum", g.op("Concat", along, g.op("Mul", parts.get(1), parts.get(1)), parts.get(0)));
            }));
        }
        tests.add(of(
                "Split in halves",
                7,
                shape(2, 4),
                (g, x) -> g.ops(2, "Split", Attributes.of("axis", 1), x).get(1)));
        tests.add(of(
                "Split by an input",
                13,
                shape(2, 5),
                (g, x) -> g.ops(3, "Split", Attributes.of("axis", 1), x, g.ints(1, 2, 2))
                        .get(1)));
        tests.add(of(
                "Split by a number, unevenly",
                18,
                shape(2, 5),
                (g, x) -> g.ops(2, "Split", Attributes.of("axis", 1).and("num_outputs", 2), x)
                        .get(1)));
        return tests;
    }
}
