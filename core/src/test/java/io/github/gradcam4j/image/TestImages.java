package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Images for tests. */
final class TestImages {
    private TestImages() {}

    static Image noise(int width, int height, long seed) {
        byte[] rgb = new byte[3 * width * height];
        new Random(seed).nextBytes(rgb);
        return new Image(width, height, rgb);
    }

    /** Smooth and different in every corner, so that lossy formats stay close and no orientation looks like another. */
    static Image gradient(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                rgb[i++] = (byte) (255 * x / Math.max(1, width - 1));
                rgb[i++] = (byte) (255 * y / Math.max(1, height - 1));
                rgb[i++] = (byte) 96;
            }
        }
        return new Image(width, height, rgb);
    }

    /** Soft waves of color with a little noise. */
    static Image waves(int size) {
        Random random = new Random(7);
        byte[] rgb = new byte[3 * size * size];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % size;
            int y = i / 3 / size;
            double wave = Math.sin(x / (11.0 + 7 * (i % 3))) * Math.cos(y / (23.0 - 5 * (i % 3)));
            rgb[i] = (byte) (130 + 80 * wave + random.nextInt(24));
        }
        return new Image(size, size, rgb);
    }

    static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, bytes), "no writer for " + format);
        return bytes.toByteArray();
    }

    static Path resource(String name) {
        try {
            return Path.of(TestImages.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static void assertClose(Image expected, Image actual, int tolerance) {
        assertEquals(expected.width(), actual.width());
        assertEquals(expected.height(), actual.height());
        for (int i = 0; i < expected.pixels().length; i++) {
            assertEquals(expected.pixels()[i] & 0xff, actual.pixels()[i] & 0xff, tolerance, "value " + i);
        }
    }
}
