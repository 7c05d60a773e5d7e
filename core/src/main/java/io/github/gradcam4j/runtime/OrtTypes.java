package io.github.gradcam4j.runtime;

import ai.onnxruntime.OnnxJavaType;
import io.github.gradcam4j.graph.ElementType;

/** Element types between ONNX and ONNX Runtime, which use the same names. */
final class OrtTypes {

    private OrtTypes() {}

    static OnnxJavaType of(ElementType type) {
        return OnnxJavaType.valueOf(type.name());
    }

    static ElementType of(OnnxJavaType type) {
        return type == OnnxJavaType.UNKNOWN ? ElementType.UNDEFINED : ElementType.valueOf(type.name());
    }
}
