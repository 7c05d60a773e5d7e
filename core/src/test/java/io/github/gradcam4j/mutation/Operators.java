package io.github.gradcam4j.mutation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The operators that mutants use: those of ONNX, of its machine learning domain, and of ONNX Runtime.
 *
 * @param domain empty for ONNX's own
 * @param name the operator's type
 * @param fewest the number of inputs that are not optional
 * @param most the largest number of inputs
 * @param outputs the number of outputs
 * @param attributes the names and kinds of the attributes
 */
record Operators(String domain, String name, int fewest, int most, int outputs, List<Attribute> attributes) {

    /** @param kind i, f, s or t for an integer, a real number, a text or a tensor; a capital letter for several */
    record Attribute(String name, char kind) {}

    /** Reads {@code operators.tsv}. */
    static List<Operators> all() {
        var file = Objects.requireNonNull(Operators.class.getResourceAsStream("operators.tsv"));
        try (var reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Operators::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operators of(String line) {
        var fields = line.split("\t", -1);
        return new Operators(
                fields[0].equals("-") ? "" : fields[0],
                fields[1],
                Integer.parseInt(fields[2]),
                Math.max(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])),
                Integer.parseInt(fields[4]),
                Arrays.stream(fields[5].split(" "))
                        .filter(a -> !a.isEmpty())
                        .map(a -> new Attribute(a.substring(0, a.length() - 2), a.charAt(a.length() - 1)))
                        .toList());
    }
}
