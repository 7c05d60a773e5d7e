package io.github.gradcam4j.image;

import java.util.Locale;

/**
 * Limits of the size of an image, checked before it is decoded.
 *
 * @param pixels largest width times height
 * @param bytes largest size of the encoded file
 */
public record DecodeLimits(long pixels, long bytes) {
    /** 100 megapixels in 256 MiB: more than cameras take, less than a decompression bomb. */
    public static final DecodeLimits DEFAULT = new DecodeLimits(100_000_000, 256L << 20);

    private static final long MOST_PIXELS = Integer.MAX_VALUE / 3 - 8;
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

    public DecodeLimits {
        if (pixels < 1 || pixels > MOST_PIXELS || bytes < 1 || bytes >= MOST_BYTES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Limits can be 1 to %d pixels and 1 to %d bytes, not %d and %d",
                    MOST_PIXELS,
                    MOST_BYTES - 1,
                    pixels,
                    bytes));
        }
    }

    /** Refuses an image without pixels or with too many. */
    void check(long width, long height) throws ImageException {
        if (width < 1 || height < 1) {
            throw new ImageException("has no pixels: " + width + " x " + height);
        }
        if (height > pixels / width) {
            throw new ImageException(String.format(
                    Locale.ROOT,
                    "%d x %d is more than the limit of %.1f megapixels: make it smaller first",
                    width,
                    height,
                    pixels / 1e6));
        }
    }
}
