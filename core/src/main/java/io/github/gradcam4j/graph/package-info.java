/** A readable view of an ONNX graph: nodes, tensors, producers, consumers, shapes, cutting. */
package io.github.gradcam4j.graph;
