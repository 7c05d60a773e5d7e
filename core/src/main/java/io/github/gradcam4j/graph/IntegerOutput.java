package io.github.gradcam4j.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Appends a DequantizeLinear to an output of integers that a QuantizeLinear computes, as in models converted from
 * TensorFlow Lite. The output keeps its name.
 */
final class IntegerOutput {

    private static final String INTEGERS = "/integers";

    /** Operators that move the values of their first input. */
    private static final Set<String> MOVES =
            Set.of("Identity", "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Gather", "Slice");

    private IntegerOutput() {}

    static Graph dequantize(Graph graph) {
        var result = graph;
        for (String output : new TreeSet<>(graph.outputNames())) {
            var quantized = quantize(graph, output);
            if (quantized.isPresent()) {
                result = dequantize(result, output, quantized.get());
            }
        }
        return result;
    }

    /** Returns the QuantizeLinear, with one scale, whose integers an output holds. */
    private static Optional<Node> quantize(Graph graph, String output) {
        var node = graph.producer(output);
        while (node.filter(n -> n.isStandard() && MOVES.contains(n.op())).isPresent()) {
            node = graph.producer(node.get().input(0));
        }
        return node.filter(n -> n.isStandard() && n.op().equals("QuantizeLinear"))
                .filter(n -> hasScale(graph, n));
    }

    /**
     * Returns whether a node has one scale that the integers are multiplied by. One that rounds numbers of steps, with
     * a scale of 1, is the end of an expanded operator such as QLinearConv, whose scale the graph no longer has.
     */
    private static boolean hasScale(Graph graph, Node quantize) {
        return graph.constant(quantize.input(1))
                .filter(scale -> scale.size() == 1 && scale.toDoubles()[0] != 1)
                .isPresent();
    }

    private static Graph dequantize(Graph graph, String output, Node quantize) {
        var taken = graph.tensors();
        String integers = output + INTEGERS;
        while (taken.contains(integers)) {
            integers += "_";
        }
        String renamed = integers;
        UnaryOperator<String> names = name -> name.equals(output) ? renamed : name;
        var nodes = new ArrayList<Node>();
        graph.nodes().forEach(n -> nodes.add(Node.of(Renaming.rename(n.toProto(), names, ""))));
        var inputs = new ArrayList<>(List.of(integers));
        inputs.addAll(quantize.inputs().subList(1, quantize.inputs().size()));
        nodes.add(new Node("", quantize.domain(), "DequantizeLinear", inputs, List.of(output), Attributes.none()));
        var outputs = graph.outputs().stream()
                .map(o -> o.name().equals(output) ? o.with(ElementType.FLOAT) : o)
                .toList();
        return new Graph(graph.operators(), graph.inputs(), outputs, graph.initializers(), nodes, graph.metadata());
    }
}
