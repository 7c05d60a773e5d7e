/**
 * Reverse-mode differentiation of ONNX graphs.
 *
 * <p>The gradient of an output with respect to a tensor is an ONNX graph itself, appended to the forward graph: a
 * {@link io.github.gradcam4j.gradient.GradientGraph}. A table has one rule per operator, its vector-Jacobian products
 * in ONNX operators, such as {@code dx = where(y > 0, dy, 0)} for {@code y = Relu(x)}; {@code docs/gradients.md} shows
 * the formulas of all rules. The backward walk applies the rules from the output to the tensor, and sums the gradients
 * of a tensor with several consumers. It starts with a cotangent, the weights of the output's elements: a weight of 1
 * for one class and 0 for all others gives the gradient of the logit of that class.
 *
 * <pre>{@code
 * var x = Map.of("x", Tensor.of(new float[] {1, 2, 3}, 1, 3));
 * try (var gradient = GradientGraph.vectorJacobian(ModelSource.of(Path.of("double.onnx")), x).open()) {
 *     Tensor dx = gradient.run(x, Tensor.of(new float[] {1, 1, 1}, 1, 3)); // 2, 2, 2
 * }
 * }</pre>
 *
 * <p>A {@link io.github.gradcam4j.gradient.DifferentiableGraph} is prepared once, for gradients with respect to several
 * layers. A {@link io.github.gradcam4j.gradient.NoGradientException} names an operator without a rule.
 */
package io.github.gradcam4j.gradient;
