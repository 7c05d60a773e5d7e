package io.github.gradcam4j.image;

import java.util.Locale;

/**
 * A rectangle of an upright image, in that image's pixels, such as the part that a model sees. Its edges need not fall
 * between pixels.
 *
 * @param x left edge, 0 or more
 * @param y upper edge, 0 or more
 * @param width more than 0
 * @param height more than 0
 */
public record CropRegion(double x, double y, double width, double height) {

    /** Whole pixels. */
    record PixelBox(int x, int y, int width, int height) {}

    private static final double ROUNDING = 1e-6;

    public CropRegion {
        if (!(x >= 0 && y >= 0 && width > 0 && height > 0)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "A crop region must lie in the image, not at %s, %s with size %s x %s",
                    x,
                    y,
                    width,
                    height));
        }
    }

    /** Returns the region of a whole image. */
    public static CropRegion whole(Image image) {
        return new CropRegion(0, 0, image.width(), image.height());
    }

    /** Returns the pixels whose centers lie in the region, at least one of them in each direction. */
    PixelBox pixels(Image image) {
        if (x + width > image.width() + ROUNDING || y + height > image.height() + ROUNDING) {
            throw new IllegalArgumentException(
                    this + " does not lie in an image of " + image.width() + " x " + image.height());
        }
        int left = (int) Math.min(Math.round(x), image.width() - 1);
        int top = (int) Math.min(Math.round(y), image.height() - 1);
        int right = (int) Math.min(Math.max(Math.round(x + width), left + 1), image.width());
        int bottom = (int) Math.min(Math.max(Math.round(y + height), top + 1), image.height());
        return new PixelBox(left, top, right - left, bottom - top);
    }
}
