package io.github.gradcam4j.image;

import io.github.gradcam4j.internal.disk.AtomicFile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * An RGB picture of 8 bits per channel, upright (its EXIF orientation is applied) and opaque (alpha is laid over white).
 * Color values are the file's own: embedded color profiles of RGB and gray pictures are not applied, as in the Python tools
 * that models are trained with. Immutable and thread safe.
 */
public final class Image {
    private final int width;
    private final int height;
    private final byte[] rgb;

    /** Takes the array over: {@code rgb} is row-major, three bytes per pixel, and not changed afterwards. */
    Image(int width, int height, byte[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /** Reads a JPEG, PNG, WebP, BMP or GIF (its first frame) within the default limits. */
    public static Image read(Path file) throws ImageException {
        return read(file, DecodeLimits.DEFAULT);
    }

    /** Reads a JPEG, PNG, WebP, BMP or GIF (its first frame). */
    public static Image read(Path file, DecodeLimits limits) throws ImageException {
        try {
            if (Files.isDirectory(file)) {
                throw new ImageException("a directory, not a picture");
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

    /** Reads the stream to its end (but no further than the limits allow) and decodes it; does not close it. */
    public static Image decode(InputStream in, DecodeLimits limits) throws IOException {
        return decode(in.readNBytes((int) limits.bytes() + 1), limits);
    }

    /** A copy of the image's pixels, with transparency laid over white. */
    public static Image of(BufferedImage image) {
        return new Image(image.getWidth(), image.getHeight(), Pixels.rgb(image));
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The pixel's color as {@code 0xRRGGBB}. */
    public int rgb(int x, int y) {
        int i = 3 * (Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width));
        return (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | rgb[i + 2] & 0xff;
    }

    /** A new image of type {@link BufferedImage#TYPE_INT_RGB}, free to be drawn on. */
    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        for (int p = 0, i = 0; p < pixels.length; p++, i += 3) {
            pixels[p] = (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | rgb[i + 2] & 0xff;
        }
        return image;
    }

    /** The picture as a PNG file. */
    public byte[] png() {
        return Png.of(toBufferedImage());
    }

    /** The picture as a JPEG file of high quality. */
    public byte[] jpeg() {
        return Jpeg.of(toBufferedImage());
    }

    /**
     * Writes a JPEG file where the name ends in {@code .jpg} or {@code .jpeg}, a PNG file otherwise, making its folders; it
     * appears whole or not at all, replacing one that was there.
     */
    public void write(Path file) throws IOException {
        var name = file.toString().toLowerCase(Locale.ROOT);
        AtomicFile.write(file, name.endsWith(".jpg") || name.endsWith(".jpeg") ? jpeg() : png());
    }

    /** The pixels themselves, for readers in this package: row-major, three bytes per pixel. */
    byte[] pixels() {
        return rgb;
    }
}
