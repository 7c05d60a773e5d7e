/**
 * Models and their layers. A {@link io.github.gradcam4j.model.Model} is an ONNX file with the settings that the file
 * does not contain: preprocessing, names of the classes, the target layer. Settings that are not set are taken from the
 * file or assumed when an {@link io.github.gradcam4j.explain.Explainer} opens the model.
 *
 * <p>A {@link io.github.gradcam4j.model.Layer} is a tensor of the graph that is a map of the image: [N, K, h, w] of a
 * convolutional network, [N, h, w, K], or the tokens of a transformer. Its
 * {@link io.github.gradcam4j.model.FeatureLayout} converts the tensor to {@link io.github.gradcam4j.model.FeatureMaps},
 * K maps of h x w positions, which is the form that all methods use.
 *
 * <pre>{@code
 * var model = Model.of(Path.of("pets.onnx"))
 *         .withPreprocessing(Preprocessing.imageNet().withFit(Preprocessing.Fit.SQUASH))
 *         .withLabels(Labels.of(List.of("cat", "dog")))
 *         .withLayer("layer4");
 * }</pre>
 */
package io.github.gradcam4j.model;
