package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.gradcam4j.ReferenceData;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResizeTest {
    @ParameterizedTest
    @ValueSource(strings = {"landscape", "large", "portrait", "small", "square", "thin"})
    void equalsPillow(String name) throws IOException {
        Path folder = ReferenceData.path("golden/preprocess");
        Image image = Image.read(folder.resolve(name + ".png"));
        Preprocessing crop = Preprocessing.imageNet();
        assertArrayEquals(
                Image.read(folder.resolve(name + ".squash224.png")).pixels(),
                crop.withFit(Fit.SQUASH).resizeAndCrop(image).pixels());
        assertArrayEquals(
                Image.read(folder.resolve(name + ".resize256crop224.png")).pixels(),
                crop.resizeAndCrop(image).pixels());
    }

    @Test
    void shrinkingAveragesOverAWidenedTriangle() {
        Image image = gray(8, 1, 0, 0, 0, 0, 255, 255, 255, 255);
        Image half = Resize.bilinear(image, 4, 1);
        // Triangle of support 2 around the centers 1, 3, 5, 7 of pixels at 0.5, 1.5, ...: weights 1, 3, 3, 1 of 8.
        assertGray(half, 0, 32, 223, 255);
    }

    @Test
    void enlargingInterpolatesBetweenPixelCenters() {
        assertGray(Resize.bilinear(gray(2, 1, 0, 200), 4, 1), 0, 50, 150, 200);
    }

    @Test
    void theSameSizeIsTheSameImage() {
        Image image = TestImages.noise(13, 7, 1);
        assertArrayEquals(image.pixels(), Resize.bilinear(image, 13, 7).pixels());
    }

    @Property(tries = 60)
    void aPartEqualsTheSamePartOfTheWhole(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll @IntRange(min = 3, max = 60) int toWidth,
            @ForAll @IntRange(min = 3, max = 60) int toHeight) {
        Image image = TestImages.noise(width, height, 31L * width + height);
        for (var filter : Interpolation.values()) {
            var samples = Samples.of(image, Preprocessing.Channels.RGB);
            var whole = Resize.part(samples, new Placement(toWidth, toHeight, 0, 0, toWidth, toHeight), filter)
                    .toImage();
            var box = new Placement(toWidth, toHeight, 1, 2, toWidth - 2, toHeight - 2);
            var part = Resize.part(samples, box, filter).toImage();
            for (int y = 0; y < part.height(); y++) {
                for (int x = 0; x < part.width(); x++) {
                    assertEquals(whole.rgb(x + 1, y + 2), part.rgb(x, y));
                }
            }
        }
    }

    @Property(tries = 40)
    void aPlainColorStaysThatColor(
            @ForAll @IntRange(min = 1, max = 700) int width,
            @ForAll @IntRange(min = 1, max = 90) int toWidth,
            @ForAll @IntRange(max = 255) int value) {
        Image resized = Resize.bilinear(gray(width, 1, new int[width]), toWidth, 3);
        assertEquals(0, resized.rgb(toWidth - 1, 2));
        int[] values = new int[width];
        Arrays.fill(values, value);
        assertEquals(
                0x010101 * value,
                Resize.bilinear(gray(width, 1, values), toWidth, 3).rgb(toWidth / 2, 1));
    }

    @Test
    void aSizeOfNothingIsRefused() {
        Image image = TestImages.noise(3, 3, 2);
        assertThrows(IllegalArgumentException.class, () -> Resize.bilinear(image, 0, 3));
    }

    private static Image gray(int width, int height, int... values) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) values[i / 3];
        }
        return new Image(width, height, rgb);
    }

    private static void assertGray(Image image, int... values) {
        int[] actual = new int[image.width()];
        for (int x = 0; x < actual.length; x++) {
            actual[x] = image.rgb(x, 0) & 0xff;
        }
        assertArrayEquals(values, actual);
    }
}
