package io.github.gradcam4j.image;

/**
 * The rectangle of an upright picture that a model saw, in the picture's pixels; its edges need not fall between pixels.
 *
 * @param x left edge
 * @param y upper edge
 */
public record View(double x, double y, double width, double height) {
    public View {
        if (!(x >= 0 && y >= 0 && width > 0 && height > 0)) {
            throw new IllegalArgumentException(
                    "A view must lie in the picture, not at %s, %s with size %s x %s".formatted(x, y, width, height));
        }
    }

    /** The whole of a picture. */
    public static View whole(Picture picture) {
        return new View(0, 0, picture.width(), picture.height());
    }

    /** First column whose centre is seen. */
    int left() {
        return (int) Math.round(x);
    }

    /** First row whose centre is seen. */
    int top() {
        return (int) Math.round(y);
    }

    /** The column after the last, at least one after the first, within the picture. */
    int right(Picture picture) {
        return (int) Math.min(picture.width(), Math.max(left() + 1, Math.round(x + width)));
    }

    /** The row after the last, at least one after the first, within the picture. */
    int bottom(Picture picture) {
        return (int) Math.min(picture.height(), Math.max(top() + 1, Math.round(y + height)));
    }
}
