package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import java.util.function.UnaryOperator;

/** A change of the names of tensors in nodes and their subgraphs. */
final class Renaming {

    private Renaming() {}

    /**
     * Renames the tensors of a node.
     *
     * @param scope the beginning of the node's new name
     */
    static NodeProto rename(NodeProto node, UnaryOperator<String> names, String scope) {
        UnaryOperator<String> kept = name -> name.isEmpty() ? "" : names.apply(name);
        var builder = node.toBuilder().clearInput().clearOutput().clearAttribute();
        node.getInputList().forEach(i -> builder.addInput(kept.apply(i)));
        node.getOutputList().forEach(o -> builder.addOutput(kept.apply(o)));
        for (var attribute : node.getAttributeList()) {
            builder.addAttribute(
                    attribute.hasG()
                            ? attribute.toBuilder().setG(rename(attribute.getG(), kept, scope))
                            : attribute.toBuilder());
        }
        return builder.setName(node.getName().isEmpty() ? "" : scope + node.getName())
                .build();
    }

    private static GraphProto rename(GraphProto graph, UnaryOperator<String> names, String scope) {
        var builder = graph.toBuilder();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            builder.setNode(i, rename(graph.getNode(i), names, scope));
        }
        builder.getInputBuilderList().forEach(v -> v.setName(names.apply(v.getName())));
        builder.getOutputBuilderList().forEach(v -> v.setName(names.apply(v.getName())));
        builder.getInitializerBuilderList().forEach(v -> v.setName(names.apply(v.getName())));
        return builder.build();
    }
}
