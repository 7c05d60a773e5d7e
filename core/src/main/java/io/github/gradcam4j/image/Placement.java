package io.github.gradcam4j.image;

import io.github.gradcam4j.image.Preprocessing.Fit;

/**
 * The position of a model's input in the resized image. With padding, the input extends beyond the image.
 *
 * @param fullWidth the width of the whole resized image
 * @param fullHeight the height of the whole resized image
 * @param left the first column of the input in the resized image; negative with padding
 * @param top the first row of the input in the resized image; negative with padding
 * @param width the width of the input
 * @param height the height of the input
 */
record Placement(long fullWidth, long fullHeight, long left, long top, int width, int height) {

    /**
     * Returns the position for an image of a size.
     *
     * @param resize the shorter side before a crop; 0 for 256/224 of the input's longer side
     */
    static Placement of(Fit fit, int resize, int imageWidth, int imageHeight, int width, int height) {
        return switch (fit) {
            case SQUASH -> new Placement(width, height, 0, 0, width, height);
            case CROP -> crop(resize, imageWidth, imageHeight, width, height);
            case PAD -> pad(imageWidth, imageHeight, width, height);
        };
    }

    /** Rounds as torchvision does. */
    private static Placement crop(int resize, int imageWidth, int imageHeight, int width, int height) {
        long side = resize > 0 ? resize : Math.round(Math.max(width, height) * 256 / 224.0);
        long fullWidth = imageWidth <= imageHeight ? side : side * imageWidth / imageHeight;
        long fullHeight = imageHeight <= imageWidth ? side : side * imageHeight / imageWidth;
        return new Placement(
                fullWidth,
                fullHeight,
                (long) Math.rint((fullWidth - width) / 2.0),
                (long) Math.rint((fullHeight - height) / 2.0),
                width,
                height);
    }

    /** Rounds as Ultralytics and timm do: half to even for the size, down for the border on the left and above. */
    private static Placement pad(int imageWidth, int imageHeight, int width, int height) {
        double ratio = Math.min((double) width / imageWidth, (double) height / imageHeight);
        long fullWidth = Math.max(1, (long) Math.rint(imageWidth * ratio));
        long fullHeight = Math.max(1, (long) Math.rint(imageHeight * ratio));
        return new Placement(
                fullWidth, fullHeight, -((width - fullWidth) / 2), -((height - fullHeight) / 2), width, height);
    }

    /** Returns the part of the image's plane that the input shows, in the image's pixels. */
    CropRegion region(int imageWidth, int imageHeight) {
        return new CropRegion(
                (double) (left * imageWidth) / fullWidth,
                (double) (top * imageHeight) / fullHeight,
                (double) ((long) width * imageWidth) / fullWidth,
                (double) ((long) height * imageHeight) / fullHeight);
    }

    /** Returns whether the resized image covers the whole input. */
    boolean isCovered() {
        return left >= 0 && top >= 0 && left + width <= fullWidth && top + height <= fullHeight;
    }

    /** Returns the part of the input that shows the image. */
    Placement covered() {
        long fromX = Math.max(0, left);
        long fromY = Math.max(0, top);
        return new Placement(
                fullWidth, fullHeight, fromX, fromY, (int) (Math.min(fullWidth, left + width) - fromX), (int)
                        (Math.min(fullHeight, top + height) - fromY));
    }
}
