package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.PixelFormat;
import io.github.gradcam4j.method.AttributionContext;
import io.github.gradcam4j.method.AttributionMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The first program of a user, with the public API alone: a model and an image from bytes, labels, preprocessing, a
 * custom method, a batch, and an explanation that is canceled.
 */
class FirstProgramTest {

    private final CountDownLatch started = new CountDownLatch(1);

    @Test
    void explainsABatchAndCancelsAnExplanation() throws Exception {
        var worker = Executors.newSingleThreadExecutor();
        var slow = AttributionMethod.of("endless", "Endless", this::endless);
        var batch = FirstProgram.run(model(), greenSquare(), worker, slow, started);
        worker.shutdown();
        assertTrue(worker.awaitTermination(60, TimeUnit.SECONDS), "only an interrupt ends the method");
        assertEquals(2, batch.size());
        for (var explanation : batch) {
            assertEquals("green", explanation.target().label());
            assertEquals("green", explanation.predictions().top(1).get(0).label());
            assertEquals("mean", explanation.method().id());
            assertEquals(1, explanation.map().at(1, 2), 1e-6, "the position of the square");
            assertEquals(batch.get(0).map(), explanation.map());
        }
    }

    @Test
    void hasAtMost25Lines() throws Exception {
        var root = Path.of(System.getProperty("gradcam.root"));
        var source = Files.readString(root.resolve("core/src/test/java/org/example/FirstProgram.java"));
        long lines = source.substring(source.indexOf("final class"))
                .lines()
                .filter(line -> !line.isBlank())
                .count();
        assertTrue(lines <= 25, lines + " lines");
    }

    private HeatMap endless(AttributionContext context) {
        while (true) {
            context.model().scores(1, i -> context.model().input());
            started.countDown();
        }
    }

    /** The positive part of each color's mean in 4 x 4 positions, and its mean over them. */
    private static byte[] model() {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 32, 32);
        var square = new long[] {8, 8};
        var window = Attributes.of("kernel_shape", square).and("strides", square);
        String features = g.node("features", "Relu", List.of(g.node("cells", "AveragePool", List.of("x"), window)));
        String means = g.node("means", "Flatten", List.of(g.node("gap", "GlobalAveragePool", List.of(features))));
        g.initializer("weights", new float[] {4, 0, 0, 0, 4, 0, 0, 0, 4}, 3, 3);
        g.output(g.node("logits", "MatMul", List.of(means, "weights")), ElementType.FLOAT, "N", 3);
        return g.build().toBytes();
    }

    /** A PNG file: green in row 1 and column 2 of the 4 x 4 positions, black elsewhere. */
    private static byte[] greenSquare() {
        var rgb = new byte[3 * 32 * 32];
        for (int y = 8; y < 16; y++) {
            for (int x = 16; x < 24; x++) {
                rgb[3 * (32 * y + x) + 1] = (byte) 255;
            }
        }
        return Image.fromPixels(rgb, 32, 32, PixelFormat.RGB).png();
    }
}
