package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.shape;

import io.github.gradcam4j.graph.Attributes;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SelectionRulesTest {

    private static final long[] X = {3, 4, 5};

    @TestFactory
    Stream<DynamicTest> slices() {
        return Stream.of(
                of(
                        "Slice by attributes",
                        7,
                        X,
                        (g, x) -> g.op(
                                "Slice",
                                Attributes.of("starts", shape(1, -3))
                                        .and("ends", shape(9, -1))
                                        .and("axes", shape(0, 2)),
                                x)),
                of(
                        "Slice by attributes, all axes",
                        9,
                        X,
                        (g, x) -> g.op(
                                "Slice", Attributes.of("starts", shape(0, 1, 2)).and("ends", shape(2, 3, 4)), x)),
                of(
                        "flip",
                        10,
                        X,
                        (g, x) -> g.op(
                                "Slice",
                                x,
                                g.ints(-1, -1),
                                g.ints(Long.MIN_VALUE, Long.MIN_VALUE),
                                g.ints(1, 2),
                                g.ints(-1, -1))),
                of("roll", 13, X, (g, x) -> {
                    var head = g.op("Slice", x, g.ints(-2), g.ints(Long.MAX_VALUE), g.ints(1));
                    var tail = g.op("Slice", x, g.ints(0), g.ints(-2), g.ints(1));
                    return g.op("Concat", Attributes.of("axis", 1), head, tail);
                }),
                of("one channel, by way of the whole batch", 13, X, (g, x) -> {
                    var all = g.op("Slice", x, g.ints(0), g.ints(Long.MAX_VALUE), g.ints(0), g.ints(1));
                    return g.op("Gather", Attributes.of("axis", 1), all, g.integer(2));
                }),
                of(
                        "every second, in two axes",
                        13,
                        shape(1, 2, 6, 5),
                        (g, x) -> g.op("Slice", x, g.ints(1, 0), g.ints(6, 5), g.ints(2, 3), g.ints(2, 2))));
    }

    @TestFactory
    Stream<DynamicTest> rearrangements() {
        return Stream.of(
                of("ReverseSequence", 10, shape(4, 3, 2), (g, x) -> g.op("ReverseSequence", x, g.ints(4, 1, 3))),
                of(
                        "ReverseSequence, batch first",
                        10,
                        shape(3, 4),
                        (g, x) -> g.op(
                                "ReverseSequence",
                                Attributes.of("batch_axis", 0).and("time_axis", 1),
                                x,
                                g.ints(4, 2, 3))),
                of(
                        "CenterCropPad, larger and smaller",
                        18,
                        shape(5, 4, 3),
                        (g, x) -> g.op("CenterCropPad", x, g.ints(2, 7, 3))),
                of(
                        "CenterCropPad of an axis",
                        18,
                        shape(5, 4, 3),
                        (g, x) -> g.op("CenterCropPad", Attributes.of("axes", shape(-2, 0)), x, g.ints(1, 8))),
                of(
                        "GatherND, batch_dims 1",
                        12,
                        shape(2, 3, 4),
                        (g, x) -> g.op(
                                "GatherND",
                                Attributes.of("batch_dims", 1),
                                x,
                                g.table(shape(0, 2, 2, 2, 1, 0), 2, 3, 1))),
                of(
                        "GatherND, batch_dims 2",
                        13,
                        shape(2, 3, 4),
                        (g, x) -> g.op(
                                "GatherND",
                                Attributes.of("batch_dims", 2),
                                x,
                                g.table(shape(0, 3, 2, 2, 1, 0), 2, 3, 1))));
    }

    @TestFactory
    Stream<DynamicTest> gathers() {
        return Stream.of(
                of("Gather of a scalar", 7, X, (g, x) -> g.op("Gather", Attributes.of("axis", 1), x, g.integer(0))),
                of("Gather from the end", 11, X, (g, x) -> g.op("Gather", Attributes.of("axis", -1), x, g.integer(-1))),
                of("Gather of one row", 13, X, (g, x) -> g.op("Gather", Attributes.of("axis", 1), x, g.ints(2))),
                of(
                        "Gather of repeated rows",
                        13,
                        X,
                        (g, x) -> g.op("Gather", Attributes.of("axis", 1), x, g.ints(2, 0, 2, -1))),
                of(
                        "Gather by a table",
                        13,
                        X,
                        (g, x) -> g.op("Gather", Attributes.of("axis", 2), x, g.table(shape(0, 1, 1, 2, 4, 3), 2, 3))),
                of("Gather of the first axis", 13, X, (g, x) -> g.op("Gather", x, g.table(shape(2, 0, 2, 1), 2, 2))),
                of(
                        "Gather by int32",
                        13,
                        X,
                        (g, x) -> g.op(
                                "Gather",
                                Attributes.of("axis", 1),
                                x,
                                g.op("Cast", Attributes.of("to", 6), g.ints(3, 1)))),
                of("unfold, as exporters write it", 13, shape(1, 2, 4, 4), (g, x) -> {
                    var places = g.table(shape(0, 1, 2, 1, 2, 3), 2, 3);
                    var rows = g.op("Gather", Attributes.of("axis", 2), x, places);
                    var blocks = g.op("Gather", Attributes.of("axis", 4), rows, places);
                    var ordered = g.op("Transpose", Attributes.of("perm", shape(0, 1, 2, 4, 3, 5)), blocks);
                    return g.op("Reshape", ordered, g.ints(1, 8, 9));
                }),
                of(
                        "GatherElements",
                        11,
                        shape(2, 3),
                        (g, x) ->
                                g.op("GatherElements", Attributes.of("axis", 1), x, g.table(shape(0, 0, 2, 1), 2, 2))),
                of("GatherND", 11, X, (g, x) -> g.op("GatherND", x, g.table(shape(0, 1, 2, 3, 0, 1), 3, 2))));
    }

    @TestFactory
    Stream<DynamicTest> scatters() {
        var axis = Attributes.of("axis", 1);
        var adding = axis.and("reduction", "add");
        return Stream.of(
                of(
                        "ScatterElements into x",
                        11,
                        shape(2, 3),
                        (g, x) -> g.op("ScatterElements", axis, x, g.table(shape(0, 2), 2, 1), g.weights(2, 1))),
                of(
                        "ScatterElements of x",
                        11,
                        shape(2, 1),
                        (g, x) -> g.op("ScatterElements", axis, g.weights(2, 3), g.table(shape(0, 2), 2, 1), x)),
                of(
                        "ScatterElements added",
                        16,
                        shape(2, 3),
                        (g, x) -> g.op(
                                "ScatterElements",
                                adding,
                                x,
                                g.table(shape(0, 2, 1, 2, 2, 0), 2, 3),
                                g.op("Mul", x, x))),
                of(
                        "Scatter",
                        9,
                        shape(2, 3),
                        (g, x) -> g.op("Scatter", axis, x, g.table(shape(0, 2), 2, 1), g.weights(2, 1))),
                of(
                        "ScatterND into x",
                        11,
                        X,
                        (g, x) -> g.op("ScatterND", x, g.table(shape(0, 2), 2, 1), g.weights(2, 4, 5))),
                of(
                        "ScatterND of x",
                        11,
                        shape(2, 4),
                        (g, x) -> g.op("ScatterND", g.weights(3, 4), g.table(shape(0, 2), 2, 1), x)),
                of(
                        "ScatterND added",
                        16,
                        shape(2, 4),
                        (g, x) -> g.op(
                                "ScatterND",
                                Attributes.of("reduction", "add"),
                                g.weights(3, 4),
                                g.table(shape(0, 0), 2, 1),
                                x)),
                of("Trilu", 14, X, (g, x) -> g.op("Trilu", x)),
                of("Trilu below", 14, X, (g, x) -> g.op("Trilu", Attributes.of("upper", 0), x, g.integer(-1))));
    }
}
