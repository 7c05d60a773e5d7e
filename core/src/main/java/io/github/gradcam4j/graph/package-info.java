/**
 * ONNX models as graphs: reading, writing and rewriting them.
 *
 * <p>A {@link io.github.gradcam4j.graph.Graph} is a list of {@link io.github.gradcam4j.graph.Node nodes} in topological order,
 * each with an operator, the names of the tensors that it reads and writes, and attributes. Names connect the nodes. A tensor
 * is an input, a {@link io.github.gradcam4j.graph.Constant} or the output of one node. Graphs are immutable; a
 * {@link io.github.gradcam4j.graph.GraphBuilder} writes new ones, from nothing or behind a graph that exists. A
 * {@link io.github.gradcam4j.graph.ModelSource} opens a model from a path, bytes, a stream, the class path or a graph.
 *
 * <pre>{@code
 * var g = GraphBuilder.opset(18);
 * String x = g.input("x", ElementType.FLOAT, "N", 3);
 * g.output(g.node("y", "Mul", List.of(x, g.scalar(2))));
 * g.build().write(Path.of("double.onnx"));
 * }</pre>
 */
package io.github.gradcam4j.graph;
