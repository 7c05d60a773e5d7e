/**
 * Images to try a model on.
 *
 * <p>{@link io.github.gradcam4j.samples.Samples} is the gallery. It contains the drawn scenes of
 * {@link io.github.gradcam4j.samples.scene}, which need no network and have an exact mask of their object, and the
 * images of one folder: the curated {@link io.github.gradcam4j.samples.Photographs photographs} of Wikimedia Commons,
 * downloaded on demand, or a user's folder in the same format, {@code metadata.json} beside the images. Each sample has
 * a category, the class of its object, if known, and a credit that must be shown with it.
 *
 * <pre>{@code
 * Sample sample = Samples.drawn().find("tennis-ball-grass");
 * Image image = sample.image(448);
 * Mask object = sample.mask(448).orElseThrow();
 * }</pre>
 */
package io.github.gradcam4j.samples;
