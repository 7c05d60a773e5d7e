package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.FunctionProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Replaces calls of model-local functions by the functions' bodies, in the main graph and in subgraphs. */
final class FunctionInlining {

    /** The largest number of nodes of functions, when each call is counted. */
    private static final int MOST = 1_000_000;

    /** The largest size in bytes of these nodes. */
    private static final long MOST_BYTES = 1L << 27;

    private final Map<String, FunctionProto> functions;
    private final FunctionOpsets opsets;
    private final Set<String> taken = new HashSet<>();

    /** By name, how often another one was needed because it was taken. */
    private final Map<String, Integer> repeated = new HashMap<>();

    private int written;
    private long bytes;

    private FunctionInlining(Map<String, FunctionProto> functions, FunctionOpsets opsets) {
        this.functions = functions;
        this.opsets = opsets;
    }

    /**
     * Returns the model with all functions inlined. Functions that are not called are dropped.
     *
     * @throws InvalidModelException if a function calls itself, if calls or subgraphs are nested too deeply, if their
     *     nodes are too many, or if the opsets of a function and of the model cannot be joined
     */
    static ModelProto functions(ModelProto model) {
        if (model.getFunctionsCount() == 0) {
            return model;
        }
        var functions = model.getFunctionsList().stream()
                .collect(Collectors.toMap(
                        f -> key(f.getDomain(), f.getName(), f.getOverload()), f -> f, (first, second) -> second));
        var opsets = FunctionOpsets.of(model, called(model.getGraph().getNodeList(), functions));
        var inlining = new FunctionInlining(functions, opsets);
        var graph = model.getGraph().toBuilder().clearNode();
        model.getGraph().getInputList().forEach(i -> inlining.taken.add(i.getName()));
        model.getGraph().getInitializerList().forEach(i -> inlining.taken.add(i.getName()));
        model.getGraph().getNodeList().forEach(n -> inlining.taken.addAll(n.getOutputList()));
        inlining.inline(model.getGraph().getNodeList(), opsets.model(), Nesting.NONE, graph::addNode);
        return opsets.join(model.toBuilder().clearFunctions(), graph);
    }

    private static String key(NodeProto call) {
        return key(call.getDomain(), call.getOpType(), call.getOverload());
    }

    private static String key(String domain, String name, String overload) {
        return OperatorSets.domain(domain) + ":" + name + ":" + overload;
    }

    private static List<FunctionProto> called(List<NodeProto> nodes, Map<String, FunctionProto> functions) {
        var called = new LinkedHashMap<String, FunctionProto>();
        var open = new ArrayDeque<>(List.of(nodes));
        while (!open.isEmpty()) {
            for (var node : open.remove()) {
                node.getAttributeList().stream()
                        .filter(AttributeProto::hasG)
                        .forEach(a -> open.add(a.getG().getNodeList()));
                String key = key(node);
                var function = functions.get(key);
                if (function != null && called.putIfAbsent(key, function) == null) {
                    open.add(function.getNodeList());
                }
            }
        }
        return List.copyOf(called.values());
    }

    /** Adds nodes of an opset, with the bodies of the functions in place of their calls. */
    private void inline(List<NodeProto> nodes, int opset, Nesting nesting, Consumer<NodeProto> into) {
        for (var node : nodes) {
            var function = functions.get(key(node));
            if (function != null) {
                body(node, function, nesting, into);
            } else {
                opsets.convert(withInlinedSubgraphs(node, opset, nesting), opset)
                        .forEach(into);
            }
        }
    }

    private NodeProto withInlinedSubgraphs(NodeProto node, int opset, Nesting nesting) {
        if (node.getAttributeList().stream().noneMatch(AttributeProto::hasG)) {
            return node;
        }
        var inner = nesting.inSubgraph();
        var builder = node.toBuilder();
        for (var attribute : builder.getAttributeBuilderList()) {
            if (attribute.hasG()) {
                var graph = attribute.getG().toBuilder().clearNode();
                inline(attribute.getG().getNodeList(), opset, inner, graph::addNode);
                attribute.setG(graph);
            }
        }
        return builder.build();
    }

    private void body(NodeProto call, FunctionProto function, Nesting nesting, Consumer<NodeProto> into) {
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
            return;
        }
        String scope = first.get() + "/";
        var inner = nesting.inFunction(key(call), function.getName());
        for (var node : function.getNodeList()) {
            var renamed = Renaming.rename(node, name -> names.computeIfAbsent(name, n -> unique(scope + n)), scope);
            count(renamed);
            inline(List.of(withMetadata(withAttributes(renamed, attributes), call)), opsets.of(function), inner, into);
        }
    }

    /** Counts a node of a function's body, once for each call. */
    private void count(NodeProto node) {
        written++;
        bytes += node.getSerializedSize();
        if (written > MOST || bytes > MOST_BYTES) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "the model's functions contain more than %,d nodes, or nodes of more than %,d bytes, when each call"
                            + " is counted",
                    MOST,
                    MOST_BYTES));
        }
    }

    private String unique(String name) {
        String unique = name;
        while (!taken.add(unique)) {
            unique = name + "_" + repeated.merge(name, 1, Integer::sum);
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
