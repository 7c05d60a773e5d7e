package io.github.gradcam4j.image;

import io.github.gradcam4j.internal.disk.AtomicFile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An RGB image of 8 bits per channel, upright (its EXIF orientation is applied) and opaque (transparent pixels are
 * blended with white; a model with an alpha channel receives them as they were). Color values are the file's own:
 * embedded color profiles are not applied, as in the Python tools that models are trained with. Immutable and thread
 * safe.
 */
public final class Image {
    private final int width;
    private final int height;
    private final byte[] rgb;
    private final byte[] rgba;

    /** Keeps the array, which must not change: row-major, three bytes per pixel. */
    Image(int width, int height, byte[] rgb) {
        this(width, height, rgb, null);
    }

    /** @param rgba the colors before they were blended, and alpha; null for an image that was opaque */
    private Image(int width, int height, byte[] rgb, byte[] rgba) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
        this.rgba = rgba;
    }

    /** Returns an image of colors and alpha. Keeps the array, which must not change: four bytes per pixel. */
    static Image ofRgba(int width, int height, byte[] rgba) {
        byte[] rgb = new byte[3 * width * height];
        boolean opaque = true;
        for (int from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
            int alpha = rgba[from + 3] & 0xff;
            opaque &= alpha == 255;
            for (int c = 0; c < 3; c++) {
                rgb[to + c] = (byte) (((rgba[from + c] & 0xff) * alpha + 255 * (255 - alpha) + 127) / 255);
            }
        }
        return new Image(width, height, rgb, opaque ? null : rgba);
    }

    /** Reads a JPEG, PNG, WebP, BMP or GIF (its first frame) within the default limits. */
    public static Image read(Path file) throws ImageException {
        return read(file, DecodeLimits.DEFAULT);
    }

    /**
     * Reads a JPEG, PNG, WebP, BMP or GIF (its first frame).
     *
     * @throws ImageException if the file is missing, damaged, too large or in another format; the message names the
     *     file and why
     */
    public static Image read(Path file, DecodeLimits limits) throws ImageException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(limits, "limits");
        try {
            if (Files.isDirectory(file)) {
                throw new ImageException("a directory, not an image");
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new ImageException("not a regular file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                return decode(in, limits);
            }
        } catch (NoSuchFileException e) {
            throw new ImageException(file + ": no such file", e);
        } catch (ImageException e) {
            throw new ImageException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ImageException(file + ": cannot be read: " + e, e);
        }
    }

    /** Decodes a JPEG, PNG, WebP, BMP or GIF (its first frame) within the default limits. */
    public static Image decode(byte[] file) throws ImageException {
        return decode(file, DecodeLimits.DEFAULT);
    }

    /** Decodes a JPEG, PNG, WebP, BMP or GIF (its first frame). */
    public static Image decode(byte[] file, DecodeLimits limits) throws ImageException {
        return Decoder.decode(file, limits);
    }

    /** Reads a stream to its end, but no further than the limits allow, and decodes it. Does not close the stream. */
    public static Image decode(InputStream in, DecodeLimits limits) throws IOException {
        return decode(in.readNBytes((int) limits.bytes() + 1), limits);
    }

    /** Reads a stream to its end, within the default limits, and decodes it. Does not close the stream. */
    public static Image decode(InputStream in) throws IOException {
        return decode(in, DecodeLimits.DEFAULT);
    }

    /**
     * Returns an image with a copy of pixels in memory, such as those of OpenCV's {@code Mat.get}.
     *
     * @param pixels row by row from the top left, without gaps
     * @throws IllegalArgumentException if there are more or fewer bytes than the image has
     */
    public static Image fromPixels(byte[] pixels, int width, int height, PixelFormat format) {
        Objects.requireNonNull(pixels, "pixels");
        Objects.requireNonNull(format, "format");
        if (width > 0 && height > 0 && pixels.length > (long) format.bytes() * width * height) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "an image of %d x %d pixels in %s has %d bytes, but %d are given",
                    width,
                    height,
                    format,
                    (long) format.bytes() * width * height,
                    pixels.length));
        }
        return fromPixels(ByteBuffer.wrap(pixels), width, height, format.bytes() * width, format);
    }

    /**
     * Returns an image with a copy of pixels in memory, such as those of a JavaCV frame.
     *
     * @param pixels row by row from the top left, from the buffer's position on, which stays as it is; a direct buffer
     *     or another
     * @param stride the number of bytes from a row to the next, gaps included
     * @throws IllegalArgumentException if the buffer has fewer bytes, or the stride is shorter than a row
     */
    public static Image fromPixels(ByteBuffer pixels, int width, int height, int stride, PixelFormat format) {
        Objects.requireNonNull(pixels, "pixels");
        Objects.requireNonNull(format, "format");
        return format.read(pixels, width, height, stride);
    }

    /**
     * Returns an image with a copy of pixels in memory, such as those of {@link BufferedImage#getRGB(int, int, int,
     * int, int[], int, int)}.
     *
     * @param argb {@code 0xAARRGGBB}, row by row from the top left; alpha is not premultiplied
     * @throws IllegalArgumentException if there are more or fewer pixels than the image has
     */
    public static Image fromPixels(int[] argb, int width, int height) {
        var bytes = ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, Objects.requireNonNull(argb, "argb").length));
        bytes.asIntBuffer().put(argb);
        return fromPixels(bytes.array(), width, height, PixelFormat.ARGB);
    }

    /** Returns an image with a copy of a buffered image's pixels; transparent ones are blended with white. */
    public static Image fromBufferedImage(BufferedImage image) {
        return Pixels.read(image);
    }

    /** Returns the width in pixels. */
    public int width() {
        return width;
    }

    /** Returns the height in pixels. */
    public int height() {
        return height;
    }

    /**
     * Returns a pixel's color as {@code 0xRRGGBB}.
     *
     * @throws IndexOutOfBoundsException if the pixel lies outside the image
     */
    public int rgb(int x, int y) {
        int i = 3 * (Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width));
        return (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | rgb[i + 2] & 0xff;
    }

    /** Returns a new buffered image of type {@link BufferedImage#TYPE_INT_RGB} with a copy of the pixels. */
    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        for (int p = 0, i = 0; p < pixels.length; p++, i += 3) {
            pixels[p] = (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | rgb[i + 2] & 0xff;
        }
        return image;
    }

    /**
     * Returns a copy of the pixels, row by row from the top left, without gaps. Formats with alpha have the colors
     * before they were blended with white; gray is the luma of ITU-R 601-2.
     */
    public byte[] toPixels(PixelFormat format) {
        return Objects.requireNonNull(format, "format").write(this);
    }

    /** Encodes the image as a PNG file. */
    public byte[] png() {
        return Png.of(toBufferedImage());
    }

    /** Encodes the image as a JPEG file of quality 0.92. */
    public byte[] jpeg() {
        return Jpeg.of(toBufferedImage());
    }

    /**
     * Writes a JPEG file if the name ends in {@code .jpg} or {@code .jpeg}, else a PNG file. Creates missing folders
     * and replaces an existing file; the write is atomic.
     */
    public void write(Path file) throws IOException {
        var name = file.toString().toLowerCase(Locale.ROOT);
        AtomicFile.write(file, name.endsWith(".jpg") || name.endsWith(".jpeg") ? jpeg() : png());
    }

    /** Returns the pixels themselves, not to be written to: row-major, three bytes per pixel. */
    byte[] pixels() {
        return rgb;
    }

    /**
     * Returns the colors before they were blended with white, and alpha, four bytes per pixel, not to be written to.
     */
    Optional<byte[]> rgba() {
        return Optional.ofNullable(rgba);
    }

    /** Returns whether the other object is an image of the same size, pixels and transparency. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Image that
                && width == that.width
                && Arrays.equals(rgb, that.rgb)
                && Arrays.equals(rgba, that.rgba);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Image[%d x %d]", width, height);
    }
}
