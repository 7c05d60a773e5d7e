package io.github.gradcam4j.image;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** EXIF's eight orientations, as steps that make a stored image upright: transpose first, then mirror. */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    TURNED_180(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    TURNED_RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    TURNED_LEFT(true, false, true);

    private final boolean transpose;
    private final boolean mirrorX;
    private final boolean mirrorY;

    Orientation(boolean transpose, boolean mirrorX, boolean mirrorY) {
        this.transpose = transpose;
        this.mirrorX = mirrorX;
        this.mirrorY = mirrorY;
    }

    /**
     * Returns the orientation in a file's EXIF data; upright if the data is missing or invalid, which is not an error.
     */
    static Orientation of(byte[] file, ImageFormat format) {
        try {
            ExifIFD0Directory exif = exif(file, format).getFirstDirectoryOfType(ExifIFD0Directory.class);
            Integer tag = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
            return tag == null || tag < 1 || tag > values().length ? UPRIGHT : values()[tag - 1];
        } catch (ImageProcessingException | IOException e) {
            return UPRIGHT;
        }
    }

    /** Reads EXIF data only, since other metadata may be compressed and large. */
    private static Metadata exif(byte[] file, ImageFormat format) throws ImageProcessingException, IOException {
        return switch (format) {
            case JPEG -> JpegMetadataReader.readMetadata(new ByteArrayInputStream(file), List.of(new ExifReader()));
            case PNG -> exif(file, 8, 0, "eXIf", ByteOrder.BIG_ENDIAN);
            case WEBP -> exif(file, 12, 4, "EXIF", ByteOrder.LITTLE_ENDIAN);
            case BMP, GIF -> new Metadata();
        };
    }

    /**
     * Reads the EXIF chunk of a PNG or WebP file; stops at a chunk that exceeds the file.
     *
     * @param first the offset of the first chunk
     * @param size the offset of the length, 0 or 4, in a chunk's eight bytes of header; the name has the other four
     */
    private static Metadata exif(byte[] file, int first, int size, String name, ByteOrder order) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(order);
        Metadata metadata = new Metadata();
        int at = first;
        while (at <= file.length - 8) {
            int length = bytes.getInt(at + size);
            if (length < 0 || length > file.length - at - 8) {
                break;
            }
            if (name.equals(new String(file, at + 4 - size, 4, StandardCharsets.US_ASCII))) {
                boolean marked =
                        new String(file, at + 8, Math.min(4, length), StandardCharsets.US_ASCII).equals("Exif");
                int head = at + 8 + (marked ? Math.min(6, length) : 0);
                byte[] content = Arrays.copyOfRange(file, head, at + 8 + length);
                new ExifReader().extract(new ByteArrayReader(content), metadata);
                break;
            }
            // A PNG chunk ends in a checksum, a WebP chunk of odd length in a byte of padding.
            at += 8 + length + (order == ByteOrder.BIG_ENDIAN ? 4 : length % 2);
        }
        return metadata;
    }

    Image apply(Image stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = transpose ? stored.height() : stored.width();
        int height = transpose ? stored.width() : stored.height();
        return stored.rgba()
                .map(rgba -> Image.ofRgba(width, height, turned(rgba, 4, width, height)))
                .orElseGet(() -> new Image(width, height, turned(stored.pixels(), 3, width, height)));
    }

    /** Returns the pixels of an upright image of this size. */
    private byte[] turned(byte[] from, int channels, int width, int height) {
        int stepX = channels * (transpose ? height : 1) * (mirrorX ? -1 : 1);
        int stepY = channels * (transpose ? 1 : width) * (mirrorY ? -1 : 1);
        int origin = (mirrorX ? -stepX * (width - 1) : 0) + (mirrorY ? -stepY * (height - 1) : 0);
        byte[] pixels = new byte[from.length];
        for (int y = 0, to = 0; y < height; y++) {
            for (int x = 0, at = origin + y * stepY; x < width; x++, at += stepX) {
                for (int c = 0; c < channels; c++) {
                    pixels[to++] = from[at + c];
                }
            }
        }
        return pixels;
    }
}
