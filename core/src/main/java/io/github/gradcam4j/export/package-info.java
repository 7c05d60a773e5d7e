/**
 * Models that explain themselves: an ONNX model with the heat map among its outputs, for any runtime.
 * {@link io.github.gradcam4j.explain.ExplainPlan#toOnnx()} makes one.
 */
package io.github.gradcam4j.export;
