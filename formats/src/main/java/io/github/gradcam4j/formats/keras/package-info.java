/** Reads TF.js layers models (Keras topology, weights in shards) and writes them as ONNX in NCHW. */
package io.github.gradcam4j.formats.keras;
