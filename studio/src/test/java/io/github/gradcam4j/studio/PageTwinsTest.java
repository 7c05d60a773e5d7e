package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Mask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Computations that the page repeats in TypeScript. {@code twins.test.ts} in {@code studio/web/test} reads the same
 * files.
 */
class PageTwinsTest {

    private static final float TOLERANCE = 1e-6f;

    @TestFactory
    List<DynamicTest> aMapIsResizedAndNormalized() throws IOException {
        return cases("bilinear.json", c -> {
            int height = c.get("toHeight").asInt();
            int width = c.get("toWidth").asInt();
            var map = HeatMap.of(
                    floats(c.get("values")),
                    c.get("height").asInt(),
                    c.get("width").asInt());
            assertArrayEquals(
                    floats(c.get("resized")), map.resize(height, width).values(), TOLERANCE);
            assertArrayEquals(
                    floats(c.get("heat")),
                    map.relu().resize(height, width).normalize().values(),
                    TOLERANCE);
        });
    }

    @TestFactory
    List<DynamicTest> anOutlineHasTheseCellsInside() throws IOException {
        return cases("polygon.json", c -> {
            int width = c.get("width").asInt();
            int height = c.get("height").asInt();
            var numbers = new ArrayList<String>();
            c.get("corners").forEach(corner -> corner.forEach(number -> numbers.add(number.asText())));
            var outline = Outline.parse(String.join(",", numbers));
            var mask = Mask.ofPolygon(width, height, outline.corners(width, height));
            for (int y = 0; y < height; y++) {
                var row = new StringBuilder();
                for (int x = 0; x < width; x++) {
                    row.append(mask.contains(x, y) ? '#' : '.');
                }
                assertEquals(c.get("inside").get(y).asText(), row.toString(), "row " + y);
            }
        });
    }

    private interface Check {
        void of(JsonNode golden);
    }

    private static List<DynamicTest> cases(String file, Check check) throws IOException {
        try (var golden = PageTwinsTest.class.getResourceAsStream("golden/" + file)) {
            return StreamSupport.stream(new ObjectMapper().readTree(golden).spliterator(), false)
                    .map(c -> DynamicTest.dynamicTest(c.get("name").asText(), () -> check.of(c)))
                    .toList();
        }
    }

    private static float[] floats(JsonNode numbers) {
        var values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).floatValue();
        }
        return values;
    }
}
