/**
 * Keras models, converted to ONNX: {@code .keras} files, HDF5 files, and TF.js layers models.
 *
 * <p>A TF.js model is a {@code model.json} with a Keras topology, and binary shards with the weights; Teachable Machine
 * exports this format. The conversion visits the layers in order and adds their ONNX nodes to one graph. Feature maps
 * are [N,C,H,W] in the graph although Keras has the channels last; a layer that depends on the order of elements, such
 * as {@code Flatten}, gets a transposition. Unsupported layers are reported by type and name, all at once.
 *
 * <pre>{@code
 * LayersModel model = LayersModel.read(Path.of("model.json"));
 * var onnx = model.toOnnx();
 * }</pre>
 */
package io.github.gradcam4j.formats.keras;
