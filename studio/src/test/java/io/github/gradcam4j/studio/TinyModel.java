package io.github.gradcam4j.studio;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A small real classifier, 48 x 48 pixels to six classes, so that tests need no download. */
final class TinyModel {

    private static final int SIDE = 48;
    private static final int CHANNELS = 12;
    private static final List<List<String>> CLASSES = List.of(
            List.of("apple", "Malus"),
            List.of("pear", "Pyrus"),
            List.of("plum", "Prunus"),
            List.of("crane", "bird"),
            List.of("crane", "machine"),
            List.of("cherry", "Prunus avium"));

    private TinyModel() {}

    static Model write(Path folder) throws IOException {
        return write(folder, "tiny");
    }

    static Model write(Path folder, String id) throws IOException {
        return write(folder, id, CLASSES, CHANNELS);
    }

    /** Writes a model that methods with many passes take a minute for. */
    static Model ofManyChannels(Path folder) throws IOException {
        return write(folder, "wide", CLASSES, 512);
    }

    /** Writes a model with as many classes as ImageNet, under other names. */
    static Model ofThousandClasses(Path folder) throws IOException {
        var classes = IntStream.range(0, 1000).mapToObj(i -> List.of("class " + i));
        return write(folder, "thousand", classes.toList(), CHANNELS);
    }

    private static Model write(Path folder, String id, List<List<String>> classes, int width) throws IOException {
        var random = new Random(7);
        var graph = GraphBuilder.opset(17);
        String input = graph.input("input", ElementType.FLOAT, "N", 3L, (long) SIDE, (long) SIDE);
        String first = relu(graph, convolution(graph, random, "first", input, 3, width), "first_relu");
        String second = relu(graph, convolution(graph, random, "second", first, width, width), "second_relu");
        String pooled = graph.node("pooled", "GlobalAveragePool", List.of(second));
        String flat = graph.node("flat", "Flatten", List.of(pooled));
        String weights = graph.initializer(
                "weights", values(random, classes.size() * width, 2), (long) classes.size(), (long) width);
        String logits = graph.node("logits", "Gemm", List.of(flat, weights), Attributes.of("transB", 1L));
        graph.output(logits, ElementType.FLOAT, "N", (long) classes.size());
        Path file = folder.resolve(id + ".onnx");
        Files.write(file, graph.build().toBytes());
        return Model.of(file)
                .withPreprocessing(
                        Preprocessing.imageNet().withInputSize(SIDE, SIDE).withFit(Preprocessing.Fit.SQUASH))
                .withLabels(new Labels(classes))
                .withActivation(Activation.SOFTMAX);
    }

    private static String convolution(
            GraphBuilder graph, Random random, String name, String input, int channels, int width) {
        String weights = graph.initializer(
                name + "_weights", values(random, width * channels * 9, 0.3), (long) width, (long) channels, 3L, 3L);
        var attributes = Attributes.of("strides", new long[] {2, 2}).and("pads", new long[] {1, 1, 1, 1});
        return graph.node(name, "Conv", List.of(input, weights), attributes);
    }

    private static String relu(GraphBuilder graph, String input, String name) {
        return graph.node(name, "Relu", List.of(input));
    }

    private static float[] values(Random random, int count, double deviation) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }
}
