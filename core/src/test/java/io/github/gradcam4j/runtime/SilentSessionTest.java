package io.github.gradcam4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.TestGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime writes its log lines past Java to the process's streams, so another process is observed. */
class SilentSessionTest {

    /** A program with sessions that warn, that fail while they are opened and that fail while they run. */
    static final class Program {

        private Program() {}

        /** Exits with the number of failures. */
        public static void main(String[] arguments) {
            System.exit(failures(unused()) + failures(unknown()) + failures(reshape()));
        }

        private static int failures(Graph graph) {
            try (var session = Session.open(graph)) {
                session.run(Map.of("x", Tensor.zeros(1, 6)));
                return 0;
            } catch (EngineException e) {
                return 1;
            }
        }

        private static Graph unused() {
            var g = TestGraph.opset(17);
            g.weights(3, 3);
            return g.model(g.op("Relu", g.x(1, 6)));
        }

        private static Graph unknown() {
            var g = TestGraph.opset(17);
            return g.model(g.op("NoSuchOperator", g.x(1, 6)));
        }

        private static Graph reshape() {
            var g = TestGraph.opset(17);
            var x = g.x("N", "C");
            var shape = g.op("Concat", Attributes.of("axis", 0), g.size(x, 0), g.ints(5));
            return g.model(g.op("Reshape", x, shape));
        }
    }

    @Test
    void noLinesOfTheRuntimeReachTheStreams(@TempDir Path folder) throws IOException, InterruptedException {
        var output = folder.resolve("output").toFile();
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        int failures = process.waitFor();
        assertEquals("", Files.readString(output.toPath()));
        assertEquals(2, failures);
    }
}
