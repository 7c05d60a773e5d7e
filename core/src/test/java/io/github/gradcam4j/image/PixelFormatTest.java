package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images from pixels in memory, and back. */
class PixelFormatTest {

    /** A translucent pixel of red 10, green 20, blue 30 and alpha 40. */
    private static final Map<PixelFormat, byte[]> ONE_PIXEL = Map.of(
            PixelFormat.GRAY, new byte[] {10},
            PixelFormat.RGB, new byte[] {10, 20, 30},
            PixelFormat.BGR, new byte[] {30, 20, 10},
            PixelFormat.RGBA, new byte[] {10, 20, 30, 40},
            PixelFormat.BGRA, new byte[] {30, 20, 10, 40},
            PixelFormat.ARGB, new byte[] {40, 10, 20, 30},
            PixelFormat.ABGR, new byte[] {40, 30, 20, 10});

    @ParameterizedTest
    @EnumSource
    void everyFormatHasItsOrderOfBytes(PixelFormat format) {
        var bytes = ONE_PIXEL.get(format);
        assertEquals(bytes.length, format.bytes());
        var image = Image.fromPixels(bytes, 1, 1, format);
        assertArrayEquals(bytes, image.toPixels(format));
        // 255 (1 - 40/255) + 40/255 of each color, rounded to the nearest.
        int expected = format.bytes() == 4 ? 0xd9dadc : format == PixelFormat.GRAY ? 0x0a0a0a : 0x0a141e;
        assertEquals(expected, image.rgb(0, 0));
    }

    @Test
    void anOpaqueImageHasAlphaOf255() {
        var image = Image.fromPixels(new byte[] {1, 2, 3}, 1, 1, PixelFormat.RGB);
        assertArrayEquals(new byte[] {-1, 3, 2, 1}, image.toPixels(PixelFormat.ABGR));
        assertArrayEquals(new byte[] {2}, image.toPixels(PixelFormat.GRAY), "0.299 + 2 * 0.587 + 3 * 0.114, rounded");
    }

    @ParameterizedTest
    @EnumSource
    void rowsMayHaveGaps(PixelFormat format) {
        var image = TestImages.noise(5, 3, 2);
        var pixels = image.toPixels(format);
        var withoutGaps = Image.fromPixels(pixels, 5, 3, format);
        int row = 5 * format.bytes();
        int stride = row + 3;
        var buffer = ByteBuffer.allocateDirect(7 + 2 * stride + row);
        for (int y = 0; y < 3; y++) {
            buffer.position(7 + y * stride).put(pixels, y * row, row);
        }
        buffer.position(7);
        assertEquals(withoutGaps, Image.fromPixels(buffer.asReadOnlyBuffer(), 5, 3, stride, format));
        assertEquals(7, buffer.position());
        if (format != PixelFormat.GRAY) {
            assertEquals(image, withoutGaps);
        }
    }

    @Test
    void pixelsOfBufferedImagesAreTheSame() {
        var image = TestImages.noise(4, 3, 5);
        var bgr = new BufferedImage(4, 3, BufferedImage.TYPE_3BYTE_BGR);
        bgr.createGraphics().drawImage(image.toBufferedImage(), 0, 0, null);
        var bytes = ((DataBufferByte) bgr.getRaster().getDataBuffer()).getData();
        assertEquals(image, Image.fromPixels(bytes, 4, 3, PixelFormat.BGR));
        assertEquals(image, Image.fromPixels(bgr.getRGB(0, 0, 4, 3, null, 0, 4), 4, 3));
    }

    @Test
    void wrongSizesAreRefusedWithTheNumberOfBytes() {
        var pixels = new byte[12];
        var format = PixelFormat.RGB;
        assertRefused(
                "an image of 2 x 3 pixels in RGB, 6 bytes from row to row, has 18 bytes, but 12 are given",
                () -> Image.fromPixels(pixels, 2, 3, format));
        assertRefused(
                "an image of 3 x 1 pixels in RGB has 9 bytes, but 12 are given",
                () -> Image.fromPixels(pixels, 3, 1, format));
        assertRefused(
                "a row of 2 pixels in RGB has 6 bytes, more than the stride of 5",
                () -> Image.fromPixels(ByteBuffer.wrap(pixels), 2, 2, 5, format));
        assertRefused("an image has at least one pixel, not 0 x 2", () -> Image.fromPixels(pixels, 0, 2, format));
        assertRefused("an image has at least one pixel, not -2 x -2", () -> Image.fromPixels(pixels, -2, -2, format));
        assertRefused(
                "an image of 2 x 2 pixels in ARGB, 8 bytes from row to row, has 16 bytes, but 12 are given",
                () -> Image.fromPixels(new int[3], 2, 2));
    }

    private static void assertRefused(String message, Runnable work) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, work::run).getMessage());
    }
}
