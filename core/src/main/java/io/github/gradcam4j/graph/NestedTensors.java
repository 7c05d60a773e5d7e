package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.SparseTensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.io.IOException;
import java.util.List;

/** The tensors of a model that are not initializers of its main graph: of nodes, subgraphs, functions, sparse ones. */
final class NestedTensors {

    private final Change change;

    private NestedTensors(Change change) {
        this.change = change;
    }

    /** A change of one tensor. */
    @FunctionalInterface
    interface Change {
        void apply(TensorProto.Builder tensor) throws IOException;
    }

    /** Applies a change to each nested tensor of a model. */
    static void change(ModelProto.Builder model, Change change) throws IOException {
        var nested = new NestedTensors(change);
        nested.sparse(model.getGraphBuilder().getSparseInitializerBuilderList());
        nested.nodes(model.getGraphBuilder().getNodeBuilderList());
        for (var function : model.getFunctionsBuilderList()) {
            nested.nodes(function.getNodeBuilderList());
            nested.attributes(function.getAttributeProtoBuilderList());
        }
    }

    private void graph(GraphProto.Builder graph) throws IOException {
        tensors(graph.getInitializerBuilderList());
        sparse(graph.getSparseInitializerBuilderList());
        nodes(graph.getNodeBuilderList());
    }

    private void nodes(List<NodeProto.Builder> nodes) throws IOException {
        for (var node : nodes) {
            attributes(node.getAttributeBuilderList());
        }
    }

    private void attributes(List<AttributeProto.Builder> attributes) throws IOException {
        for (var attribute : attributes) {
            if (attribute.hasT()) {
                change.apply(attribute.getTBuilder());
            }
            if (attribute.hasSparseTensor()) {
                sparse(List.of(attribute.getSparseTensorBuilder()));
            }
            if (attribute.hasG()) {
                graph(attribute.getGBuilder());
            }
            tensors(attribute.getTensorsBuilderList());
            sparse(attribute.getSparseTensorsBuilderList());
            for (var graph : attribute.getGraphsBuilderList()) {
                graph(graph);
            }
        }
    }

    private void sparse(List<SparseTensorProto.Builder> tensors) throws IOException {
        for (var tensor : tensors) {
            change.apply(tensor.getValuesBuilder());
            change.apply(tensor.getIndicesBuilder());
        }
    }

    private void tensors(List<TensorProto.Builder> tensors) throws IOException {
        for (var tensor : tensors) {
            change.apply(tensor);
        }
    }
}
