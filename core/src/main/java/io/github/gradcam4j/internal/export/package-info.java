/** Writes a model's maps as nodes of its graph. */
package io.github.gradcam4j.internal.export;
