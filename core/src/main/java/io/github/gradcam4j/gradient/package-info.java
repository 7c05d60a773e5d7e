/**
 * Reverse-mode differentiation of an ONNX graph into an ordinary ONNX graph: a table of rules, one for an operator, and
 * the walk that applies them from the logits back to the wanted tensor.
 */
package io.github.gradcam4j.gradient;
