package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.shape;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class GridSampleRulesTest {

    /** The grid reaches outside the image. */
    @TestFactory
    List<DynamicTest> modes() {
        var tests = new ArrayList<DynamicTest>();
        for (int opset : new int[] {16, 20, 22}) {
            for (String mode : List.of(opset < 20 ? "bilinear" : "linear", "nearest")) {
                for (String padding : List.of("zeros", "border", "reflection")) {
                    for (int corners = 0; corners < 2; corners++) {
                        var attributes = Attributes.of("mode", mode)
                                .and("padding_mode", padding)
                                .and("align_corners", corners);
                        // A step moves a position by an eighth of a pixel, and it lies a quarter from the next one.
                        double scale = corners == 1 ? 8 : 6.4;
                        String name = String.join(" ", mode, padding, corners == 1 ? "align_corners" : "");
                        tests.add(of(
                                name + ", image",
                                opset,
                                shape(2, 3, 4, 5),
                                (g, x) -> g.op("GridSample", attributes, x, g.weights(2, 3, 2, 2))));
                        tests.add(of(
                                name + ", grid",
                                opset,
                                shape(1, 3, 3, 2),
                                (g, x) -> g.op(
                                        "GridSample",
                                        attributes,
                                        g.weights(1, 2, 5, 5),
                                        g.op("Mul", x, g.scalar(scale)))));
                    }
                }
            }
        }
        return tests;
    }

    /** A spatial transformer: the grid is computed from the image. */
    @TestFactory
    List<DynamicTest> spatialTransformers() {
        var tests = new ArrayList<DynamicTest>();
        for (int corners = 0; corners < 2; corners++) {
            var attributes = Attributes.of("align_corners", corners);
            tests.add(of("spatial transformer " + corners, 20, shape(2, 1, 5, 6), (g, x) -> {
                var mean = g.op("Flatten", g.op("GlobalAveragePool", x));
                var theta = g.op("Reshape", g.linear(mean, 1, 6), g.ints(-1, 2, 3));
                var grid = g.op("AffineGrid", attributes, theta, g.ints(2, 1, 3, 4));
                return g.op("GridSample", attributes, x, grid);
            }));
        }
        tests.add(of(
                "AffineGrid of a volume", 20, shape(2, 3, 4), (g, x) -> g.op("AffineGrid", x, g.ints(2, 1, 2, 3, 4))));
        return tests;
    }
}
