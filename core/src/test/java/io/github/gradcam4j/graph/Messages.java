package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;

/** Conversions between graphs and ONNX messages, for tests of features that the builder does not write. */
public final class Messages {

    private Messages() {}

    public static ModelProto of(Graph graph) {
        return graph.toModel();
    }

    public static Graph graph(ModelProto model) {
        return Graph.of(model);
    }

    public static Constant constant(TensorProto tensor) {
        return Constant.of(tensor);
    }
}
