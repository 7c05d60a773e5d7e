package io.github.gradcam4j.image;

import java.awt.Rectangle;

/**
 * The rectangle of an upright picture that a model saw, in the picture's pixels; its edges need not fall between pixels.
 *
 * @param x left edge
 * @param y upper edge
 */
public record CropRegion(double x, double y, double width, double height) {
    private static final double ROUNDING = 1e-6;

    public CropRegion {
        if (!(x >= 0 && y >= 0 && width > 0 && height > 0)) {
            throw new IllegalArgumentException(
                    "A view must lie in the picture, not at %s, %s with size %s x %s".formatted(x, y, width, height));
        }
    }

    /** The whole of a picture. */
    public static CropRegion whole(Image picture) {
        return new CropRegion(0, 0, picture.width(), picture.height());
    }

    /** The pixels whose centers are seen, at least one of them in each direction. */
    Rectangle pixels(Image picture) {
        if (x + width > picture.width() + ROUNDING || y + height > picture.height() + ROUNDING) {
            throw new IllegalArgumentException(
                    this + " does not lie in a picture of " + picture.width() + " x " + picture.height());
        }
        int left = (int) Math.min(Math.round(x), picture.width() - 1);
        int top = (int) Math.min(Math.round(y), picture.height() - 1);
        int right = (int) Math.min(Math.max(Math.round(x + width), left + 1), picture.width());
        int bottom = (int) Math.min(Math.max(Math.round(y + height), top + 1), picture.height());
        return new Rectangle(left, top, right - left, bottom - top);
    }
}
