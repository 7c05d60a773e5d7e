package io.github.gradcam4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that are opened or run while their thread is interrupted or the process ends. */
class EngineShutdownTest {

    private static final int SIDE = 64;

    /** Products of matrices of this size take some 20 ms each. */
    private static final int LARGE_SIDE = 1024;

    private static final int CODE = 7;

    @TempDir
    private Path folder;

    /** Opens and runs sessions on another thread, while the process exits. */
    static final class Exiting {
        public static void main(String[] arguments) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> pause(1500)));
            Session.open(products(1, SIDE)).close();
            var worker = new Thread(Exiting::work);
            worker.setDaemon(true);
            worker.start();
            pause(1500);
            System.exit(CODE);
        }

        private static void work() {
            while (true) {
                try (var session = Session.open(products(20, SIDE))) {
                    session.run(x(SIDE));
                }
            }
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Returns products of matrices, one after the other. */
    private static Graph products(int count, int side) {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, side, side);
        var identity = new float[side * side];
        for (int i = 0; i < side; i++) {
            identity[i * side + i] = 1;
        }
        g.initializer("w", identity, side, side);
        String last = "x";
        for (int i = 0; i < count; i++) {
            last = g.node("y" + i, "MatMul", List.of(last, "w"));
        }
        g.output(last);
        return g.build();
    }

    private static Map<String, Tensor> x(int side) {
        var values = new float[side * side];
        Arrays.fill(values, 1);
        return Map.of("x", Tensor.of(values, side, side));
    }

    @Test
    void theEngineStaysOpenWhileTheProcessEnds() throws Exception {
        var log = folder.resolve("log");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Exiting.class.getName())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES));
        assertEquals("", Files.readString(log));
        assertEquals(CODE, process.exitValue());
        assertEquals(List.of(log), files());
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void anInterruptEndsARun() throws Exception {
        try (var session = Session.open(products(2000, LARGE_SIDE))) {
            var runner = Thread.currentThread();
            var interrupter = new Thread(() -> {
                Exiting.pause(300);
                runner.interrupt();
            });
            interrupter.start();
            long start = System.nanoTime();
            assertThrows(CancellationException.class, () -> session.run(x(LARGE_SIDE)));
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 20);
            assertTrue(Thread.interrupted(), "the thread stays interrupted");
            interrupter.join();
        }
    }

    @Test
    void anInterruptedThreadStartsNoRun() {
        try (var session = Session.open(products(1, SIDE))) {
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> session.run(x(SIDE)));
            assertTrue(Thread.interrupted());
            assertEquals(1, session.run(x(SIDE)).size());
        }
    }
}
