/**
 * Explanations of class scores, the entry point of the library. An {@link io.github.gradcam4j.explain.Explainer} opens
 * a model and splits it at the target layer: the trunk computes the layer's activations, the head the scores, and a
 * backward graph the gradient of a score with respect to the activations. A method turns both into the map of an
 * {@link io.github.gradcam4j.explain.Explanation}.
 *
 * <p>An explanation keeps the tensors at the split. Another class then costs only the head, another method often
 * nothing. An {@link io.github.gradcam4j.explain.ExplainRequest} sets layer, method and score type of one explanation.
 *
 * <pre>{@code
 * try (var explainer = Explainer.open(Path.of("resnet50.onnx"))) {
 *     var image = Image.read(Path.of("cow.jpg"));
 *     var explanation = explainer.explain(image, Target.top(1));
 *     explanation.overlay(image, Colormap.JET, 0.5).write(Path.of("cow.png"));
 *     var second = explanation.forTarget(Target.top(2));
 *     var layerCam = explainer.explain(
 *             image, ExplainRequest.of(Target.of("ox")).withLayer("layer3").withMethod(Methods.LAYER_CAM));
 * }
 * }</pre>
 *
 * <p>An {@link io.github.gradcam4j.explain.ExplainPlan} answers one request in other processes, without the model's
 * file.
 *
 * <p>All classes are thread safe. An explainer uses all processors for one image, so callers take turns.
 */
package io.github.gradcam4j.explain;
