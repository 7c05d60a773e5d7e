package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.half.HalfFloat;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProtoOrBuilder;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Converts models of half, bfloat16 or double precision to float32. Gradients are computed in float32: ONNX Runtime has
 * few CPU kernels for the other types, and half precision is too coarse for the gradient of a deep network.
 */
final class Float16ToFloat32 {

    private static final Set<ElementType> OTHER = Set.of(ElementType.FLOAT16, ElementType.BFLOAT16, ElementType.DOUBLE);

    /** The operators with an attribute that names the type of a result or of an intermediate value. */
    private static final Set<String> TYPED = Set.of(
            "Cast",
            "EyeLike",
            "RandomNormal",
            "RandomNormalLike",
            "RandomUniform",
            "RandomUniformLike",
            "Bernoulli",
            "HannWindow",
            "HammingWindow",
            "BlackmanWindow",
            "MelWeightMatrix",
            "SequenceEmpty",
            "DequantizeLinear",
            "QuantizeLinear",
            "LayerNormalization",
            "GroupNormalization",
            "RMSNormalization",
            "Attention");

    private static final Set<String> TYPES =
            Set.of("to", "dtype", "output_dtype", "output_datatype", "precision", "softmax_precision", "stash_type");

    private Float16ToFloat32() {}

    /** Returns whether a graph, or a subgraph of it, has a tensor of another floating-point type. */
    static boolean needed(Graph graph) {
        return Stream.concat(graph.inputs().stream(), graph.outputs().stream()).anyMatch(v -> OTHER.contains(v.type()))
                || graph.initializers().values().stream().anyMatch(c -> OTHER.contains(c.type()))
                || graph.nodes().stream()
                        .flatMap(n -> n.attributes().all().stream())
                        .anyMatch(Float16ToFloat32::needed);
    }

    private static boolean needed(GraphProto graph) {
        return Stream.concat(graph.getInputList().stream(), graph.getOutputList().stream())
                        .anyMatch(v -> other(v.getType().getTensorType().getElemType()))
                || graph.getInitializerList().stream().anyMatch(t -> other(t.getDataType()))
                || graph.getNodeList().stream()
                        .flatMap(n -> n.getAttributeList().stream())
                        .anyMatch(Float16ToFloat32::needed);
    }

    private static boolean needed(AttributeProto attribute) {
        return attribute.hasG() && needed(attribute.getG())
                || attribute.hasT() && other(attribute.getT().getDataType())
                || namesType(attribute) && other((int) attribute.getI());
    }

    static ModelProto of(ModelProto model) {
        return model.toBuilder().setGraph(convert(model.getGraph())).build();
    }

    private static GraphProto convert(GraphProto graph) {
        var builder = graph.toBuilder().clearValueInfo();
        builder.getInputBuilderList().forEach(Float16ToFloat32::convert);
        builder.getOutputBuilderList().forEach(Float16ToFloat32::convert);
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (other(graph.getInitializer(i).getDataType())) {
                builder.setInitializer(i, convert(graph.getInitializer(i)));
            }
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            builder.setNode(i, convert(graph.getNode(i)));
        }
        return builder.build();
    }

    private static void convert(ValueInfoProto.Builder value) {
        // getTypeBuilder() would add an undefined type to an output without a type.
        if (other(value.getType().getTensorType().getElemType())) {
            value.getTypeBuilder().getTensorTypeBuilder().setElemType(ElementType.FLOAT.code());
        }
    }

    private static NodeProto convert(NodeProto node) {
        var builder = node.toBuilder();
        boolean typed = TYPED.contains(node.getOpType());
        for (var attribute : builder.getAttributeBuilderList()) {
            if (attribute.hasG()) {
                attribute.setG(convert(attribute.getG()));
            } else if (attribute.hasT() && other(attribute.getT().getDataType())) {
                attribute.setT(convert(attribute.getT()));
            } else if (typed && namesType(attribute) && other((int) attribute.getI())) {
                attribute.setI(ElementType.FLOAT.code());
            }
        }
        return builder.build();
    }

    private static boolean namesType(AttributeProtoOrBuilder attribute) {
        return TYPES.contains(attribute.getName());
    }

    private static boolean other(int type) {
        return OTHER.contains(ElementType.ofCode(type));
    }

    private static TensorProto convert(TensorProto tensor) {
        var constant = Constant.of(tensor);
        if (constant.size() > Integer.MAX_VALUE / Float.BYTES) {
            throw new InvalidModelException(
                    String.format(Locale.ROOT, "tensor %s is larger than 2 GiB in float32", constant));
        }
        int n = (int) constant.size();
        var values = ByteBuffer.allocate(n * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        var raw = tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        boolean isRaw = !tensor.getRawData().isEmpty();
        for (int i = 0; i < n; i++) {
            values.putFloat(
                    switch (constant.type()) {
                        case FLOAT16 ->
                            HalfFloat.fromFloat16(isRaw ? raw.getShort(2 * i) : (short) tensor.getInt32Data(i));
                        case BFLOAT16 ->
                            HalfFloat.fromBfloat16(isRaw ? raw.getShort(2 * i) : (short) tensor.getInt32Data(i));
                        default -> (float) (isRaw ? raw.getDouble(8 * i) : tensor.getDoubleData(i));
                    });
        }
        return Constant.floats(tensor.getName(), values.flip(), constant.shape())
                .toProto();
    }
}
