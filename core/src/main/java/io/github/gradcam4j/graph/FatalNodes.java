package io.github.gradcam4j.graph;

import static java.util.Map.entry;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Nodes for which ONNX Runtime does not return an error, but ends the whole process or writes to foreign memory. The
 * tables can be extended by any operator whose attributes or constants show it.
 */
final class FatalNodes {

    /** Attributes of one integer by which ONNX Runtime divides, whatever the operator. */
    private static final Set<String> DIVISORS = Set.of("group", "groups", "num_groups", "offset_group", "blocksize");

    /** Larger blocks have more elements than a long can count. */
    private static final long LARGEST_BLOCK = Short.MAX_VALUE;

    /** A term of an Einsum: indices around three dots at most. */
    private static final Pattern TERM = Pattern.compile("[a-zA-Z]*([.]{3}[a-zA-Z]*)?");

    /** Attributes of one integer for each spatial dimension that are sizes or steps. */
    private static final Set<String> STEPS = Set.of("strides", "dilations", "kernel_shape");

    /** A check of a node; returns what is wrong, in words, after the node's name. */
    private interface Check {
        Optional<String> problem(Use use);
    }

    /** A node where it is used. */
    private record Use(Node node, ConstantScope constants) {

        float real(String attribute, float otherwise) {
            return node.attributes().real(attribute, otherwise);
        }

        /** Returns whether an input is a constant of integers with one that satisfies a condition. */
        boolean anyInteger(int input, Predicate<Long> condition) {
            return constant(input)
                    .filter(c -> INTEGERS.contains(c.type()))
                    .filter(c -> Arrays.stream(c.integers()).anyMatch(condition::test))
                    .isPresent();
        }

        Optional<Constant> constant(int input) {
            return constants.find(node.input(input));
        }
    }

    private static final Set<ElementType> INTEGERS = Set.of(
            ElementType.INT8,
            ElementType.UINT8,
            ElementType.INT16,
            ElementType.UINT16,
            ElementType.INT32,
            ElementType.UINT32,
            ElementType.INT64,
            ElementType.UINT64);

    // Conditions are negated comparisons, so that NaN is fatal too.
    private static final Check DEVIATION = when(
            u -> !(u.real("scale", 1) > 0), "has a scale, the standard deviation of its values, that is not above 0");
    private static final Check RANGE = when(
            u -> !(u.real("low", 0) <= u.real("high", 1)),
            "has a lower bound, low, that is not below its upper bound, high");
    private static final Check DIVISION =
            when(u -> u.anyInteger(1, v -> v == 0), "divides integers by 0, which has no result");
    private static final Check BLOCK =
            when(u -> u.node.attributes().integer("blocksize", 1) > LARGEST_BLOCK, "has a blocksize that is too large");
    private static final Check RECURRENT = FatalNodes::weightsWithoutThreeDimensions;

    private static final Map<String, Check> TABLE = Map.ofEntries(
            entry("RandomNormal", DEVIATION),
            entry("RandomNormalLike", DEVIATION),
            entry("RandomUniform", RANGE),
            entry("RandomUniformLike", RANGE),
            entry("Div", DIVISION),
            entry("Mod", DIVISION),
            entry("LSTM", RECURRENT),
            entry("GRU", RECURRENT),
            entry("RNN", RECURRENT),
            entry("DepthToSpace", BLOCK),
            entry("SpaceToDepth", BLOCK),
            entry("Einsum", when(FatalNodes::hasWrongEquation, "has an equation that Einsum does not have")),
            entry(
                    "GatherND",
                    when(u -> u.node.attributes().integer("batch_dims", 0) < 0, "has a negative number of batch_dims")),
            entry("Split", when(FatalNodes::hasOtherParts, "has another number of outputs than of parts")),
            entry("SplitToSequence", when(u -> u.anyInteger(1, v -> v <= 0), "splits into parts of no elements")),
            entry("Resize", FatalNodes::wrongAxes));

    private FatalNodes() {}

    private static Check when(Predicate<Use> condition, String problem) {
        return use -> Optional.of(problem).filter(p -> condition.test(use));
    }

    /**
     * Checks the nodes of a graph and of its subgraphs.
     *
     * @throws InvalidModelException if one of them is fatal
     */
    static void check(Graph graph) {
        check(graph.nodes(), ConstantScope.of(graph.initializers().values()));
    }

    private static void check(List<Node> nodes, ConstantScope constants) {
        for (Node node : nodes) {
            problem(new Use(node, constants)).ifPresent(problem -> {
                throw new InvalidModelException(String.format(
                        Locale.ROOT,
                        "%s (node %s) %s. ONNX Runtime cannot run such a node; correct it and export the model again",
                        node.op(),
                        node.label(),
                        problem));
            });
            for (var attribute : node.attributes().all()) {
                graphs(attribute)
                        .forEach(g ->
                                check(g.getNodeList().stream().map(Node::of).toList(), constants.inside(g)));
            }
            constants.add(node);
        }
    }

    private static List<GraphProto> graphs(AttributeProto attribute) {
        return attribute.hasG() ? List.of(attribute.getG()) : attribute.getGraphsList();
    }

    private static Optional<String> problem(Use use) {
        var attributes = use.node.attributes();
        for (String name : DIVISORS) {
            if (attributes.integer(name, 1) < 1) {
                return Optional.of("has the " + name + " " + attributes.integer(name, 1) + ", which is not above 0");
            }
        }
        for (String name : STEPS) {
            var steps = attributes.integers(name);
            if (steps.isPresent() && Arrays.stream(steps.get()).anyMatch(s -> s < 1)) {
                return Optional.of("has the " + name + " " + Arrays.toString(steps.get()) + ", which are not above 0");
            }
        }
        var check = use.node.isStandard() ? TABLE.get(use.node.op()) : null;
        return check == null ? Optional.empty() : check.problem(use);
    }

    private static boolean hasOtherParts(Use use) {
        int outputs = use.node.outputs().size();
        long sizes = use.node
                .attributes()
                .integers("split")
                .map(split -> (long) split.length)
                .or(() -> use.constant(1).map(Constant::size))
                .orElse((long) outputs);
        return use.node.attributes().integer("num_outputs", outputs) != outputs || sizes != outputs;
    }

    private static Optional<String> wrongAxes(Use use) {
        var axes = ResizeAxes.of(use.node);
        if (axes.isEmpty()) {
            return Optional.empty();
        }
        if (axes.get().anyTwice()) {
            return Optional.of("has the axes " + Arrays.toString(axes.get().axes()) + ", one of them twice");
        }
        if (!use.node.hasInput(2) && !use.node.hasInput(3)) {
            return Optional.of("has axes, but neither scales nor sizes");
        }
        return axes.filter(a -> a.isNeeded() && a.anyNegative())
                .map(a -> "has negative axes and a region of interest or a keep_aspect_ratio_policy");
    }

    private static boolean hasWrongEquation(Use use) {
        String equation = use.node.attributes().text("equation", "").replace(" ", "");
        var sides = equation.split("->", -1);
        return sides.length > 2
                || !Stream.concat(
                                Arrays.stream(sides[0].split(",", -1)),
                                Arrays.stream(sides).skip(1))
                        .allMatch(term -> TERM.matcher(term).matches());
    }

    private static Optional<String> weightsWithoutThreeDimensions(Use use) {
        return List.of(1, 2).stream()
                .map(use::constant)
                .flatMap(Optional::stream)
                .filter(w -> w.shape().length != 3)
                .map(w -> "has the weights " + w + ", which do not have three dimensions")
                .findFirst();
    }
}
