/**
 * Pictures to try a model on: drawn scenes, which are always there; photographs of Wikimedia Commons, pulled on demand; and
 * folders of one's own in the same format, {@code metadata.json} beside the pictures.
 */
package io.github.gradcam4j.samples;
