package io.github.gradcam4j.image;

import io.github.gradcam4j.image.Preprocessing.Channels;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * The order of a pixel's channels in memory, one byte for each channel, 0..255. Alpha is not premultiplied: 0 is
 * transparent, 255 opaque.
 */
public enum PixelFormat {
    /** One channel of lightness, as of {@link java.awt.image.BufferedImage#TYPE_BYTE_GRAY}. */
    GRAY(0),
    /** As in NumPy, Pillow and most files. */
    RGB(0, 1, 2),
    /** As in OpenCV and JavaCV, and of {@link java.awt.image.BufferedImage#TYPE_3BYTE_BGR}. */
    BGR(2, 1, 0),
    /** As in the image data of a browser's canvas. */
    RGBA(0, 1, 2, 3),
    /** As in JavaFX and Windows, and of OpenCV with alpha. */
    BGRA(2, 1, 0, 3),
    /** As of {@code 0xAARRGGBB} in big-endian byte order. */
    ARGB(1, 2, 3, 0),
    /** As of {@link java.awt.image.BufferedImage#TYPE_4BYTE_ABGR}. */
    ABGR(3, 2, 1, 0);

    /** The positions of gray, or of red, green, blue and, if any, alpha. */
    private final int[] offsets;

    PixelFormat(int... offsets) {
        this.offsets = offsets;
    }

    /** Returns the number of bytes of a pixel: 1, 3 or 4. */
    public int bytes() {
        return offsets.length;
    }

    /** Reads rows of {@code stride} bytes from the buffer's position, which it leaves as it is. */
    Image read(ByteBuffer buffer, int width, int height, int stride) {
        requireSize(buffer.remaining(), width, height, stride);
        var values = new byte[Math.multiplyExact(bytes(), Math.multiplyExact(width, height))];
        for (int y = 0, to = 0; y < height; y++) {
            int from = buffer.position() + y * stride;
            for (int x = 0; x < width; x++, from += bytes()) {
                for (int offset : offsets) {
                    values[to++] = buffer.get(from + offset);
                }
            }
        }
        return new Samples(width, height, bytes(), values).toImage();
    }

    private void requireSize(int available, int width, int height, int stride) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "an image has at least one pixel, not %d x %d", width, height));
        }
        long row = (long) bytes() * width;
        if (stride < row) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a row of %d pixels in %s has %d bytes, more than the stride of %d",
                    width,
                    this,
                    row,
                    stride));
        }
        long needed = (long) stride * (height - 1) + row;
        if (available < needed) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "an image of %d x %d pixels in %s, %d bytes from row to row, has %d bytes, but %d are given",
                    width,
                    height,
                    this,
                    stride,
                    needed,
                    available));
        }
    }

    /** Returns the pixels of an image without gaps; alpha is 255 where the image has none. */
    byte[] write(Image image) {
        byte[] from = Samples.of(image, channels()).values();
        var pixels = new byte[from.length];
        for (int p = 0; p < from.length; p += bytes()) {
            for (int c = 0; c < bytes(); c++) {
                pixels[p + offsets[c]] = from[p + c];
            }
        }
        return pixels;
    }

    private Channels channels() {
        return switch (bytes()) {
            case 1 -> Channels.GRAY;
            case 3 -> Channels.RGB;
            default -> Channels.RGBA;
        };
    }
}
