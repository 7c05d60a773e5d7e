package io.github.gradcam4j.graph;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/**
 * The experimental operators that ONNX had before opset 10, in the operators of today. Core ML and Windows ML wrote
 * them; ONNX Runtime runs them up to opset 9.
 */
final class ExperimentalOperators {

    /** Writes the operators that compute a node's output. */
    @FunctionalInterface
    private interface Expansion {
        void write(Node node, GraphBuilder target);
    }

    private static final Map<String, Expansion> TABLE = Map.ofEntries(
            entry(
                    "Affine",
                    (node, b) ->
                            last(node, b, "Add", scaled(node, b, node.input(0), "alpha", 1), real(node, b, "beta", 0))),
            entry("Scale", (node, b) -> last(node, b, "Mul", node.input(0), real(node, b, "scale", 1))),
            entry("ScaledTanh", (node, b) -> activation(node, b, "Tanh")),
            entry("ParametricSoftplus", (node, b) -> activation(node, b, "Softplus")),
            entry("ImageScaler", ExperimentalOperators::imageScaler),
            entry("Crop", ExperimentalOperators::crop),
            entry("MeanVarianceNormalization", ExperimentalOperators::meanVariance));

    private ExperimentalOperators() {}

    /** Returns whether an operator of opset 9 or lower, or its form, is in this table. */
    static boolean contains(Node node, int opset) {
        boolean old = node.op().equals("MeanVarianceNormalization") ? opset < 9 : opset < 10;
        return old && node.isStandard() && TABLE.containsKey(node.op());
    }

    static void write(Node node, GraphBuilder target) {
        TABLE.get(node.op()).write(node, target);
    }

    private static void last(Node node, GraphBuilder target, String op, String... inputs) {
        target.add(new Node(node.name(), "", op, List.of(inputs), node.outputs(), Attributes.none()));
    }

    private static String step(Node node, GraphBuilder target, String op, String... inputs) {
        return target.node(node.label() + "/" + op, op, List.of(inputs));
    }

    private static String real(Node node, GraphBuilder target, String attribute, float otherwise) {
        return target.scalar(node.attributes().real(attribute, otherwise));
    }

    private static String scaled(Node node, GraphBuilder target, String tensor, String attribute, float otherwise) {
        return step(node, target, "Mul", tensor, real(node, target, attribute, otherwise));
    }

    /** Writes alpha f(beta x). */
    private static void activation(Node node, GraphBuilder target, String function) {
        var inner = step(node, target, function, scaled(node, target, node.input(0), "beta", 1));
        last(node, target, "Mul", inner, real(node, target, "alpha", 1));
    }

    /** Writes scale x + bias, with a bias for each channel. */
    private static void imageScaler(Node node, GraphBuilder target) {
        var bias = node.attributes().reals("bias").orElse(new float[1]);
        var perChannel = target.constant(node.label() + "/bias", bias, bias.length, 1, 1);
        last(node, target, "Add", scaled(node, target, node.input(0), "scale", 1), perChannel);
    }

    /** Removes borders (left, top, right, bottom); a scale (height, width) is the size that is left. */
    private static void crop(Node node, GraphBuilder target) {
        var border = node.attributes().integers("border").orElse(new long[4]);
        var ends = node.attributes()
                .integers("scale")
                .map(size -> new long[] {border[1] + size[0], border[0] + size[1]})
                .orElseGet(() -> new long[] {end(border[3]), end(border[2])});
        last(
                node,
                target,
                "Slice",
                node.input(0),
                target.vector(border[1], border[0]),
                target.vector(ends),
                target.vector(2, 3));
    }

    private static long end(long border) {
        return border == 0 ? Long.MAX_VALUE : -border;
    }

    /**
     * Subtracts the mean over space, and by choice over channels, and divides by the standard deviation if required.
     */
    private static void meanVariance(Node node, GraphBuilder target) {
        boolean across = node.attributes().integer("across_channels", 0) != 0;
        var axes = across ? new long[] {1, 2, 3} : new long[] {2, 3};
        if (node.attributes().integer("normalize_variance", 1) == 0) {
            last(
                    node,
                    target,
                    "Sub",
                    node.input(0),
                    step(node, target, "ReduceMean", node.input(0), target.vector(axes)));
        } else {
            target.add(node.withAttributes(Attributes.of("axes", axes)));
        }
    }
}
