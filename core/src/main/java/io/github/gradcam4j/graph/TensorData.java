package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Access to the bytes of tensors that are not part of a model's messages. */
@FunctionalInterface
interface TensorData {

    /**
     * The location that {@link WeightlessModelReader} writes for tensors in the model itself; no file has this name.
     */
    String OWN = "\0";

    /** Reads the bytes of a tensor into memory outside the heap. */
    ByteBuffer read(TensorProto tensor) throws IOException;
}
