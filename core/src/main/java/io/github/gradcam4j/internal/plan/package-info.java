/**
 * The file format of an explanation plan: a ZIP archive with a text of properties, the labels, and graphs as ONNX
 * files. Internal: not part of the public API.
 */
package io.github.gradcam4j.internal.plan;
