/**
 * Models split at a layer. The trunk computes the tensors that cross the split, the frontier; the head computes the
 * logits from them, and the gradient of a class score at the layer. The trunk runs once per image, the head once per
 * target. Graphs and open sessions are cached, since a session holds its own copy of the weights. Internal: not part of
 * the public API.
 */
package io.github.gradcam4j.internal.split;
