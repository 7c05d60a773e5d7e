package io.github.gradcam4j.image;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The part of a file that its first image depends on, as a complete file. Comments, previews, color profiles and other
 * metadata are left out: decoders spend time and memory on them, although the pixels do not depend on them.
 *
 * @param bytes the file; not to be written to
 * @param gaps positions of the eight bytes each that a decoder reads only if its data end too early
 * @param exif the content of its EXIF data, a TIFF file that may have the header of EXIF data, if any
 */
record EncodedImage(byte[] bytes, List<Integer> gaps, Optional<ByteBuffer> exif) {

    /** The largest number of metadata items: comments, profiles, text. More than cameras and editors write. */
    private static final int MOST_METADATA = 10_000;

    static EncodedImage of(byte[] bytes, Optional<ByteBuffer> exif) {
        return new EncodedImage(bytes, List.of(), exif);
    }

    /**
     * Refuses a file with more metadata than image editors write.
     *
     * @param count the items so far
     * @param kind their name in the plural
     */
    static void checkMetadata(int count, String kind) throws ImageException {
        if (count > MOST_METADATA) {
            throw new ImageException(String.format(
                    Locale.ROOT,
                    "contains more than %d %s: save the image again without metadata",
                    MOST_METADATA,
                    kind));
        }
    }

    /** Refuses a file whose data cannot be those of all pixels, before memory for them is allocated. */
    static void checkData(ImageFormat format, long bytes, long necessary, long width, long height)
            throws ImageException {
        if (bytes < necessary) {
            throw new ImageException(String.format(
                    Locale.ROOT,
                    "a %s that ends too early: %d x %d pixels take at least %d bytes, but it has %d:"
                            + " the file is truncated",
                    format,
                    width,
                    height,
                    necessary,
                    bytes));
        }
    }
}
