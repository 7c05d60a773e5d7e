package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Shapes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A node that is differentiated, with its tensors and their shapes: the input of a {@link BackwardRule}. */
final class NodeContext {

    private final Node node;
    private final Shapes shapes;
    private final Map<String, String> gradients;
    private final Set<String> read;
    private final Map<Integer, Expr> replaced;

    /** @param gradients the names of the gradients written so far, by the names of the tensors */
    NodeContext(Node node, Shapes shapes, Map<String, String> gradients) {
        this(node, shapes, gradients, new HashSet<>(), Map.of());
    }

    private NodeContext(
            Node node, Shapes shapes, Map<String, String> gradients, Set<String> read, Map<Integer, Expr> replaced) {
        this.node = node;
        this.shapes = shapes;
        this.gradients = gradients;
        this.read = read;
        this.replaced = replaced;
    }

    /** Returns a context of the same node in which other tensors replace some inputs. */
    NodeContext reading(Map<Integer, Expr> inputs) {
        return new NodeContext(node, shapes, gradients, read, inputs);
    }

    Node node() {
        return node;
    }

    Attributes attributes() {
        return node.attributes();
    }

    /** Returns input {@code i}. */
    Expr x(int i) {
        return replaced.getOrDefault(i, new Expr.Tensor(node.input(i)));
    }

    /** Returns output {@code k}. */
    Expr y(int k) {
        return new Expr.Tensor(node.outputs().get(k));
    }

    boolean hasX(int i) {
        return node.hasInput(i);
    }

    int inputs() {
        return node.inputs().size();
    }

    /** Returns the first output. */
    Expr y() {
        return y(0);
    }

    /** Returns the gradient of the first output; zeros if it is not on a path. */
    Expr dy() {
        return dy(0).orElseGet(() -> y().zeros());
    }

    /** Returns the gradient of output {@code k}; empty if the output is omitted or not on a path. */
    Optional<Expr> dy(int k) {
        var output = k < node.outputs().size() ? node.outputs().get(k) : "";
        read.add(output);
        return Optional.ofNullable(gradients.get(output)).map(Expr.Tensor::new);
    }

    /** Returns the gradients of all outputs; zeros for an output that is not on a path. */
    List<Expr> dys() {
        return IntStream.range(0, node.outputs().size())
                .mapToObj(k -> dy(k).orElseGet(() -> y(k).zeros()))
                .toList();
    }

    /**
     * Returns the gradient of input {@code i}.
     *
     * @throws NoGradientException if it has none
     */
    Expr existing(Grads grads, int i) {
        var gradient = grads.of(i);
        if (gradient.isNone()) {
            throw noGradient(String.format(
                    Locale.ROOT,
                    "has no gradient for its input %d, %s, on which the result depends",
                    i,
                    node.input(i)));
        }
        return gradient;
    }

    /**
     * Checks that the rule has read the gradient of each output that has one: a rule that ignores an output would lose
     * a part of the result.
     *
     * @throws NoGradientException if it has not
     */
    void checkOutputs() {
        for (int k = 0; k < node.outputs().size(); k++) {
            String output = node.outputs().get(k);
            if (gradients.containsKey(output) && !read.contains(output)) {
                throw noGradient(String.format(
                        Locale.ROOT, "has no gradient for its output %d, %s, on which the result depends", k, output));
            }
        }
    }

    long[] shape(int i) {
        return shape(input(i));
    }

    private String input(int i) {
        if (!node.hasInput(i)) {
            throw node.invalid("has no input " + i);
        }
        return node.input(i);
    }

    long[] shapeOfY() {
        return shape(node.output());
    }

    private long[] shape(String tensor) {
        if (shapes.varies(tensor)) {
            throw noGradient(String.format(
                    Locale.ROOT,
                    "has a tensor, %s, whose shape depends on the image, which the gradient rule does not support",
                    tensor));
        }
        return shapes.of(tensor);
    }

    /** Returns whether input {@code i} has integers. */
    boolean isIntegral(int i) {
        return shapes.integral(node.input(i));
    }

    ElementType type(int i) {
        return shapes.type(node.input(i));
    }

    ElementType typeOfY() {
        return shapes.type(node.output());
    }

    int rank(int i) {
        return shapes.of(input(i)).length;
    }

    /** Returns the spatial dimensions of input {@code i}, [N, C, ...]. */
    long[] spatial(int i) {
        return tail(shape(i));
    }

    long[] spatialOfY() {
        return tail(shapeOfY());
    }

    private static long[] tail(long[] shape) {
        return Arrays.copyOfRange(shape, Math.min(2, shape.length), shape.length);
    }

    /** Returns the integers of an input, if they are the same for all images. */
    long[] integers(int i) {
        return shapes.integers(node.input(i))
                .orElseThrow(() -> noGradient(String.format(
                        Locale.ROOT,
                        "has an input %d that depends on the image, which the gradient rule does not support",
                        i)));
    }

    /** Returns the value of an input of one element, if it is the same for all images. */
    Optional<Float> real(int i) {
        return shapes.scalar(node.input(i));
    }

    /** Returns the values of an input that is a constant of a few numbers. */
    Optional<float[]> reals(int i) {
        return shapes.reals(node.input(i));
    }

    /** Returns whether the integers of some inputs, those that are not omitted, are the same for all images. */
    boolean knowsIntegers(int... inputs) {
        return Arrays.stream(inputs)
                .allMatch(i -> !hasX(i) || shapes.integers(node.input(i)).isPresent());
    }

    /** Returns the axis of an attribute, counted from 0. */
    int axis(String attribute, long otherwise, int rank) {
        return axis(attributes().integer(attribute, otherwise), rank);
    }

    /** Returns a possibly negative axis counted from 0. */
    static int axis(long axis, int rank) {
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** Returns the value of an attribute of type FLOAT, which has its name in formulas. */
    Expr real(String name, float otherwise) {
        return Expr.symbol(name, attributes().real(name, otherwise));
    }

    /** Returns the value of an attribute of type INT, which has its name in formulas. */
    Expr integer(String name, long otherwise) {
        return Expr.symbol(name, attributes().integer(name, otherwise));
    }

    /** Applies the node to another first input. */
    Expr again(Expr x) {
        return Expr.apply(
                node.op(),
                attributes(),
                IntStream.range(0, inputs()).mapToObj(i -> i == 0 ? x : x(i)).toList());
    }

    /** Returns the second output of this node, which is added if the forward graph omits it. */
    Expr secondOutput() {
        return node.outputs().size() > 1 && !node.outputs().get(1).isEmpty() ? y(1) : new Expr.SecondOutput();
    }

    /** Sums a gradient in the shape of the output over the axes along which input {@code i} was broadcast. */
    Expr unbroadcast(int i, Expr gradient) {
        if (!hasX(i) || gradient.isNone()) {
            return Expr.none();
        }
        String x = node.input(i);
        String y = node.output();
        return shapes.varies(x) || shapes.varies(y)
                ? gradient.sumLike(x(i), shapes.of(y).length - shapes.of(x).length)
                : gradient.sumTo(shapeOfY(), shape(i));
    }

    /** Reshapes a vector over channels so that it broadcasts over [N, C, ...]. */
    Expr perChannel(Expr vector) {
        var shape = Expr.fill(rank(0) - 1, 1);
        shape[0] = -1;
        return vector.reshape(shape);
    }

    /** Sums a tensor [N, C, ...] to a vector over channels. */
    Expr channelSum(Expr tensor) {
        return tensor.sum(LongStream.range(0, rank(0)).filter(a -> a != 1).toArray())
                .reshape(-1);
    }

    NoGradientException noGradient(String reason) {
        return new NoGradientException(String.format(Locale.ROOT, "%s (node %s) %s", node.op(), node.label(), reason));
    }

    static long[] axes(int from, int to) {
        return IntStream.range(from, to).mapToLong(a -> a).toArray();
    }
}
