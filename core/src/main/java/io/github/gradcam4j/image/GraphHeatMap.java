package io.github.gradcam4j.image;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.GraphBuilder;
import java.util.List;

/**
 * The heat maps of a batch in a graph, [N, height, width]: what {@link HeatMap} does to one map, as ONNX operators for
 * all of them. Each method adds nodes to the graph and returns their result. The operators are MatMul, Add, Sub, Div,
 * Neg, Max, Relu, ReduceMin and ReduceMax.
 *
 * <p>Values are float32. Each method's differ from those of {@link HeatMap} by less than 1e-6 of the map's largest
 * magnitude or, when normalized, of that magnitude divided by the range. There are no NaN and no infinities, unless in
 * the maps or where the range of a map exceeds float32.
 *
 * @param graph a graph of opset 13 or later; receives the nodes
 * @param tensor the name of the maps, float32
 * @param height rows of a map
 * @param width columns of a map
 */
public record GraphHeatMap(GraphBuilder graph, String tensor, int height, int width) {

    /** The opset from which on the axes of ReduceMin and ReduceMax are an input. */
    private static final int AXES_AS_INPUT = 18;

    /** Returns {@code max(value, 0)} at each position. */
    public GraphHeatMap relu() {
        return with(op("Relu", tensor));
    }

    /** Returns {@code -value} at each position. */
    public GraphHeatMap negated() {
        return with(op("Neg", tensor));
    }

    /** Returns a part of signed maps, as {@link Sign#of}. */
    public GraphHeatMap sign(Sign sign) {
        return switch (sign) {
            case POSITIVE -> relu();
            case NEGATIVE -> negated().relu();
            case BOTH -> this;
        };
    }

    /**
     * Resizes bilinearly, as {@link HeatMap#resize}: by a product with the weights of the rows and one with those of
     * the columns. Unlike Resize, these are the same in each runtime. A map of one value keeps exactly this value.
     */
    public GraphHeatMap resize(int newHeight, int newWidth) {
        String rows = graph.constant("map/rows", Bilinear.weights(height, newHeight), newHeight, height);
        String columns =
                graph.constant("map/columns", transposed(Bilinear.weights(width, newWidth), width), width, newWidth);
        String low = reduced("ReduceMin");
        String resized = op("MatMul", op("MatMul", rows, op("Sub", tensor, low)), columns);
        return new GraphHeatMap(graph, op("Add", resized, low), newHeight, newWidth);
    }

    /** Returns {@code (value - min) / (max - min)} of each map, 0..1; zero if all values are equal. */
    public GraphHeatMap normalize() {
        String low = reduced("ReduceMin");
        String range = op("Sub", reduced("ReduceMax"), low);
        // A range of 0 or a subnormal one, which some processors take for 0, is not divided by.
        String divisor = op("Max", range, graph.scalar(Float.MIN_NORMAL));
        return with(op("Div", op("Sub", tensor, low), divisor));
    }

    private GraphHeatMap with(String maps) {
        return new GraphHeatMap(graph, maps, height, width);
    }

    private String op(String op, String... inputs) {
        return graph.node("map/" + op, op, List.of(inputs));
    }

    /** Returns one number for each map, [N, 1, 1]. */
    private String reduced(String op) {
        return graph.opset() >= AXES_AS_INPUT
                ? op(op, tensor, graph.vector(1, 2))
                : graph.node("map/" + op, op, List.of(tensor), Attributes.of("axes", new long[] {1, 2}));
    }

    private static float[] transposed(float[] matrix, int columns) {
        int rows = matrix.length / columns;
        var transposed = new float[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            transposed[i % columns * rows + i / columns] = matrix[i];
        }
        return transposed;
    }
}
