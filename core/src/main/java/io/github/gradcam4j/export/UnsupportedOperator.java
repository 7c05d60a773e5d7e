package io.github.gradcam4j.export;

import io.github.gradcam4j.internal.text.MessageText;
import java.util.Locale;
import java.util.Objects;

/**
 * An operator of a graph that a runtime does not support, or not as the graph uses it. Immutable and thread safe.
 *
 * @param domain the domain of the operator; empty for ONNX's own operators
 * @param operator the operator's type, such as {@code ScatterElements}
 * @param opset the graph's version of the domain
 * @param nodes the number of nodes of this operator with this reason, 1 or more
 * @param example the name of the first of them
 * @param reason what is missing, such as "its input 1 is no constant"; empty if the runtime does not have the operator
 */
public record UnsupportedOperator(String domain, String operator, int opset, int nodes, String example, String reason) {

    public UnsupportedOperator {
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(operator, "operator");
        Objects.requireNonNull(example, "example");
        Objects.requireNonNull(reason, "reason");
    }

    UnsupportedOperator withOneMore() {
        return new UnsupportedOperator(domain, operator, opset, nodes + 1, example, reason);
    }

    /** Returns the operator with the number of nodes, such as {@code MaxPool (2 nodes: its output 1 is used)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s%s (%d node%s%s)",
                domain.isEmpty() ? "" : MessageText.excerpt(domain) + ".",
                MessageText.excerpt(operator),
                nodes,
                nodes == 1 ? "" : "s",
                reason.isEmpty() ? "" : ": " + reason);
    }
}
