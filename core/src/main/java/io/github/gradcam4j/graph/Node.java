package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * One operator of a graph.
 *
 * @param name the node's name, possibly empty
 * @param domain the operator set, empty for ONNX's own
 * @param op the operator's type, such as {@code Conv}
 * @param inputs names of the tensors read; an omitted optional input is the empty string
 * @param outputs names of the tensors written; an omitted optional output is the empty string
 * @param attributes the operator's attributes
 */
public record Node(
        String name, String domain, String op, List<String> inputs, List<String> outputs, Attributes attributes) {

    public Node {
        domain = domain.equals("ai.onnx") ? "" : domain;
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    static Node of(NodeProto proto) {
        return new Node(
                proto.getName(),
                proto.getDomain(),
                proto.getOpType(),
                proto.getInputList(),
                proto.getOutputList(),
                Attributes.of(proto.getAttributeList()));
    }

    /** The name of input {@code i}, or the empty string where that optional input is left out. */
    public String input(int i) {
        return i < inputs.size() ? inputs.get(i) : "";
    }

    public boolean hasInput(int i) {
        return !input(i).isEmpty();
    }

    /** The name of the first output. */
    public String output() {
        return outputs.get(0);
    }

    public Node withInputs(List<String> replaced) {
        return new Node(name, domain, op, replaced, outputs, attributes);
    }

    public Node withOutputs(List<String> replaced) {
        return new Node(name, domain, op, inputs, replaced, attributes);
    }

    public Node withAttributes(Attributes replaced) {
        return new Node(name, domain, op, inputs, outputs, replaced);
    }

    /** The node's name, or its first output's where it has none: what messages call it. */
    public String label() {
        return name.isEmpty() ? output() : name;
    }

    /** Returns what the node reads: its inputs, and what its subgraphs take from outside themselves. */
    public List<String> reads() {
        var names = new ArrayList<>(inputs);
        names.removeIf(String::isEmpty);
        attributes.all().stream().filter(a -> a.hasG()).forEach(a -> names.addAll(captured(a.getG())));
        return names;
    }

    private static Set<String> captured(GraphProto subgraph) {
        var free = new TreeSet<String>();
        var own = new TreeSet<String>();
        subgraph.getInputList().forEach(i -> own.add(i.getName()));
        subgraph.getInitializerList().forEach(i -> own.add(i.getName()));
        for (var proto : subgraph.getNodeList()) {
            of(proto).reads().stream().filter(i -> !own.contains(i)).forEach(free::add);
            own.addAll(proto.getOutputList());
        }
        subgraph.getOutputList().stream()
                .map(ValueInfoProto::getName)
                .filter(o -> !own.contains(o))
                .forEach(free::add);
        return free;
    }

    /** Returns the node as a formula, such as {@code y = Conv(x, w, b)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s = %s%s(%s)",
                String.join(", ", outputs),
                domain.isEmpty() ? "" : domain + ".",
                op,
                String.join(", ", inputs));
    }

    NodeProto toProto() {
        return NodeProto.newBuilder()
                .setName(name)
                .setDomain(domain)
                .setOpType(op)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(attributes.all())
                .build();
    }
}
