package io.github.gradcam4j.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SessionTest {

    private static final Map<String, Tensor> X = Map.of("x", Tensor.of(new float[] {1, -2}, 1, 2));

    private static Graph negation() {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 2);
        g.output(g.node("y", "Neg", List.of("x")));
        return g.build();
    }

    @Test
    void optionsKeepWhatIsSet() {
        var options =
                SessionOptions.DEFAULT.withThreads(3).withConfigEntry("a", "1").withConfigEntry("a", "2");
        assertEquals(OptionalInt.of(3), options.threads());
        assertEquals(Map.of("a", "2"), options.configEntries());
        assertEquals(Provider.CPU, options.provider());
        assertEquals(options, SessionOptions.DEFAULT.withConfigEntry("a", "2").withThreads(3));
        assertEquals(OptionalInt.empty(), SessionOptions.DEFAULT.threads());
        assertEquals("SessionOptions[provider cpu, threads 3, {a=2}]", options.toString());
        assertThrows(IllegalArgumentException.class, () -> SessionOptions.DEFAULT.withThreads(0));
    }

    /** ONNX Runtime's optimization of this graph takes the padded zeros for minus infinity. */
    @Test
    void theMaximumOfNegativeValuesAndPaddedZerosIsZero() {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 1, 2, 2);
        String padded = g.node("padded", "Pad", List.of("x", g.vector(0, 0, 1, 1, 0, 0, 1, 1)));
        var window = Attributes.of("kernel_shape", new long[] {3, 3}).and("strides", new long[] {3, 3});
        g.output(g.node("y", "MaxPool", List.of(padded), window));
        var x = Tensor.of(new float[] {-1, -2, -3, -4}, 1, 1, 2, 2);
        try (var session = Session.open(g.build())) {
            assertArrayEquals(
                    new float[] {0}, session.run(Map.of("x", x)).get("y").toArray());
        }
    }

    @Test
    void anySettingGivesTheSameNumbers() {
        for (var options : List.of(
                SessionOptions.DEFAULT,
                SessionOptions.DEFAULT.withThreads(1),
                SessionOptions.DEFAULT.withConfigEntry("session.intra_op.allow_spinning", "1"))) {
            try (var session = Session.open(negation(), options)) {
                assertArrayEquals(new float[] {-1, 2}, session.run(X).get("y").toArray());
            }
        }
    }

    @Test
    void configurationEntriesReachTheEngine() {
        var options = SessionOptions.DEFAULT
                .withThreads(2)
                .withConfigEntry("session.intra_op_thread_affinities", "no processor");
        assertThrows(EngineException.class, () -> Session.open(negation(), options));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theNumberOfThreadsReachesTheEngine() throws IOException {
        Session.open(negation(), SessionOptions.DEFAULT.withThreads(1)).close();
        long before = threads();
        try (var session = Session.open(negation(), SessionOptions.DEFAULT.withThreads(25))) {
            // Some of the JVM's own threads may have ended.
            assertTrue(threads() - before > 15, before + " threads before, now " + threads() + ": " + session);
        }
    }

    private static long threads() throws IOException {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.count();
        }
    }

    @Test
    void openingAndClosingIsLogged() {
        var messages = new ArrayList<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord event) {
                messages.add(event.getLevel() + ": " + event.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var logger = Logger.getLogger(Session.class.getName());
        logger.addHandler(handler);
        logger.setLevel(Level.FINE);
        try {
            Session.open(negation()).close();
        } finally {
            logger.setLevel(null);
            logger.removeHandler(handler);
        }
        assertEquals(2, messages.size(), messages.toString());
        assertTrue(messages.get(0).startsWith("FINE: opened a session of Graph[opset 18"), messages.get(0));
        assertEquals("FINE: closed a session", messages.get(1));
    }

    @Test
    void textNamesInputsAndOutputs() {
        try (var session = Session.open(negation())) {
            assertEquals("Session[[x] -> [y]]", session.toString());
        }
        assertEquals("Shapes[2 tensors]", Shapes.probe(negation(), X).toString());
    }

    @Test
    void aClosedSessionIsRefusedByName() {
        var session = Session.open(negation());
        session.close();
        session.close();
        var e = assertThrows(IllegalStateException.class, () -> session.run(X));
        assertEquals("the session of [y] is closed", e.getMessage());
        assertEquals("Session[[x] -> [y]]", session.toString());
    }

    /** A session that is freed during a run would end the process. */
    @Test
    void aSessionMayBeClosedWhileOtherThreadsRun() throws Exception {
        var threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 20; round++) {
                var session = Session.open(negation());
                var started = new CountDownLatch(3);
                var runs = new ArrayList<Future<IllegalStateException>>();
                for (int t = 0; t < 3; t++) {
                    runs.add(threads.submit(() -> runUntilClosed(session, started)));
                }
                started.await();
                session.close();
                for (var run : runs) {
                    assertEquals(
                            "the session of [y] is closed",
                            run.get(10, TimeUnit.SECONDS).getMessage());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static IllegalStateException runUntilClosed(Session session, CountDownLatch started) {
        try {
            while (true) {
                assertEquals(2, session.run(X).get("y").toArray()[1]);
                started.countDown();
            }
        } catch (IllegalStateException e) {
            return e;
        }
    }
}
