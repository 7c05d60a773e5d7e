package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.FunctionProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Replaces calls of model-local functions by the functions' bodies, and an {@code If} by one of its branches. */
final class FunctionInlining {

    private FunctionInlining() {}

    /** Returns the model with all functions inlined. */
    static ModelProto functions(ModelProto model) {
        if (model.getFunctionsCount() == 0) {
            return model;
        }
        var functions = model.getFunctionsList().stream()
                .collect(Collectors.toMap(f -> key(f.getDomain(), f.getName(), f.getOverload()), f -> f));
        int opset = OperatorSets.of(model).onnx();
        for (var function : functions.values()) {
            boolean differs = function.getOpsetImportList().stream()
                    .anyMatch(o -> o.getDomain().isEmpty() && o.getVersion() != opset);
            if (differs) {
                throw new InvalidModelException(String.format(
                        Locale.ROOT, "the model's function %s uses another opset than the model", function.getName()));
            }
        }
        var graph = model.getGraph().toBuilder().clearNode();
        model.getGraph().getNodeList().forEach(n -> inline(n, functions, graph, 0));
        return model.toBuilder().clearFunctions().setGraph(graph).build();
    }

    private static void inline(
            NodeProto call, Map<String, FunctionProto> functions, GraphProto.Builder into, int depth) {
        var function = functions.get(key(call.getDomain(), call.getOpType(), call.getOverload()));
        if (function == null) {
            into.addNode(call);
            return;
        }
        if (depth > 64) {
            throw new InvalidModelException(
                    String.format(Locale.ROOT, "the model's function %s calls itself", function.getName()));
        }
        var names = new HashMap<String, String>();
        // An input that is omitted in the call is omitted in the body too.
        function.getInputList().forEach(formal -> names.put(formal, ""));
        bind(names, function.getInputList(), call.getInputList());
        bind(names, function.getOutputList(), call.getOutputList());
        var attributes = new HashMap<String, AttributeProto>();
        function.getAttributeProtoList().forEach(a -> attributes.put(a.getName(), a));
        call.getAttributeList().forEach(a -> attributes.put(a.getName(), a));
        // Names of tensors are unique; names of nodes may be missing or equal.
        String scope = call.getOutput(0) + "/";
        for (var node : function.getNodeList()) {
            var renamed = rename(node, inner -> names.computeIfAbsent(inner, n -> scope + n), scope);
            inline(withAttributes(renamed, attributes), functions, into, depth + 1);
        }
    }

    private static String key(String domain, String name, String overload) {
        return domain + ":" + name + ":" + overload;
    }

    private static void bind(Map<String, String> names, List<String> formal, List<String> actual) {
        for (int i = 0; i < formal.size(); i++) {
            String given = i < actual.size() ? actual.get(i) : "";
            // An output that is omitted in the call still has a name in the body.
            if (!given.isEmpty()) {
                names.put(formal.get(i), given);
            }
        }
    }

    /** Replaces references to the function's attributes by the values of the call. */
    private static NodeProto withAttributes(NodeProto node, Map<String, AttributeProto> given) {
        var builder = node.toBuilder().clearAttribute();
        for (var attribute : node.getAttributeList()) {
            String reference = attribute.getRefAttrName();
            if (reference.isEmpty()) {
                builder.addAttribute(attribute);
            } else if (given.containsKey(reference)) {
                builder.addAttribute(given.get(reference).toBuilder().setName(attribute.getName()));
            }
        }
        return builder.build();
    }

    /** Adds one branch of {@code choice}, a node of type {@code If}, to the graph {@code into}. */
    static void branch(Node choice, GraphProto branch, GraphBuilder into) {
        var names = new HashMap<String, String>();
        String scope = choice.label() + "/";
        branch.getInitializerList().forEach(t -> names.put(t.getName(), scope + t.getName()));
        branch.getNodeList()
                .forEach(n ->
                        n.getOutputList().stream().filter(o -> !o.isEmpty()).forEach(o -> names.put(o, scope + o)));
        branch.getInitializerList().forEach(t -> into.initializer(Constant.of(t).withName(scope + t.getName())));
        for (var node : branch.getNodeList()) {
            into.add(Node.of(rename(node, name -> names.getOrDefault(name, name), scope)));
        }
        for (int i = 0; i < branch.getOutputCount(); i++) {
            String result = branch.getOutput(i).getName();
            into.add(new Node(
                    "",
                    "",
                    "Identity",
                    List.of(names.getOrDefault(result, result)),
                    List.of(choice.outputs().get(i)),
                    Attributes.none()));
        }
    }

    private static NodeProto rename(NodeProto node, UnaryOperator<String> names, String scope) {
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
