package io.github.gradcam4j.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.samples.scene.Scenes;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CowOnSnowTest {
    private static final int MAGENTA = 0xff00ff;

    /** A photograph in one color shows what is kept of it: the cow's shape, at any proportions. */
    @ParameterizedTest
    @CsvSource({"224, 224", "960, 640", "300, 500"})
    void keepsTheCowAndNothingElse(int width, int height) {
        Image composed = CowOnSnow.of(magenta(width, height));
        Image snow = Scenes.byName("tennis-ball-snow").background(width, height);
        int kept = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                kept += composed.rgb(x, y) == MAGENTA ? 1 : 0;
            }
        }
        assertEquals(0.25, kept / (double) (width * height), 0.05);
        assertEquals(MAGENTA, composed.rgb(width * 45 / 100, height * 35 / 100), "the trunk");
        assertEquals(MAGENTA, composed.rgb(width * 75 / 100, height * 25 / 100), "the head");
        assertEquals(MAGENTA, composed.rgb(width * 63 / 100, height * 62 / 100), "a leg");
        for (int[] outside : new int[][] {{5, 5}, {95, 50}, {45, 90}, {60, 8}}) {
            int x = width * outside[0] / 100;
            int y = height * outside[1] / 100;
            assertEquals(snow.rgb(x, y), composed.rgb(x, y), x + ", " + y);
        }
        assertTrue(composed.rgb(width * 45 / 100, height * 64 / 100) != MAGENTA, "between the legs");
    }

    private static Image magenta(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.MAGENTA);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return Image.fromBufferedImage(image);
    }
}
