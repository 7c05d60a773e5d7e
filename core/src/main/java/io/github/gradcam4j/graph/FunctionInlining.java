package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.FunctionProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Replaces calls of model-local functions by the functions' bodies, in the main graph and in subgraphs. */
final class FunctionInlining {

    private static final int DEEPEST = 64;

    /** The largest number of nodes that calls may become. */
    private static final int MOST = 1_000_000;

    private final Map<String, FunctionProto> functions;
    private final FunctionOpsets opsets;
    private final Set<String> taken = new HashSet<>();
    private int written;

    private FunctionInlining(Map<String, FunctionProto> functions, FunctionOpsets opsets) {
        this.functions = functions;
        this.opsets = opsets;
    }

    /**
     * Returns the model with all functions inlined. Functions that are not called are dropped.
     *
     * @throws InvalidModelException if a function calls itself, or its opset and the model's cannot be joined
     */
    static ModelProto functions(ModelProto model) {
        if (model.getFunctionsCount() == 0) {
            return model;
        }
        var functions = model.getFunctionsList().stream()
                .collect(Collectors.toMap(
                        f -> key(f.getDomain(), f.getName(), f.getOverload()), f -> f, (first, second) -> second));
        var called = new ArrayList<FunctionProto>();
        called(model.getGraph().getNodeList(), functions, called);
        var opsets = FunctionOpsets.of(model, called);
        var inlining = new FunctionInlining(functions, opsets);
        var graph = model.getGraph().toBuilder().clearNode();
        model.getGraph().getInputList().forEach(i -> inlining.taken.add(i.getName()));
        model.getGraph().getInitializerList().forEach(i -> inlining.taken.add(i.getName()));
        model.getGraph().getNodeList().forEach(n -> inlining.taken.addAll(n.getOutputList()));
        graph.addAllNode(inlining.inlined(model.getGraph().getNodeList(), opsets.model(), 0));
        return opsets.join(model.toBuilder().clearFunctions(), graph);
    }

    private static String key(NodeProto call) {
        return key(call.getDomain(), call.getOpType(), call.getOverload());
    }

    private static String key(String domain, String name, String overload) {
        return OperatorSets.domain(domain) + ":" + name + ":" + overload;
    }

    private static void called(
            List<NodeProto> nodes, Map<String, FunctionProto> functions, List<FunctionProto> called) {
        for (var node : nodes) {
            node.getAttributeList().stream()
                    .filter(AttributeProto::hasG)
                    .forEach(a -> called(a.getG().getNodeList(), functions, called));
            var function = functions.get(key(node));
            if (function != null && !called.contains(function)) {
                called.add(function);
                called(function.getNodeList(), functions, called);
            }
        }
    }

    /** Returns nodes of an opset, with the bodies of the functions in place of their calls. */
    private List<NodeProto> inlined(List<NodeProto> nodes, int opset, int depth) {
        var all = new ArrayList<NodeProto>();
        for (var node : nodes) {
            var function = functions.get(key(node));
            if (function != null) {
                all.addAll(body(node, function, depth));
            } else {
                opsets.convert(withInlinedSubgraphs(node, opset, depth), opset).forEach(all::add);
            }
        }
        return all;
    }

    private NodeProto withInlinedSubgraphs(NodeProto node, int opset, int depth) {
        if (node.getAttributeList().stream().noneMatch(AttributeProto::hasG)) {
            return node;
        }
        var builder = node.toBuilder();
        for (var attribute : builder.getAttributeBuilderList()) {
            if (attribute.hasG()) {
                var graph = attribute.getG().toBuilder().clearNode();
                graph.addAllNode(inlined(attribute.getG().getNodeList(), opset, depth));
                attribute.setG(graph);
            }
        }
        return builder.build();
    }

    private List<NodeProto> body(NodeProto call, FunctionProto function, int depth) {
        if (depth > DEEPEST) {
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
        var first = call.getOutputList().stream().filter(o -> !o.isEmpty()).findFirst();
        if (first.isEmpty()) {
            return List.of();
        }
        String scope = first.get() + "/";
        written += function.getNodeCount();
        if (written > MOST) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT, "the model's functions contain more than %d nodes when each call is counted", MOST));
        }
        var nodes = new ArrayList<NodeProto>();
        for (var node : function.getNodeList()) {
            var renamed = Renaming.rename(node, inner -> names.computeIfAbsent(inner, n -> unique(scope + n)), scope);
            nodes.add(withMetadata(withAttributes(renamed, attributes), call));
        }
        return inlined(nodes, opsets.of(function), depth + 1);
    }

    private String unique(String name) {
        String unique = name;
        while (!taken.add(unique)) {
            unique += "_";
        }
        return unique;
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

    /** Adds the metadata of the call, which names the module, to a node of a body without metadata. */
    private static NodeProto withMetadata(NodeProto node, NodeProto call) {
        return node.getMetadataPropsCount() > 0
                ? node
                : node.toBuilder()
                        .addAllMetadataProps(call.getMetadataPropsList())
                        .build();
    }

    /** Replaces references to the function's attributes by the values of the call, in subgraphs too. */
    private static NodeProto withAttributes(NodeProto node, Map<String, AttributeProto> given) {
        var builder = node.toBuilder().clearAttribute();
        for (var attribute : node.getAttributeList()) {
            String reference = attribute.getRefAttrName();
            if (attribute.hasG()) {
                var graph = attribute.getG().toBuilder();
                for (int i = 0; i < graph.getNodeCount(); i++) {
                    graph.setNode(i, withAttributes(graph.getNode(i), given));
                }
                builder.addAttribute(attribute.toBuilder().setG(graph));
            } else if (reference.isEmpty()) {
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
            into.add(Node.of(Renaming.rename(node, name -> names.getOrDefault(name, name), scope)));
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
}
