package io.github.gradcam4j.samples.scene;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Mask;

/**
 * A scene drawn at one size.
 *
 * @param mask the pixels of the object; of the same size as the image
 */
public record Rendering(Image image, Mask mask) {}
