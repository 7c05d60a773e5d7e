package io.github.gradcam4j.cli;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A small classifier with ImageNet's input, a thousand classes, and layers that are called layer3 and layer4 as in a
 * ResNet.
 */
final class ExampleModel {

    private static final int CHANNELS = 8;
    private static final int CLASSES = 1000;

    private ExampleModel() {}

    static Path write(Path file) throws IOException {
        var random = new Random(11);
        var g = GraphBuilder.opset(18);
        g.input("input", ElementType.FLOAT, "N", 3, 224, 224);
        var square = new long[] {16, 16};
        String small = g.node(
                "/pool/AveragePool",
                "AveragePool",
                List.of("input"),
                Attributes.of("kernel_shape", square).and("strides", square));
        String layer3 = layer(g, random, "layer3", small, 3);
        String layer4 = layer(g, random, "layer4", layer3, CHANNELS);
        String flat = g.node(
                "/Flatten", "Flatten", List.of(g.node("/gap/GlobalAveragePool", "GlobalAveragePool", List.of(layer4))));
        g.initializer("fc.weight", values(random, CHANNELS * CLASSES), CHANNELS, CLASSES);
        g.output(g.node("logits", "Gemm", List.of(flat, "fc.weight")), ElementType.FLOAT, "N", CLASSES);
        g.build().write(file);
        return file;
    }

    private static String layer(GraphBuilder g, Random random, String name, String input, int channels) {
        g.initializer(name + ".weight", values(random, CHANNELS * channels * 9), CHANNELS, channels, 3, 3);
        String convolved = g.node(
                "/" + name + "/conv/Conv", "Conv", List.of(input, name + ".weight"), Attributes.of("pads", new long[] {
                    1, 1, 1, 1
                }));
        return g.node("/" + name + "/relu/Relu", "Relu", List.of(convolved));
    }

    private static float[] values(Random random, int count) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() / 4;
        }
        return values;
    }
}
