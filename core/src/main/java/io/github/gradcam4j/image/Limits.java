package io.github.gradcam4j.image;

/**
 * How large a picture may be before it is refused, which happens before anything is decoded.
 *
 * @param pixels largest width times height
 * @param bytes largest size of the encoded file
 */
public record Limits(long pixels, long bytes) {
    /** 100 megapixels in 256 MiB: larger than any camera's picture, smaller than a decompression bomb. */
    public static final Limits DEFAULT = new Limits(100_000_000, 256L << 20);

    public Limits {
        if (pixels < 1 || bytes < 1 || bytes >= Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "Limits must be positive and bytes below 2 GiB, not " + pixels + " pixels and " + bytes + " bytes");
        }
    }
}
