package io.github.gradcam4j.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The equation of an Einsum, one letter for an axis.
 *
 * @param terms the letters of each operand
 * @param result the letters of the output
 */
record EinsumEquation(List<String> terms, String result) {

    private static final String ELLIPSIS = "...";
    /** Capitals stand for the axes of an ellipsis, the first for the last axis. */
    private static final String AXES = "ZYXWVUTS";

    static EinsumEquation of(NodeContext s) {
        var sides = s.attributes().text("equation", "").replace(" ", "").split("->", 2);
        var operands = sides[0].split(",", -1);
        var terms = IntStream.range(0, operands.length)
                .mapToObj(k -> written(operands[k], s.rank(k)))
                .toList();
        int widest = IntStream.range(0, operands.length)
                .filter(k -> operands[k].contains(ELLIPSIS))
                .map(k -> s.rank(k) - operands[k].length() + ELLIPSIS.length())
                .max()
                .orElse(0);
        String result = sides.length > 1 ? sides[1].replace(ELLIPSIS, axes(widest)) : implied(terms, widest);
        return new EinsumEquation(terms, result);
    }

    private static String written(String operand, int rank) {
        return operand.replace(ELLIPSIS, axes(rank - operand.length() + ELLIPSIS.length()));
    }

    private static String axes(int count) {
        return count <= 0
                ? ""
                : new StringBuilder(AXES.substring(0, count)).reverse().toString();
    }

    /** Without an arrow: the axes of the ellipsis, then the letters that occur once, in their order. */
    private static String implied(List<String> terms, int ellipsis) {
        String all = String.join("", terms);
        return axes(ellipsis)
                + letters(all, c -> AXES.indexOf(c) < 0 && all.indexOf(c) == all.lastIndexOf(c))
                        .sorted()
                        .collect(Collectors.joining());
    }

    private static Stream<String> letters(String term, Predicate<Character> wanted) {
        return term.chars().mapToObj(c -> (char) c).filter(wanted).map(String::valueOf);
    }

    /** Whether one operand, or the output, has a letter twice. */
    boolean repeats() {
        return Stream.concat(terms.stream(), Stream.of(result))
                .anyMatch(t -> t.chars().distinct().count() != t.length());
    }

    /** From the output's gradient and the other operands to those axes of operand {@code i} that they have. */
    EinsumEquation backwards(int i) {
        var given = new ArrayList<>(terms);
        given.set(i, result);
        String available = String.join("", given);
        return new EinsumEquation(
                given, letters(terms.get(i), c -> available.indexOf(c) >= 0).collect(Collectors.joining()));
    }

    @Override
    public String toString() {
        return String.join(",", terms) + "->" + result;
    }
}
