package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A node that is differentiated: the input of a {@link BackwardRule}, and the graph to which the rule adds nodes. */
final class NodeContext {

    private final Node node;
    private final Shapes shapes;
    private final GraphBuilder graph;
    private final Map<String, String> gradients;
    private final Set<String> read;
    private final Map<Integer, Expr> replaced;

    /** @param gradients the names of the gradients written so far, by the names of the tensors */
    NodeContext(Node node, Shapes shapes, GraphBuilder graph, Map<String, String> gradients) {
        this(node, shapes, graph, gradients, new HashSet<>(), Map.of());
    }

    private NodeContext(
            Node node,
            Shapes shapes,
            GraphBuilder graph,
            Map<String, String> gradients,
            Set<String> read,
            Map<Integer, Expr> replaced) {
        this.node = node;
        this.shapes = shapes;
        this.graph = graph;
        this.gradients = gradients;
        this.read = read;
        this.replaced = replaced;
    }

    /** Returns a context of the same node in which other tensors replace some inputs. */
    NodeContext reading(Map<Integer, Expr> inputs) {
        return new NodeContext(node, shapes, graph, gradients, read, inputs);
    }

    Node node() {
        return node;
    }

    Attributes attributes() {
        return node.attributes();
    }

    /** Returns input {@code i}. */
    Expr x(int i) {
        return replaced.getOrDefault(i, new Expr(this, node.input(i)));
    }

    /** Returns output {@code i}. */
    Expr y(int i) {
        return new Expr(this, node.outputs().get(i));
    }

    boolean hasX(int i) {
        return node.hasInput(i);
    }

    int inputs() {
        return node.inputs().size();
    }

    /** Returns the first output. */
    Expr y() {
        return new Expr(this, node.output());
    }

    /** Returns the gradient of the first output; zeros if it is not on a path. */
    Expr dy() {
        return dy(0).orElseGet(() -> y().zeros());
    }

    /** Returns the gradient of output {@code k}; empty if the output is omitted or not on a path. */
    Optional<Expr> dy(int k) {
        var output = k < node.outputs().size() ? node.outputs().get(k) : "";
        read.add(output);
        return Optional.ofNullable(gradients.get(output)).map(name -> new Expr(this, name));
    }

    /** Returns the gradients of all outputs; zeros for an output that is not on a path. */
    List<Expr> dys() {
        return IntStream.range(0, node.outputs().size())
                .mapToObj(k ->
                        dy(k).orElseGet(() -> new Expr(this, node.outputs().get(k)).zeros()))
                .toList();
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
        return shape(node.input(i));
    }

    long[] shapeOfY() {
        return shape(node.output());
    }

    long[] shapeOfY(int i) {
        return shape(node.outputs().get(i));
    }

    /** Returns whether the shapes that decide how input {@code i} is broadcast depend on the image. */
    boolean broadcastVaries(int i) {
        return shapes.varies(node.input(i)) || shapes.varies(node.output());
    }

    /** Returns the number of axes that broadcasting adds before those of input {@code i}. */
    int addedAxes(int i) {
        return shapes.of(node.output()).length - shapes.of(node.input(i)).length;
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
        return shapes.of(node.input(i)).length;
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

    Expr constant(double value) {
        return new Expr(this, graph.scalar(value));
    }

    Expr vector(long... values) {
        return new Expr(this, graph.vector(values));
    }

    Expr tensor(float[] values, long... shape) {
        return new Expr(this, graph.constant(scope() + "/table", values, shape));
    }

    /** Applies the node to another first input. */
    Expr again(Expr x) {
        var inputs = new ArrayList<>(node.inputs());
        inputs.set(0, x.name());
        return emit(node.op(), inputs, node.attributes());
    }

    Expr emit(String op, List<String> inputs, Attributes attributes) {
        return new Expr(this, graph.node(scope() + "/" + op, op, inputs, attributes));
    }

    List<Expr> emit(int outputs, String op, List<String> inputs, Attributes attributes) {
        return graph.nodes(scope() + "/" + op, outputs, op, inputs, attributes).stream()
                .map(name -> new Expr(this, name))
                .toList();
    }

    /** Returns the second output of this node, which is added if the forward graph omits it. */
    Expr secondOutput() {
        return new Expr(this, graph.secondOutput(node));
    }

    NoGradientException noGradient(String reason) {
        return new NoGradientException(String.format(Locale.ROOT, "%s (node %s) %s", node.op(), node.label(), reason));
    }

    private String scope() {
        return "grad/" + node.label();
    }

    static long[] axes(int from, int to) {
        return IntStream.range(from, to).mapToLong(a -> a).toArray();
    }
}
