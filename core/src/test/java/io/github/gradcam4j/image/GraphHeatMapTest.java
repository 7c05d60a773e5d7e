package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The operations of a heat map in a graph against those of {@link HeatMap}. */
class GraphHeatMapTest {

    /** Maps of all kinds: signed, of one sign, of one value, of nearly one value, large and tiny. */
    private static List<HeatMap> maps(int height, int width) {
        var random = new Random(8);
        return Stream.<UnaryOperator<Float>>of(
                        v -> v,
                        Math::abs,
                        v -> -Math.abs(v),
                        v -> 0f,
                        v -> 0.3f,
                        v -> -0.7f,
                        v -> 1 + 1e-3f * v,
                        v -> 1e37f * v,
                        v -> 1e-30f * v)
                .map(change -> {
                    var values = new float[height * width];
                    for (int p = 0; p < values.length; p++) {
                        values[p] = change.apply((float) random.nextGaussian());
                    }
                    return HeatMap.of(values, height, width);
                })
                .toList();
    }

    private static Tensor run(int opset, List<HeatMap> maps, UnaryOperator<GraphHeatMap> operation) {
        int height = maps.get(0).height();
        int width = maps.get(0).width();
        var g = GraphBuilder.opset(opset);
        g.input("maps", ElementType.FLOAT, "N", height, width);
        g.output(g.node(
                "y",
                "Identity",
                List.of(operation
                        .apply(new GraphHeatMap(g, "maps", height, width))
                        .tensor())));
        var batch = Tensor.zeros(maps.size(), height, width);
        var values = batch.floats();
        maps.forEach(map -> values.put(map.values()));
        try (var session = Session.open(g.build())) {
            return session.run(Map.of("maps", batch)).get("y");
        }
    }

    /** @param normalized whether the error counts relative to the range of the map */
    private static void check(
            int opset,
            List<HeatMap> maps,
            UnaryOperator<GraphHeatMap> inGraph,
            UnaryOperator<HeatMap> inJava,
            boolean normalized) {
        for (var batch : List.of(maps, maps.subList(0, 1))) {
            var found = run(opset, batch, inGraph);
            for (int i = 0; i < batch.size(); i++) {
                var map = batch.get(i);
                var expected = inJava.apply(map);
                assertArrayEquals(new long[] {batch.size(), expected.height(), expected.width()}, found.shape());
                int area = expected.height() * expected.width();
                var values = Arrays.copyOfRange(found.toArray(), i * area, (i + 1) * area);
                double magnitude = map.range().symmetric().high();
                double size = (double) map.range().high() - map.range().low();
                double tolerance = 1e-6 * (normalized ? magnitude / Math.max(size, Float.MIN_NORMAL) : magnitude);
                for (int p = 0; p < area; p++) {
                    assertEquals(expected.values()[p], values[p], tolerance, map + " at position " + p);
                    assertTrue(size > 0 || values[p] == expected.values()[p], map + " is of one value");
                }
            }
        }
    }

    private static Stream<Arguments> sizes() {
        return Stream.of(13, 18, 21)
                .flatMap(opset -> Stream.of(
                        Arguments.of(opset, 7, 7, 224, 224),
                        Arguments.of(opset, 3, 5, 31, 17),
                        Arguments.of(opset, 1, 1, 5, 4),
                        Arguments.of(opset, 1, 6, 9, 13),
                        Arguments.of(opset, 9, 8, 4, 3),
                        Arguments.of(opset, 4, 6, 4, 6)));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void resizes(int opset, int height, int width, int newHeight, int newWidth) {
        check(
                opset,
                maps(height, width),
                map -> map.resize(newHeight, newWidth),
                map -> map.resize(newHeight, newWidth),
                false);
    }

    @ParameterizedTest
    @CsvSource({"13, 7, 7", "18, 3, 5", "21, 1, 1", "18, 1, 6"})
    void signsAndNormalizes(int opset, int height, int width) {
        var maps = maps(height, width);
        for (var sign : Sign.values()) {
            check(opset, maps, map -> map.sign(sign), sign::of, false);
        }
        check(opset, maps, GraphHeatMap::normalize, HeatMap::normalize, true);
    }

    /** The whole way to a picture. A map without evidence stays zero. */
    @Test
    void positiveEvidenceOverAnImage() {
        var maps = maps(7, 7);
        var found = run(18, maps, map -> map.sign(Sign.POSITIVE).resize(50, 60).normalize());
        for (int i = 0; i < maps.size(); i++) {
            var expected = Sign.POSITIVE.of(maps.get(i)).resize(50, 60).normalize();
            var values = Arrays.copyOfRange(found.toArray(), i * 3000, (i + 1) * 3000);
            // The map of nearly one value loses a thousandth of its digits.
            assertArrayEquals(
                    expected.values(),
                    values,
                    i == 6 ? 1e-3f : 1e-6f,
                    maps.get(i).toString());
        }
    }

    /** ONNX's own operator has the same definition; ONNX Runtime computes its coordinates in float32. */
    @Test
    void resizeOfOnnxAgrees() {
        var map = maps(7, 5).get(0);
        var g = GraphBuilder.opset(18);
        g.input("map", ElementType.FLOAT, 1, 1, 7, 5);
        var mode = Attributes.of("mode", "linear").and("coordinate_transformation_mode", "half_pixel");
        g.output(g.node("y", "Resize", List.of("map", "", "", g.vector(1, 1, 224, 131)), mode));
        try (var session = Session.open(g.build())) {
            var resized = session.run(Map.of("map", Tensor.of(map.values(), 1, 1, 7, 5)))
                    .get("y")
                    .toArray();
            assertArrayEquals(map.resize(224, 131).values(), resized, 1e-5f);
        }
    }
}
