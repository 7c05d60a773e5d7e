/** Networks written as ONNX from nothing but their weights. */
package io.github.gradcam4j.formats.architecture;
