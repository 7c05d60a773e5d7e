package io.github.gradcam4j.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtEnvironment;
import io.github.gradcam4j.graph.GraphBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions share the engine's threads, unless somebody else has set the engine up. */
class EngineTest {

    @TempDir
    private Path folder;

    private static float[] negated() {
        var g = GraphBuilder.opset(18);
        g.input("x", DataType.FLOAT, 2);
        g.output(g.node("y", "Neg", List.of("x")), DataType.FLOAT, 2);
        try (var session = Session.open(g.graph())) {
            return session.run(Map.of("x", Tensor.of(new float[] {1, -2}, 2)))
                    .get("y")
                    .toArray();
        }
    }

    @Test
    void onePoolForAllSessions() {
        assertTrue(Engine.get().onePool());
        assertArrayEquals(new float[] {-1, 2}, negated());
    }

    /** An application that uses ONNX Runtime for something else as well, and did so first. */
    static final class Guest {
        public static void main(String[] arguments) {
            try (var theirs = OrtEnvironment.getEnvironment("theirs")) {
                var values = negated();
                System.out.println(theirs == Engine.get().environment());
                System.out.println("pool %s, %s %s".formatted(Engine.get().onePool(), values[0], values[1]));
            }
        }
    }

    @Test
    void asAGuestEachSessionHasItsOwn() throws Exception {
        var log = folder.resolve("log").toFile();
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Guest.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(
                "true%npool false, -1.0 2.0".formatted(),
                Files.readString(log.toPath()).strip());
    }
}
