package io.github.gradcam4j.export;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Node;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A condition on the use of an operator, as the tables write it. Immutable. */
sealed interface OperatorNeed {

    /**
     * Returns how a node violates the condition; empty if it does not.
     *
     * @param variable the tensors whose values depend on the inputs of the graph
     */
    Optional<String> violation(Node node, Set<String> variable);

    /**
     * Reads {@code constant=1,2} (these inputs are constants), {@code outputs=1} (no further output is used) or the
     * only value of an attribute, such as {@code transA=0}.
     */
    static OperatorNeed parse(String text) {
        var parts = text.split("=", 2);
        return switch (parts[0]) {
            case "constant" ->
                new ConstantInputs(Arrays.stream(parts[1].split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray());
            case "outputs" -> new FirstOutputs(Integer.parseInt(parts[1]));
            default -> new AttributeValue(parts[0], parts[1]);
        };
    }

    /** The values of these inputs are known when the model is loaded, or they are omitted. */
    record ConstantInputs(int... inputs) implements OperatorNeed {

        @Override
        public Optional<String> violation(Node node, Set<String> variable) {
            return Arrays.stream(inputs)
                    .filter(i -> variable.contains(node.input(i)))
                    .mapToObj(i -> String.format(Locale.ROOT, "its input %d is no constant", i))
                    .findFirst();
        }
    }

    /** Only the first outputs are used. */
    record FirstOutputs(int count) implements OperatorNeed {

        @Override
        public Optional<String> violation(Node node, Set<String> variable) {
            return IntStream.range(count, node.outputs().size())
                    .filter(k -> !node.outputs().get(k).isEmpty())
                    .mapToObj(k -> String.format(Locale.ROOT, "its output %d is used", k))
                    .findFirst();
        }
    }

    /** An attribute has its default value: all its numbers are this one, or its text is this one. */
    record AttributeValue(String name, String value) implements OperatorNeed {

        @Override
        public Optional<String> violation(Node node, Set<String> variable) {
            return has(node.attributes())
                    ? Optional.empty()
                    : Optional.of(String.format(Locale.ROOT, "its %s is not %s", name, value));
        }

        private boolean has(Attributes attributes) {
            return !attributes.has(name)
                    || attributes
                            .numbers(name)
                            .map(n -> Arrays.stream(n).allMatch(v -> v == Double.parseDouble(value)))
                            .orElseGet(() -> attributes.text(name, value).equals(value));
        }
    }
}
