package io.github.gradcam4j.export;

import io.github.gradcam4j.graph.Node;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The operators that a runtime supports, read from a file beside this class. Its head has lines such as {@code #
 * version: 1.28}; a further line has the operator, opsets, needs and a note, separated by tabs. Immutable.
 *
 * @param head the facts about the table
 * @param rows by the operator with its domain, such as {@code com.microsoft.Gelu}
 */
record OperatorTable(Map<String, String> head, Map<String, Row> rows) {

    /**
     * The supported uses of an operator.
     *
     * @param opsets the opsets of models whose definition of the operator is supported
     * @param note a condition that is not checked, or empty
     */
    record Row(Opsets opsets, List<OperatorNeed> needs, String note) {

        private static Row of(String[] fields) {
            return new Row(
                    Opsets.parse(fields[1]),
                    Arrays.stream(fields[2].split(" "))
                            .filter(need -> !need.isEmpty())
                            .map(OperatorNeed::parse)
                            .toList(),
                    fields[3]);
        }
    }

    static OperatorTable read(String name) {
        var file = Objects.requireNonNull(OperatorTable.class.getResourceAsStream(name + ".tsv"), name);
        try (var reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return of(reader.lines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OperatorTable of(Stream<String> lines) {
        var head = new LinkedHashMap<String, String>();
        var rows = new LinkedHashMap<String, Row>();
        lines.forEach(line -> {
            if (line.startsWith("#")) {
                var fact = line.substring(1).split(":", 2);
                head.put(fact[0].strip(), fact[fact.length - 1].strip());
            } else {
                var fields = line.split("\t", -1);
                rows.put(fields[0], Row.of(fields));
            }
        });
        return new OperatorTable(head, rows);
    }

    static String key(Node node) {
        return node.domain().isEmpty() ? node.op() : node.domain() + "." + node.op();
    }

    /**
     * Returns why a use of an operator is not supported; empty if it is.
     *
     * @param opset the graph's version of the operator's domain
     * @param variable the tensors whose values depend on the inputs of the graph
     * @return a reason, which is the empty string if the table does not have the operator
     */
    Optional<String> obstacle(Node node, int opset, Set<String> variable) {
        var row = rows.get(key(node));
        if (row == null) {
            return Optional.of("");
        }
        if (!row.opsets().contains(opset)) {
            return Optional.of("only in the opsets " + row.opsets());
        }
        return row.needs().stream()
                .flatMap(need -> need.violation(node, variable).stream())
                .findFirst();
    }
}
