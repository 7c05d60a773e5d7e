package io.github.gradcam4j.image;

import java.util.Locale;

/**
 * A rectangle of an upright image, in that image's pixels, such as the part that a model sees. Its edges need not fall
 * between pixels. What lies beyond the image is the border that a model sees with {@link Preprocessing.Fit#PAD}.
 *
 * @param x left edge; negative with a border
 * @param y upper edge; negative with a border
 * @param width more than 0
 * @param height more than 0
 */
public record CropRegion(double x, double y, double width, double height) {

    /** Whole pixels. */
    record PixelBox(int x, int y, int width, int height) {

        /** Returns the part in an image; {@link CropRegion#pixels} ensures that it has a pixel. */
        PixelBox inside(Image image) {
            int left = Math.max(0, x);
            int top = Math.max(0, y);
            return new PixelBox(
                    left, top, Math.min(x + width, image.width()) - left, Math.min(y + height, image.height()) - top);
        }
    }

    public CropRegion {
        if (!(Double.isFinite(x) && Double.isFinite(y) && width > 0 && height > 0)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "A crop region must have a position and a positive size, not %s, %s and %s x %s",
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

    /**
     * Returns the pixels whose centers lie in the region, at least one of the image's in each direction.
     *
     * @throws IllegalArgumentException if the region lies beside the image
     */
    PixelBox pixels(Image image) {
        if (x >= image.width() || y >= image.height() || x + width <= 0 || y + height <= 0) {
            throw new IllegalArgumentException(
                    this + " lies beside an image of " + image.width() + " x " + image.height());
        }
        int left = (int) Math.min(Math.round(x), image.width() - 1);
        int top = (int) Math.min(Math.round(y), image.height() - 1);
        int right = (int) Math.max(Math.round(x + width), Math.max(0, left) + 1);
        int bottom = (int) Math.max(Math.round(y + height), Math.max(0, top) + 1);
        return new PixelBox(left, top, right - left, bottom - top);
    }
}
