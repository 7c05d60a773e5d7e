/** Finds a model's layers and logits in its graph. Internal: not part of the public API. */
package io.github.gradcam4j.internal.model;
