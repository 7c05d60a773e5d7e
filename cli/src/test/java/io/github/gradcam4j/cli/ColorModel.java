package io.github.gradcam4j.cli;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.GraphBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A classifier of colors: the mean redness, greenness and blueness of 7 x 7 {@code places}, after 14 x 14 {@code cells}. */
final class ColorModel {

    private ColorModel() {}

    static Path write(Path folder) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", DataType.FLOAT, "N", 3, 224, 224);
        String cells = mean(g, "cells", "x", 16);
        String pooled = mean(g, "pooled", cells, 2);
        g.initializer("mix", new float[] {2, -1, -1, -1, 2, -1, -1, -1, 2}, 3, 3, 1, 1);
        String places = g.node("places", "Relu", List.of(g.node("mixed", "Conv", List.of(pooled, "mix"))));
        String flat = g.node("flat", "Flatten", List.of(g.node("gap", "GlobalAveragePool", List.of(places))));
        g.initializer("weights", new float[] {4, 0, 0, 0, 4, 0, 0, 0, 4}, 3, 3);
        String logits = g.node("logits", "Gemm", List.of(flat, "weights"));
        g.output(logits, DataType.FLOAT, "N", 3);
        return Files.write(folder.resolve("colors.onnx"), g.build().toByteArray());
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
