package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Declares a graph of a later opset as one of opset {@value #OPSET} if it means the same: the later opsets add
 * operators, attributes and element types. ONNX Runtime lacks kernels of some operators in their later versions.
 */
final class OpsetLowering {

    private static final int OPSET = 21;

    /** The opset up to which the changes are known. */
    private static final int LATEST = 26;

    /** Operators that opset {@value #OPSET} does not have. */
    private static final Set<String> LATER =
            Set.of("Attention", "BitCast", "CumProd", "RMSNormalization", "RotaryEmbedding", "Swish", "TensorScatter");

    /** Attributes that opset {@value #OPSET} does not have. */
    private static final Set<String> LATER_ATTRIBUTES = Set.of("round_mode", "precision");

    /** The code of the first element type that opset {@value #OPSET} does not have, float4. */
    private static final int LATER_TYPES = 23;

    private OpsetLowering() {}

    static Graph lower(Graph graph) {
        if (graph.opset() <= OPSET || graph.opset() > LATEST || !lowerable(graph)) {
            return graph;
        }
        var builder = GraphBuilder.rewriting(graph, OPSET);
        graph.nodes().forEach(builder::keep);
        return builder.build();
    }

    private static boolean lowerable(Graph graph) {
        return graph.initializers().values().stream().noneMatch(c -> c.typeCode() >= LATER_TYPES)
                && graph.nodes().stream().allMatch(OpsetLowering::lowerable);
    }

    private static boolean lowerable(Node node) {
        boolean later = node.domain().isEmpty() && LATER.contains(node.op())
                || node.op().equals("DequantizeLinear") && node.attributes().has("output_dtype");
        return !later
                && node.attributes().all().stream()
                        .noneMatch(a -> LATER_ATTRIBUTES.contains(a.getName())
                                || a.hasT() && a.getT().getDataType() >= LATER_TYPES
                                || a.getName().endsWith("to") && a.getI() >= LATER_TYPES
                                || a.getName().endsWith("dtype") && a.getI() >= LATER_TYPES
                                || inner(a).anyMatch(n -> !lowerable(n)));
    }

    private static Stream<Node> inner(AttributeProto attribute) {
        return attribute.getG().getNodeList().stream().map(Node::of);
    }
}
