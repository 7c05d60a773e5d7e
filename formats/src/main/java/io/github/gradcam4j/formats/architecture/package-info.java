/**
 * Networks whose ONNX graph is built from their weights alone.
 *
 * <p>A state dict contains no graph. For the networks of this package the graph is known, and the names and shapes of
 * the weights are enough to recognize the network. Nodes have the names that PyTorch's exporter gives them, so that a
 * layer such as {@code layer4.1} has the same name in both.
 *
 * <pre>{@code
 * StateDict weights = StateDict.read(Path.of("weights.safetensors"));
 * Architecture network = Architecture.matching(weights).orElseThrow();
 * System.out.println(network.name() + ", " + network.classes(weights) + " classes");
 * var model = network.build(weights);
 * }</pre>
 */
package io.github.gradcam4j.formats.architecture;
