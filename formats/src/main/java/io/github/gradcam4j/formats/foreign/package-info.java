/**
 * Model formats that are not read: each is recognized, and the command that converts it to ONNX is named.
 *
 * <pre>{@code
 * ForeignModel.advice(Path.of("mobilenet.tflite")); // "is a TensorFlow Lite model. Convert it to ONNX: ..."
 * }</pre>
 */
package io.github.gradcam4j.formats.foreign;
