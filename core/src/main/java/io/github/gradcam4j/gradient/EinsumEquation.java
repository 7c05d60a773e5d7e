package io.github.gradcam4j.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The equation of an Einsum node, one letter per axis.
 *
 * @param terms the letters of each operand
 * @param result the letters of the output
 */
record EinsumEquation(List<String> terms, String result) {

    private static final String ELLIPSIS = "...";
    /** The letters of the axes of an ellipsis; the first letter is the last axis. */
    private static final String AXES = "ZYXWVUTS";

    static EinsumEquation of(NodeContext ctx) {
        var sides = ctx.attributes().text("equation", "").replace(" ", "").split("->", 2);
        var operands = sides[0].split(",", -1);
        var terms = IntStream.range(0, operands.length)
                .mapToObj(k -> expanded(operands[k], ctx.rank(k)))
                .toList();
        int widest = IntStream.range(0, operands.length)
                .filter(k -> operands[k].contains(ELLIPSIS))
                .map(k -> ctx.rank(k) - operands[k].length() + ELLIPSIS.length())
                .max()
                .orElse(0);
        String result = sides.length > 1 ? sides[1].replace(ELLIPSIS, axes(widest)) : implied(terms, widest);
        return new EinsumEquation(terms, result);
    }

    private static String expanded(String operand, int rank) {
        return operand.replace(ELLIPSIS, axes(rank - operand.length() + ELLIPSIS.length()));
    }

    private static String axes(int count) {
        return count <= 0
                ? ""
                : new StringBuilder(AXES.substring(0, count)).reverse().toString();
    }

    /**
     * Returns the output of an equation without an arrow: the axes of the ellipsis, then the letters that occur once,
     * sorted.
     */
    private static String implied(List<String> terms, int ellipsis) {
        String all = String.join("", terms);
        return axes(ellipsis)
                + letters(all, c -> AXES.indexOf(c) < 0 && all.indexOf(c) == all.lastIndexOf(c))
                        .sorted()
                        .collect(Collectors.joining());
    }

    private static Stream<String> letters(String term, Predicate<Character> condition) {
        return term.chars().mapToObj(c -> (char) c).filter(condition).map(String::valueOf);
    }

    /** Returns whether a letter occurs twice in an operand or in the output. */
    boolean repeats() {
        return Stream.concat(terms.stream(), Stream.of(result))
                .anyMatch(t -> t.chars().distinct().count() != t.length());
    }

    /** Returns the letters of the axes along which operand {@code i} has size 1 and another operand a larger one. */
    String stretched(NodeContext ctx, int i) {
        return letters(
                        terms.get(i),
                        c -> size(ctx, i, c) == 1
                                && IntStream.range(0, terms.size()).anyMatch(k -> size(ctx, k, c) > 1))
                .collect(Collectors.joining());
    }

    private long size(NodeContext ctx, int k, char letter) {
        int axis = terms.get(k).indexOf(letter);
        return axis < 0 ? 0 : ctx.shape(k)[axis];
    }

    /**
     * Returns the equation of the gradient of operand {@code i}, computed from dy and the other operands. Axes of the
     * operand that these do not have are missing from its output.
     *
     * @param summed letters that are missing too
     */
    EinsumEquation backwards(int i, String summed) {
        var operands = new ArrayList<>(terms);
        operands.set(i, result);
        String available = String.join("", operands);
        return new EinsumEquation(
                operands,
                letters(terms.get(i), c -> available.indexOf(c) >= 0 && summed.indexOf(c) < 0)
                        .collect(Collectors.joining()));
    }

    @Override
    public String toString() {
        return String.join(",", terms) + "->" + result;
    }
}
