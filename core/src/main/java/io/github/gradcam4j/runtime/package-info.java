/** Running graphs: tensors, sessions of ONNX Runtime, and the shapes that a run reveals. */
package io.github.gradcam4j.runtime;
