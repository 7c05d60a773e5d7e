package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Tensor data of a model whose file is in memory.
 *
 * @param model the model's bytes
 */
record InMemoryData(byte[] model) implements TensorData {

    @Override
    public ByteBuffer read(TensorProto tensor) {
        var where = ExternalData.entries(tensor);
        String location = where.getOrDefault(ExternalData.LOCATION, "");
        if (!location.equals(OWN)) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "the weights of tensor %s are in the file '%s'; open the model by its path, with that file"
                            + " beside it",
                    tensor.getName(),
                    location));
        }
        long offset = ExternalData.number(tensor, where.getOrDefault(ExternalData.OFFSET, "0"));
        long length = ExternalData.number(tensor, where.getOrDefault(ExternalData.LENGTH, "0"));
        if (offset < 0 || length < 0 || offset > model.length || length > model.length - offset) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "tensor %s refers to %d bytes at offset %d of a model of %d bytes",
                    tensor.getName(),
                    length,
                    offset,
                    model.length));
        }
        StoredSize.check(tensor, length);
        return ByteBuffer.allocateDirect((int) length)
                .put(model, (int) offset, (int) length)
                .flip();
    }
}
