package io.github.gradcam4j.runtime;

import ai.onnxruntime.OnnxJavaType;
import io.github.gradcam4j.graph.ElementType;

/** Conversions between the element types of ONNX and of ONNX Runtime, which have the same names. */
final class OrtTypes {

    private OrtTypes() {}

    static OnnxJavaType of(ElementType type) {
        return OnnxJavaType.valueOf(type.name());
    }

    static ElementType of(OnnxJavaType type) {
        return type == OnnxJavaType.UNKNOWN ? ElementType.UNDEFINED : ElementType.valueOf(type.name());
    }
}
