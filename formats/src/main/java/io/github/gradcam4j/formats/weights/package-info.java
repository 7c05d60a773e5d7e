/**
 * Weight files: torch checkpoints and safetensors; safe for untrusted files.
 *
 * <p>A {@link io.github.gradcam4j.formats.weights.StateDict} is what PyTorch calls a {@code state_dict}: tensors by
 * name, without the network they belong to. Files are memory-mapped; a tensor's bytes are read when its values are
 * requested. A checkpoint is a Python pickle, which can name any function. The reader accepts only the names in state
 * dicts and fails with a {@link io.github.gradcam4j.formats.weights.WeightFormatException} on all others.
 *
 * <pre>{@code
 * StateDict weights = StateDict.read(Path.of("resnet18.pth"));
 * for (WeightTensor tensor : weights.tensors()) {
 *     System.out.println(tensor.name() + " " + tensor.type() + " " + Arrays.toString(tensor.shape()));
 * }
 * }</pre>
 */
package io.github.gradcam4j.formats.weights;
