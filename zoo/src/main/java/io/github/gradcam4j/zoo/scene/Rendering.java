package io.github.gradcam4j.zoo.scene;

import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.image.Picture;

/**
 * A scene at one size.
 *
 * @param mask where the object is, of the same size
 */
public record Rendering(Picture picture, Mask mask) {}
