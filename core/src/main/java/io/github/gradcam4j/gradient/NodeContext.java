package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Shapes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** One node on the way back: what a {@link BackwardRule} sees, and where it writes. */
final class NodeContext {

    private final Node node;
    private final Shapes shapes;
    private final GraphBuilder graph;
    private final Map<String, String> gradients;

    /** @param gradients the gradients of tensors known so far, by the tensors' names */
    NodeContext(Node node, Shapes shapes, GraphBuilder graph, Map<String, String> gradients) {
        this.node = node;
        this.shapes = shapes;
        this.graph = graph;
        this.gradients = gradients;
    }

    Node node() {
        return node;
    }

    Attributes attributes() {
        return node.attributes();
    }

    /** Input {@code i}. */
    Expr x(int i) {
        return new Expr(this, node.input(i));
    }

    boolean hasX(int i) {
        return node.hasInput(i);
    }

    int inputs() {
        return node.inputs().size();
    }

    /** The first output. */
    Expr y() {
        return new Expr(this, node.output());
    }

    /** The gradient of the first output. */
    Expr dy() {
        return new Expr(this, gradients.get(node.output()));
    }

    /** The gradients of all outputs; zeros for one that nothing on the path reads. */
    List<Expr> dys() {
        return node.outputs().stream()
                .map(o -> gradients.containsKey(o) ? new Expr(this, gradients.get(o)) : new Expr(this, o).zeros())
                .toList();
    }

    long[] shape(int i) {
        return shapes.of(node.input(i));
    }

    long[] shapeOfY() {
        return shapes.of(node.output());
    }

    long[] shapeOfY(int i) {
        return shapes.of(node.outputs().get(i));
    }

    int rank(int i) {
        return shape(i).length;
    }

    /** The sizes of the spatial dimensions of input {@code i}, [N, C, ...]. */
    long[] spatial(int i) {
        return tail(shape(i));
    }

    long[] spatialOfY() {
        return tail(shapeOfY());
    }

    private static long[] tail(long[] shape) {
        return Arrays.copyOfRange(shape, Math.min(2, shape.length), shape.length);
    }

    /** The integers of an input that is known before the graph runs. */
    long[] integers(int i) {
        return shapes.integers(node.input(i))
                .orElseThrow(
                        () -> noGradient(String.format(Locale.ROOT, "has a value for input %d that is not known", i)));
    }

    /** The value of an input of one element, where it is known before the graph runs. */
    Optional<Float> real(int i) {
        return shapes.scalar(node.input(i));
    }

    /** Whether the integers of an input are known before the graph runs. */
    boolean known(int i) {
        return shapes.integers(node.input(i)).isPresent();
    }

    /** An axis counted from 0, from an attribute. */
    int axis(String attribute, long otherwise, int rank) {
        return axis(attributes().integer(attribute, otherwise), rank);
    }

    /** The same axis, counted from 0. */
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

    Expr emit(String op, List<String> inputs, Attributes attributes) {
        return new Expr(this, graph.node(scope() + "/" + op, op, inputs, attributes));
    }

    List<Expr> emit(int outputs, String op, List<String> inputs, Attributes attributes) {
        return graph.nodes(scope() + "/" + op, outputs, op, inputs, attributes).stream()
                .map(name -> new Expr(this, name))
                .toList();
    }

    /** The second output of this node, asked for where the forward graph left it out. */
    Expr secondOutput() {
        return new Expr(this, graph.secondOutput(node));
    }

    NoGradientException noGradient(String why) {
        return new NoGradientException(String.format(Locale.ROOT, "%s (node %s) %s", node.op(), node.label(), why));
    }

    private String scope() {
        return "grad/" + node.label();
    }

    static long[] axes(int from, int to) {
        return IntStream.range(from, to).mapToLong(a -> a).toArray();
    }
}
