package io.github.gradcam4j.report;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A classifier of colors: the mean redness, greenness and blueness of 7 x 7 {@code places}, after 14 x 14
 * {@code cells}.
 */
public final class ColorModel {

    private ColorModel() {}

    /** Writes the model as {@code colors.onnx}. */
    public static Path write(Path folder) throws IOException {
        return write(folder, 4);
    }

    /** Writes the model with a factor of the logits. */
    public static Path write(Path folder, float gain) throws IOException {
        var g = GraphBuilder.opset(18);
        return write(folder, colors(g, gain), g);
    }

    /** Writes a model that the engine cannot run on a white image: an index is out of bounds. */
    public static Path writeFailingOnWhite(Path folder) throws IOException {
        var g = GraphBuilder.opset(18);
        String logits = colors(g, 4);
        String darkest = g.node("darkest", "ReduceMin", List.of("x"), Attributes.of("keepdims", 0L));
        String index =
                g.node("index", "Cast", List.of(g.node("positive", "Relu", List.of(darkest))), Attributes.of("to", 7L));
        g.initializer("zeros", new float[] {0, 0}, 2);
        String zero = g.node("zero", "Gather", List.of("zeros", index));
        return write(folder, g.node("sum", "Add", List.of(logits, zero)), g);
    }

    private static String colors(GraphBuilder g, float gain) {
        g.input("x", ElementType.FLOAT, "N", 3, 224, 224);
        String cells = mean(g, "cells", "x", 16);
        String pooled = mean(g, "pooled", cells, 2);
        g.initializer("mix", new float[] {2, -1, -1, -1, 2, -1, -1, -1, 2}, 3, 3, 1, 1);
        String places = g.node("places", "Relu", List.of(g.node("mixed", "Conv", List.of(pooled, "mix"))));
        String flat = g.node("flat", "Flatten", List.of(g.node("gap", "GlobalAveragePool", List.of(places))));
        g.initializer("weights", new float[] {gain, 0, 0, 0, gain, 0, 0, 0, gain}, 3, 3);
        return g.node("logits", "Gemm", List.of(flat, "weights"));
    }

    private static Path write(Path folder, String logits, GraphBuilder g) throws IOException {
        g.output(logits, ElementType.FLOAT, "N", 3);
        return Files.write(folder.resolve("colors.onnx"), g.build().toBytes());
    }

    private static String mean(GraphBuilder g, String name, String of, long side) {
        var square = new long[] {side, side};
        return g.node(
                name,
                "AveragePool",
                List.of(of),
                Attributes.of("kernel_shape", square).and("strides", square));
    }
}
