/**
 * Graphs at run time, in ONNX Runtime.
 *
 * <p>A {@link io.github.gradcam4j.runtime.Session} loads a {@link io.github.gradcam4j.graph.Graph} and runs it on
 * {@link io.github.gradcam4j.runtime.Tensor tensors}. {@link io.github.gradcam4j.runtime.SessionOptions} set the
 * {@link io.github.gradcam4j.runtime.Provider execution provider} and the number of threads. Sessions of graphs with
 * common weights share their memory, see {@link io.github.gradcam4j.graph.Graph#offHeap}.
 *
 * <pre>{@code
 * var graph = ModelSource.of(Path.of("double.onnx")).graph();
 * try (var session = Session.open(graph, SessionOptions.DEFAULT.withThreads(1))) {
 *     var y = session.run(Map.of("x", Tensor.of(new float[] {1, 2, 3}, 1, 3))).get("y"); // 2, 4, 6
 * }
 * }</pre>
 *
 * <p>{@link io.github.gradcam4j.runtime.Shapes} has the shapes of all tensors of a graph.
 * {@link io.github.gradcam4j.runtime.Npy} reads and writes tensors as NumPy's files.
 */
package io.github.gradcam4j.runtime;
