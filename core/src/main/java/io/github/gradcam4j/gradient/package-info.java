/**
 * Reverse-mode differentiation of an ONNX graph into an ordinary ONNX graph.
 *
 * <p>The backward graph is written behind the forward graph: a walk from the output back to the wanted tensor applies one rule
 * for each operator, a vector-Jacobian product in ONNX's own operators. Any engine that runs the model runs its gradient. The
 * rules are listed in docs/gradients.md. {@link io.github.gradcam4j.gradient.DifferentiableGraph} prepares a model for the walk,
 * {@link io.github.gradcam4j.gradient.GradientGraph} is the result.
 *
 * <pre>{@code
 * var x = Map.of("x", Tensor.of(new float[] {1, 2, 3}, 1, 3));
 * try (var gradient = GradientGraph.of(ModelSource.of(Path.of("double.onnx")), x).open()) {
 *     Tensor dx = gradient.run(x, Tensor.of(new float[] {1, 1, 1}, 1, 3)); // 2, 2, 2
 * }
 * }</pre>
 */
package io.github.gradcam4j.gradient;
