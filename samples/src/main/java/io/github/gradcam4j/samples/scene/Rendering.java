package io.github.gradcam4j.samples.scene;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Mask;

/**
 * A scene at one size.
 *
 * @param mask where the object is, of the same size
 */
public record Rendering(Image picture, Mask mask) {}
