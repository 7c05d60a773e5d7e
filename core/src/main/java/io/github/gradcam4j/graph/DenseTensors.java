package io.github.gradcam4j.graph;

import com.google.protobuf.UnsafeByteOperations;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto.AttributeType;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.SparseTensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** Writes sparse tensors, of initializers and of Constant nodes, as dense ones. */
final class DenseTensors {

    /** The largest size in bytes of all dense tensors of a model. */
    private static final long LIMIT = 1L << 28;

    private static final String SPARSE_VALUE = "sparse_value";

    private long written;

    private DenseTensors() {}

    /** Returns a model without sparse tensors, whose values are complete. */
    static ModelProto of(ModelProto model) {
        var builder = model.toBuilder();
        var tensors = new DenseTensors();
        tensors.graph(builder.getGraphBuilder());
        builder.getFunctionsBuilderList().forEach(f -> tensors.nodes(f.getNodeBuilderList()));
        return builder.build();
    }

    private void graph(GraphProto.Builder graph) {
        graph.getSparseInitializerList().forEach(t -> graph.addInitializer(dense(t)));
        graph.clearSparseInitializer();
        nodes(graph.getNodeBuilderList());
    }

    private void nodes(List<NodeProto.Builder> nodes) {
        for (var node : nodes) {
            for (var attribute : node.getAttributeBuilderList()) {
                if (attribute.hasG()) {
                    graph(attribute.getGBuilder());
                }
                if (attribute.getName().equals(SPARSE_VALUE) && attribute.hasSparseTensor()) {
                    var value = dense(attribute.getSparseTensor());
                    attribute.mergeFrom(AttributeProto.newBuilder()
                            .setName("value")
                            .setType(AttributeType.TENSOR)
                            .setT(value)
                            .build());
                    attribute.clearSparseTensor();
                }
            }
        }
    }

    private TensorProto dense(SparseTensorProto sparse) {
        var values = sparse.getValues();
        String name = values.getName();
        StoredSize.check(values);
        StoredSize.check(sparse.getIndices());
        int width = ElementType.ofCode(values.getDataType()).bytes();
        long[] shape = sparse.getDimsList().stream().mapToLong(d -> d).toArray();
        long size = size(shape, name);
        if (width == 0) {
            throw invalid(name, "has elements of an unusual type");
        }
        written = size > LIMIT / width ? LIMIT + 1 : written + size * width;
        if (written > LIMIT) {
            throw invalid(name, "has more than 256 MiB as a dense one, with those before it");
        }
        var raw = RawValues.of(values);
        long[] indices = Constant.of(sparse.getIndices()).integers();
        int count = raw.remaining() / width;
        boolean linear = sparse.getIndices().getDimsCount() < 2;
        if (indices.length != (linear ? count : (long) count * shape.length)) {
            throw invalid(name, "has " + count + " values and " + indices.length + " indices");
        }
        var dense = ByteBuffer.allocate((int) size * width);
        for (int i = 0; i < count; i++) {
            long at = linear ? checked(indices[i], size, name) : position(indices, i, shape, name);
            dense.put((int) at * width, raw, raw.position() + i * width, width);
        }
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(values.getDataType())
                .addAllDims(sparse.getDimsList())
                .setRawData(UnsafeByteOperations.unsafeWrap(dense))
                .build();
    }

    private static long position(long[] indices, int row, long[] shape, String name) {
        long at = 0;
        for (int d = 0; d < shape.length; d++) {
            at = at * shape[d] + checked(indices[row * shape.length + d], shape[d], name);
        }
        return at;
    }

    private static long checked(long index, long size, String name) {
        if (index < 0 || index >= size) {
            throw invalid(name, "has the index " + index + ", outside its shape");
        }
        return index;
    }

    private static long size(long[] shape, String name) {
        try {
            long size = Constant.elements(shape);
            if (size >= 0) {
                return size;
            }
        } catch (ArithmeticException e) {
            // Larger than any memory, as the message states.
        }
        throw invalid(name, "has an impossible shape");
    }

    private static InvalidModelException invalid(String name, String problem) {
        return new InvalidModelException(
                String.format(Locale.ROOT, "the sparse tensor %s %s; export it as a dense tensor", name, problem));
    }
}
