package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.target.Target;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory does not grow with the number of explanations: 500 of them, 10,000 with {@code -Dgradcam.slow=true}. A leak of
 * the memory of one explanation outside the heap, 600 kB of input and 800 kB of activations, would add up to hundreds
 * of megabytes.
 */
class SoakTest {

    private static final int EXPLANATIONS = Boolean.getBoolean("gradcam.slow") ? 10_000 : 500;
    private static final int WARM_UP = 100;
    private static final int SIDE = 224;
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
    void memoryDoesNotGrowWithTheNumberOfExplanations() throws Exception {
        var states = soak(model(), EXPLANATIONS);
        long resident = last(states).resident - states.get(0).resident;
        long direct = last(states).direct - states.get(0).direct;
        String told = states.stream().map(State::toString).collect(Collectors.joining("\n"));
        assertEquals(EXPLANATIONS, last(states).explanations, told);
        assertTrue(direct < 8 * MEBIBYTE, "direct buffers grew by %,d bytes\n%s".formatted(direct, told));
        assertTrue(resident < 48 * MEBIBYTE, "resident memory grew by %,d bytes\n%s".formatted(resident, told));
    }

    /** Runs a separate process with a heap of fixed size, so that only leaks make it grow. */
    private static List<State> soak(Path model, int explanations) throws Exception {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xms192m",
                "-Xmx192m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Soak.class.getName(),
                model.toString(),
                String.valueOf(explanations));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = process.inputReader()) {
            var states = lines.lines().map(State::parse).toList();
            assertEquals(0, process.waitFor());
            return states;
        }
    }

    private static State last(List<State> states) {
        return states.get(states.size() - 1);
    }

    /** Memory after a number of explanations, in bytes. */
    private record State(int explanations, long resident, long direct) {

        static State now(int explanations) throws IOException, InterruptedException {
            System.gc();
            // Buffers are freed a moment after the garbage collection.
            Thread.sleep(200);
            return new State(explanations, residentBytes(), directBytes());
        }

        static State parse(String line) {
            var numbers = line.split(" ");
            return new State(Integer.parseInt(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
        }

        private static long residentBytes() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow();
        }

        private static long directBytes() {
            return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
        }

        @Override
        public String toString() {
            return explanations + " " + resident + " " + direct;
        }
    }

    /** Explains with the model of the first argument as often as the second sets; prints its memory ten times. */
    static final class Soak {

        public static void main(String[] arguments) throws Exception {
            int explanations = Integer.parseInt(arguments[1]);
            try (var explainer = Explainer.open(Path.of(arguments[0]))) {
                explain(explainer, WARM_UP);
                System.out.println(State.now(0));
                for (int tenth = 1; tenth <= 10; tenth++) {
                    explain(explainer, explanations / 10);
                    System.out.println(State.now(tenth * (explanations / 10)));
                }
            }
        }

        private static void explain(Explainer explainer, int times) {
            var random = new Random(1);
            var buffered = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < times; i++) {
                buffered.setRGB(random.nextInt(SIDE), random.nextInt(SIDE), random.nextInt());
                var image = Image.fromBufferedImage(buffered);
                var explanation = explainer.explain(image, Target.top(1));
                explanation.forTarget(Target.of(i % 5)).overlay(image, Colormap.JET, 0.5);
            }
        }
    }

    private Path model() throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, SIDE, SIDE);
        var stem = g.node(
                "stem", "Conv", List.of("x", weights(g, 64, 3, 4, 4)), Attributes.of("strides", new long[] {4, 4}));
        var first = g.node("first", "Relu", List.of(stem));
        var mixed = g.node("mixed", "Conv", List.of(first, weights(g, 64, 64, 1, 1)));
        var features = g.node("features", "Relu", List.of(mixed));
        var flat = g.node("flat", "Flatten", List.of(g.node("pooled", "GlobalAveragePool", List.of(features))));
        g.node("logits", "Gemm", List.of(flat, weights(g, 64, 5)));
        g.output("logits", ElementType.FLOAT, "N", 5);
        return Files.write(folder.resolve("soak.onnx"), g.build().toBytes());
    }

    private static String weights(GraphBuilder g, long... shape) {
        var values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        var random = new Random(values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() / 10);
        }
        return g.constant("weights", values, shape);
    }
}
