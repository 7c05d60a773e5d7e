package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of tensors that a model's messages refer to but do not hold. */
@FunctionalInterface
interface TensorData {

    /** Returns the bytes of a tensor, in memory outside the heap. */
    ByteBuffer read(TensorProto tensor) throws IOException;
}
