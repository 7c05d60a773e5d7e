package io.github.gradcam4j.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import io.github.gradcam4j.graph.ElementType;

/** Conversions between the element types of ONNX and of ONNX Runtime, which have the same names. */
final class OrtTypes {

    private static final String PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

    private OrtTypes() {}

    static OnnxJavaType of(ElementType type) {
        return OnnxJavaType.valueOf(type.name());
    }

    /** Returns the type of the elements; ONNX Runtime's Java types do not distinguish unsigned integers from signed. */
    static ElementType of(TensorInfo info) {
        return ElementType.valueOf(info.onnxType.name().substring(PREFIX.length()));
    }

    static ElementType of(OnnxJavaType type) {
        return type == OnnxJavaType.UNKNOWN ? ElementType.UNDEFINED : ElementType.valueOf(type.name());
    }
}
