package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.image.PixelFormat;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Computations that the page repeats in TypeScript. {@code twins.test.ts} and {@code pillow.test.ts} in
 * {@code studio/web/test} read the same files.
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

    /** The pixels of a case have all levels and no symmetry. */
    @TestFactory
    List<DynamicTest> aPictureIsFittedToAModel() throws IOException {
        return cases("fitting.json", c -> {
            int width = c.get("picture").get(0).asInt();
            int height = c.get("picture").get(1).asInt();
            var rgb = new byte[3 * width * height];
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (byte) ((long) i * i % 8191 + 7L * i);
            }
            var fitting = c.get("fitting");
            var preprocessing = Preprocessing.imageNet()
                    .withInputSize(
                            fitting.get("width").asInt(), fitting.get("height").asInt())
                    .withFit(Fit.valueOf(upper(fitting.get("fit"))))
                    .withResize(fitting.get("resize").asInt())
                    .withInterpolation(Interpolation.valueOf(upper(fitting.get("interpolation"))));
            var fitted = preprocessing.resizeAndCrop(Image.fromPixels(rgb, width, height, PixelFormat.RGB));
            assertEquals(c.get("sha256").asText(), DigestUtils.sha256Hex(fitted.toPixels(PixelFormat.RGB)));
        });
    }

    private static String upper(JsonNode word) {
        return word.asText().toUpperCase(Locale.ROOT);
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
