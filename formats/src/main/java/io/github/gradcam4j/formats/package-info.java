/**
 * Model and weight formats other than ONNX, converted to ONNX graphs.
 *
 * <p>The library explains ONNX models. A model that exists as weights or as a Keras topology is converted first:
 *
 * <ul>
 *   <li>{@link io.github.gradcam4j.formats.weights} reads the named weights of torch checkpoints and safetensors files,
 *   <li>{@link io.github.gradcam4j.formats.architecture} builds the graph of a known network around such weights,
 *   <li>{@link io.github.gradcam4j.formats.keras} converts a Keras or TF.js layers model, topology and weights,
 *   <li>{@link io.github.gradcam4j.formats.foreign} names the command that converts a model of another format.
 * </ul>
 *
 * <p>All readers accept untrusted files: they never run code from a file, and they bound memory and work by the file's
 * size.
 *
 * <pre>{@code
 * StateDict weights = StateDict.read(Path.of("resnet18.pth"));
 * var model = Architecture.matching(weights).orElseThrow().build(weights);
 * }</pre>
 */
package io.github.gradcam4j.formats;
