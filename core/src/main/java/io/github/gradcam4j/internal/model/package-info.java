/** The layers and logits of a model's graph, and their names. Internal: not part of the public API. */
package io.github.gradcam4j.internal.model;
