package io.github.gradcam4j.cli;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.studio.Studio;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Runs the common start-up path once - command line, cards, model, images, studio - so that the JVM can archive its
 * classes (AppCDS). The launcher runs it once for each JVM, with {@code -XX:ArchiveClassesAtExit}.
 */
final class AppCdsTraining {

    private static final int CHANNELS = 16;
    private static final int CLASSES = 1000;

    private AppCdsTraining() {}

    public static void main(String[] arguments) throws IOException {
        Main.prepare();
        var folder = Files.createTempDirectory("gradcam-appcds");
        try {
            var model = Files.write(folder.resolve("tiny.onnx"), tiny());
            commands(folder, model);
            studio(model);
        } finally {
            delete(folder);
        }
    }

    private static void commands(Path folder, Path model) throws IOException {
        run("models");
        run("explain", "sample:lighthouse", "-m", model.toString(), "-o", folder.toString());
        var photograph = folder.resolve("photograph.jpg").toFile();
        try (var drawn = Files.newDirectoryStream(folder, "*.png")) {
            ImageIO.write(ImageIO.read(drawn.iterator().next().toFile()), "jpg", photograph);
        }
        run("explain", photograph.toString(), "-m", model.toString(), "-o", folder.toString(), "--format", "png,json");
    }

    private static void run(String... arguments) {
        var nowhere = new PrintWriter(Writer.nullWriter());
        int code = Main.commandLine(nowhere, nowhere).execute(arguments);
        if (code != 0) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "gradcam %s ended with %d", String.join(" ", arguments), code));
        }
    }

    private static void studio(Path model) throws IOException {
        try (var studio =
                Studio.create(config -> config.port(0).model(Model.of(model))).start()) {
            for (String page : List.of("", "api/models", "api/samples", "api/explain?picture=lighthouse")) {
                try (var answer = URI.create(studio.url() + page).toURL().openStream()) {
                    answer.readAllBytes();
                }
            }
        }
    }

    /**
     * A classifier with the operators of a residual network, and weights large enough to be read apart from the graph.
     */
    private static byte[] tiny() {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 224, 224);
        String first = g.node(
                "conv1", "Conv", List.of("x", weights(g, CHANNELS, 3, 7, 7)), Attributes.of("strides", new long[] {4, 4
                }));
        String block = g.node("relu1", "Relu", List.of(first));
        String second = g.node(
                "conv2",
                "Conv",
                List.of(block, weights(g, CHANNELS, CHANNELS, 3, 3)),
                Attributes.of("pads", new long[] {1, 1, 1, 1}));
        String sum = g.node("sum", "Add", List.of(second, block));
        String last = g.node("relu2", "Relu", List.of(sum));
        String pooled = g.node("pool", "GlobalAveragePool", List.of(last));
        String flat = g.node("flat", "Flatten", List.of(pooled));
        g.node("logits", "Gemm", List.of(flat, weights(g, CHANNELS, CLASSES)));
        g.output("logits", ElementType.FLOAT, "N", CLASSES);
        return g.build().toBytes();
    }

    private static String weights(GraphBuilder g, long... shape) {
        var values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        Arrays.fill(values, 1f / values.length);
        return g.constant("weights", values, shape);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
