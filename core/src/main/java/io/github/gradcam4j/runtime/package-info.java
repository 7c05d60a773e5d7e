/**
 * Runs graphs with ONNX Runtime.
 *
 * <p>A {@link io.github.gradcam4j.runtime.Session} is a graph made ready to run; it takes and returns
 * {@link io.github.gradcam4j.runtime.Tensor tensors} by name. {@link io.github.gradcam4j.runtime.SessionOptions} choose the
 * execution provider and the number of threads. {@link io.github.gradcam4j.runtime.Shapes} are the shapes of all tensors of a
 * graph for an example input.
 *
 * <pre>{@code
 * var graph = ModelSource.of(Path.of("double.onnx")).graph();
 * try (var session = Session.open(graph, SessionOptions.DEFAULT.withThreads(1))) {
 *     var y = session.run(Map.of("x", Tensor.of(new float[] {1, 2, 3}, 1, 3))).get("y");
 * }
 * }</pre>
 */
package io.github.gradcam4j.runtime;
