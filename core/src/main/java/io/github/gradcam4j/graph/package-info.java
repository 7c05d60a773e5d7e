/**
 * ONNX graphs: reading, writing and converting them.
 *
 * <p>A {@link io.github.gradcam4j.graph.Graph} has inputs, outputs, initializers (the weights) and
 * {@link io.github.gradcam4j.graph.Node nodes} in topological order. Names of tensors connect the nodes: each tensor is
 * an input, a {@link io.github.gradcam4j.graph.Constant} or the output of one node. Graphs are immutable. A
 * {@link io.github.gradcam4j.graph.GraphBuilder} writes a new graph or extends a copy of an existing one. A
 * {@link io.github.gradcam4j.graph.ModelSource} reads a model from a file, from memory or from the class path.
 *
 * <pre>{@code
 * var g = GraphBuilder.opset(18);
 * String x = g.input("x", ElementType.FLOAT, "N", 3);
 * g.output(g.node("y", "Mul", List.of(x, g.scalar(2))));
 * g.build().write(Path.of("double.onnx"));
 * }</pre>
 */
package io.github.gradcam4j.graph;
