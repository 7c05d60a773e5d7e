/**
 * Class activation maps: an {@link io.github.gradcam4j.cam.Explainer} cuts a model at a layer into a trunk and a head,
 * and a {@link io.github.gradcam4j.cam.Cam} turns the activations there and the gradient of a class into a map.
 */
package io.github.gradcam4j.cam;
