package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProtoOrBuilder;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto.DataType;
import io.github.gradcam4j.internal.onnx.OnnxMl.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a model of half, bfloat16 or double precision as one of float32, the precision in which gradients are computed
 * here: the CPU has few kernels for the others, and half precision has too few digits for a deep gradient.
 */
public final class Float16ToFloat32 {

    private static final Set<DataType> OTHER = Set.of(DataType.FLOAT16, DataType.BFLOAT16, DataType.DOUBLE);

    private Float16ToFloat32() {}

    /** Returns whether a graph has a tensor of another floating-point type, or a subgraph that may have one. */
    static boolean needed(Graph graph) {
        return Stream.concat(graph.inputs().stream(), graph.outputs().stream())
                        .anyMatch(v -> other(v.getType().getTensorType().getElemType()))
                || graph.initializers().values().stream().anyMatch(t -> other(t.getDataType()))
                || graph.nodes().stream()
                        .flatMap(n -> n.attributes().all().stream())
                        .anyMatch(a -> a.hasG()
                                || a.hasT() && other(a.getT().getDataType())
                                || namesType(a) && other((int) a.getI()));
    }

    public static ModelProto of(ModelProto model) {
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
        // An output may leave its type to inference: asking the builder for it would write an undefined one.
        if (other(value.getType().getTensorType().getElemType())) {
            value.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT_VALUE);
        }
    }

    private static NodeProto convert(NodeProto node) {
        var builder = node.toBuilder();
        boolean typed =
                Set.of("Cast", "EyeLike", "RandomNormal", "RandomUniform").contains(node.getOpType());
        for (var attribute : builder.getAttributeBuilderList()) {
            if (attribute.hasG()) {
                attribute.setG(convert(attribute.getG()));
            } else if (attribute.hasT() && other(attribute.getT().getDataType())) {
                attribute.setT(convert(attribute.getT()));
            } else if (typed && namesType(attribute) && other((int) attribute.getI())) {
                attribute.setI(DataType.FLOAT_VALUE);
            }
        }
        return builder.build();
    }

    private static boolean namesType(AttributeProtoOrBuilder attribute) {
        return attribute.getName().equals("to") || attribute.getName().equals("dtype");
    }

    private static boolean other(int type) {
        return OTHER.contains(DataType.forNumber(type));
    }

    private static TensorProto convert(TensorProto tensor) {
        int n = Math.toIntExact(Constants.elements(Constants.shape(tensor)));
        var values = ByteBuffer.allocate(n * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        var raw = tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        boolean isRaw = tensor.hasRawData();
        for (int i = 0; i < n; i++) {
            values.putFloat(
                    switch (Constants.type(tensor)) {
                        case FLOAT16 -> half(isRaw ? raw.getShort(2 * i) : (short) tensor.getInt32Data(i));
                        case BFLOAT16 ->
                            Float.intBitsToFloat((isRaw ? raw.getShort(2 * i) : tensor.getInt32Data(i)) << 16);
                        default -> (float) (isRaw ? raw.getDouble(8 * i) : tensor.getDoubleData(i));
                    });
        }
        return Constants.floats(tensor.getName(), values.flip(), Constants.shape(tensor));
    }

    /** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Float.intBitsToFloat(exponent + 127 - 15 << 23 | fraction << 13);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
