package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto.AttributeType;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.util.Map;

/** Conversions between graphs and ONNX messages, for tests of features that the builder does not write. */
public final class Messages {

    private Messages() {}

    public static ModelProto of(Graph graph) {
        return graph.toModel();
    }

    public static Graph graph(ModelProto model) {
        return Graph.of(model);
    }

    /** Returns attributes with subgraphs, by name. */
    public static Attributes attributes(Map<String, GraphProto> subgraphs) {
        return Attributes.of(subgraphs.entrySet().stream()
                .map(e -> AttributeProto.newBuilder()
                        .setName(e.getKey())
                        .setType(AttributeType.GRAPH)
                        .setG(e.getValue())
                        .build())
                .toList());
    }

    public static TensorProto proto(Constant constant) {
        return constant.toProto();
    }

    public static Constant constant(TensorProto tensor) {
        return Constant.of(tensor);
    }
}
