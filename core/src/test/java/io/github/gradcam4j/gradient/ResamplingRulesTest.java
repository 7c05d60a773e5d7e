package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.shape;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.TestGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ResamplingRulesTest {

    private static final long[] X = {1, 2, 4, 3};

    @TestFactory
    List<DynamicTest> everyModeOfResize() {
        var tests = new ArrayList<DynamicTest>();
        for (String mode : List.of("nearest", "linear", "cubic")) {
            for (String coordinates : List.of(
                    "half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric")) {
                int opset = coordinates.endsWith("symmetric") ? 19 : 11;
                var attributes = Attributes.of("mode", mode).and("coordinate_transformation_mode", coordinates);
                String name = "Resize %s %s".formatted(mode, coordinates);
                tests.add(of(
                        name + " to sizes",
                        opset,
                        X,
                        (g, x) -> g.op("Resize", attributes, x, empty(g), empty(g), g.ints(1, 2, 7, 8))));
                tests.add(of(
                        name + " to fewer",
                        opset,
                        X,
                        (g, x) -> g.op("Resize", attributes, x, empty(g), empty(g), g.ints(1, 2, 3, 2))));
                tests.add(of(
                        name + " by scales",
                        opset,
                        X,
                        (g, x) -> g.op("Resize", attributes, x, empty(g), g.floats(new float[] {1, 1, 2, 1.7f}, 4))));
            }
        }
        for (String nearest : List.of("floor", "ceil", "round_prefer_floor", "round_prefer_ceil")) {
            tests.add(of(
                    "Resize nearest " + nearest,
                    13,
                    X,
                    (g, x) -> g.op(
                            "Resize",
                            Attributes.of("nearest_mode", nearest).and("coordinate_transformation_mode", "asymmetric"),
                            x,
                            "",
                            "",
                            g.ints(1, 2, 6, 7))));
        }
        return tests;
    }

    private static String empty(TestGraph g) {
        return g.floats(new float[0], 0);
    }

    @TestFactory
    Stream<DynamicTest> resizesOfOtherForms() {
        var linear = Attributes.of("mode", "linear");
        return Stream.of(
                of(
                        "antialias",
                        18,
                        X,
                        (g, x) -> g.op("Resize", linear.and("antialias", 1), x, "", "", g.ints(1, 2, 2, 2))),
                of(
                        "named axes",
                        18,
                        X,
                        (g, x) -> g.op(
                                "Resize", linear.and("axes", shape(2, 3)), x, "", g.floats(new float[] {1.5f, 2}, 2))),
                of(
                        "in 1d",
                        13,
                        shape(1, 2, 5),
                        (g, x) -> g.op("Resize", linear, x, "", g.floats(new float[] {1, 1, 2}, 3))),
                of(
                        "nearest in 3d",
                        13,
                        shape(1, 1, 2, 3, 2),
                        (g, x) -> g.op("Resize", x, "", g.floats(new float[] {1, 1, 2, 2, 2}, 5))),
                of("Upsample by an attribute", 7, X, (g, x) -> g.op("Upsample", scales(2, 3), x)),
                of(
                        "Upsample by an input",
                        9,
                        X,
                        (g, x) -> g.op("Upsample", linear, x, g.floats(new float[] {1, 1, 2, 2}, 4))),
                of(
                        "Resize 10",
                        10,
                        X,
                        (g, x) -> g.op(
                                "Resize", Attributes.of("mode", "nearest"), x, g.floats(new float[] {1, 1, 2, 2}, 4))));
    }

    /** One scale for all axes: the least or the largest one. */
    @TestFactory
    Stream<DynamicTest> withOneScale() {
        return Stream.of("not_larger", "not_smaller")
                .flatMap(policy -> Stream.of("nearest", "linear", "cubic")
                        .map(mode -> Attributes.of("mode", mode).and("keep_aspect_ratio_policy", policy)))
                .flatMap(attributes -> Stream.of(
                        resized(attributes, shape(2, 3), shape(7, 5)),
                        resized(attributes, shape(3, 2), shape(3, 3)),
                        resized(attributes, shape(2, 3), shape(3, 2)),
                        resized(attributes, shape(2, 3), shape(4, 9)),
                        resized(
                                attributes.and("coordinate_transformation_mode", "align_corners"),
                                shape(2, 3),
                                shape(7, 5)),
                        resized(
                                attributes.and("coordinate_transformation_mode", "asymmetric"),
                                shape(3, 2),
                                shape(5, 6))));
    }

    private static DynamicTest resized(Attributes attributes, long[] axes, long[] sizes) {
        return of(
                "Resize " + attributes.text("mode", "") + " " + attributes.text("keep_aspect_ratio_policy", "")
                        + Arrays.toString(axes) + Arrays.toString(sizes),
                18,
                X,
                (g, x) -> g.op("Resize", attributes.and("axes", axes), x, "", "", g.ints(sizes)));
    }

    /** 10 x 1.05 is 10, and yet the values change; where all sizes stay, the engine copies them. */
    @TestFactory
    Stream<DynamicTest> whereAnAxisKeepsItsSize() {
        return Stream.of("nearest", "linear", "cubic")
                .flatMap(mode -> Stream.of("half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel")
                        .flatMap(coordinates -> {
                            var attributes =
                                    Attributes.of("mode", mode).and("coordinate_transformation_mode", coordinates);
                            return Stream.of(new float[] {1.05f, 2}, new float[] {1.05f, 1.3f}, new float[] {1.09f, 0.5f
                                    })
                                    .flatMap(s -> Stream.of(
                                            of(
                                                    mode + coordinates + Arrays.toString(s),
                                                    13,
                                                    shape(1, 2, 10, 3),
                                                    (g, x) -> g.op(
                                                            "Resize",
                                                            attributes,
                                                            x,
                                                            "",
                                                            g.floats(new float[] {1, 1, s[0], s[1]}, 4))),
                                            of(
                                                    mode + coordinates + " by computed " + Arrays.toString(s),
                                                    13,
                                                    shape(1, 2, 10, 3),
                                                    (g, x) -> g.op(
                                                            "Resize",
                                                            attributes,
                                                            x,
                                                            "",
                                                            g.op(
                                                                    "Sqrt",
                                                                    g.floats(
                                                                            new float[] {1, 1, s[0] * s[0], s[1] * s[1]
                                                                            },
                                                                            4))))));
                        }));
    }

    private static Attributes scales(float height, float width) {
        return Attributes.of("scales", new float[] {1, 1, height, width});
    }

    @TestFactory
    List<DynamicTest> pads() {
        var tests = new ArrayList<DynamicTest>();
        for (String mode : List.of("constant", "reflect", "edge", "wrap")) {
            int opset = mode.equals("wrap") ? 19 : 11;
            var attributes = Attributes.of("mode", mode);
            tests.add(
                    of("Pad " + mode, opset, X, (g, x) -> g.op("Pad", attributes, x, g.ints(0, 0, 1, 2, 0, 0, 3, 1))));
            tests.add(of(
                    "Pad named axes, " + mode,
                    19,
                    X,
                    (g, x) -> g.op("Pad", attributes, x, g.ints(1, 2, 0, 1), "", g.ints(-1, 2))));
        }
        tests.add(of(
                "Pad by attributes",
                7,
                X,
                (g, x) -> g.op(
                        "Pad",
                        Attributes.of("pads", shape(0, 0, 1, 1, 0, 0, 2, 0)).and("value", 3f),
                        x)));
        tests.add(of(
                "Pad that takes away", 13, X, (g, x) -> g.op("Pad", x, g.ints(0, 0, -1, 1, 0, 0, 1, -2), g.scalar(1))));
        tests.add(of(
                "Pad that repeats and takes away",
                13,
                X,
                (g, x) -> g.op("Pad", Attributes.of("mode", "edge"), x, g.ints(0, 0, -1, 1, 0, 0, 1, -1))));
        tests.add(of(
                "Pad in 1d",
                13,
                shape(2, 3, 4),
                (g, x) -> g.op("Pad", Attributes.of("mode", "reflect"), x, g.ints(0, 0, 2, 0, 0, 2))));
        tests.add(of("Pad by as much as is there, computed", 13, X, (g, x) -> {
            var pads = g.op("Concat", Attributes.of("axis", 0), g.ints(0, 0, 0, 0, 0, 0), g.size(x, 3), g.ints(1));
            return g.op("Pad", x, pads);
        }));
        return tests;
    }
}
