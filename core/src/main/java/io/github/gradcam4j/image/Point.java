package io.github.gradcam4j.image;

/**
 * A point of an image in pixels from the top left corner; it need not lie between pixels, nor within the image.
 *
 * @param x to the right
 * @param y downwards
 */
public record Point(double x, double y) {}
