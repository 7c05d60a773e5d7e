package io.github.gradcam4j.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.TestGraph;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Shapes of all tensors of a graph, those that only a run reveals included. */
class ShapesTest {

    private static final Map<String, Tensor> INPUT = Map.of("x", Tensor.of(new float[] {1, 0, 2, 0, 3, 0}, 2, 3));

    /** Text labels, and the coordinates of the nonzero values, whose number only a run reveals. */
    private static Graph graph() {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, 2, 3);
        g.output(g.node("text", "Cast", List.of("x"), Attributes.of("to", 8)));
        g.output(g.node("nonzero", "NonZero", List.of("x")));
        return g.build();
    }

    @Test
    void aRunRevealsTheShapesOfTextToo() {
        var shapes = Shapes.probe(graph(), INPUT);
        assertArrayEquals(new long[] {2, 3}, shapes.of("text"));
        assertEquals(ElementType.STRING, shapes.type("text"));
        assertArrayEquals(new long[] {2, 3}, shapes.of("nonzero"));
    }

    @Test
    void aNumberOfValuesThatDependsOnThemIsKnownForTheExampleAlone() {
        var shapes = Shapes.probe(graph(), INPUT);
        assertTrue(shapes.varies("nonzero"));
        assertTrue(shapes.integers("nonzero").isEmpty());
        assertFalse(shapes.varies("text"));
    }

    @Test
    void integersAreKnownWhereTheyFollowFromShapes() {
        var g = TestGraph.opset(18);
        String x = g.x(2, 3);
        String size = g.size(x, 1);
        String twice = g.op("Mul", size, g.ints(2));
        String largest = g.op("ArgMax", Attributes.of("axis", 1), x);
        String after = g.op("Add", largest, size);
        var shapes = Shapes.probe(g.model(twice, after), INPUT);
        assertArrayEquals(new long[] {6}, shapes.integers(twice).orElseThrow());
        assertTrue(shapes.integers(largest).isEmpty());
        assertTrue(shapes.integers(after).isEmpty());
    }

    @Test
    void aSliceOfOneSizeAtAnyPositionHasAShape() {
        var g = TestGraph.opset(18);
        String x = g.x(1, 6);
        String start = g.op(
                "ArgMax",
                Attributes.of("axis", 1).and("keepdims", 0),
                g.op("Slice", x, g.ints(0), g.ints(4), g.ints(1)));
        String moving = g.op("Slice", x, start, g.op("Add", start, g.ints(2)), g.ints(1));
        String growing = g.op("Slice", x, g.ints(0), g.op("Add", start, g.ints(1)), g.ints(1));
        String numbers = g.op("Shape", growing);
        var shapes = Shapes.probe(g.model(moving, numbers), Map.of("x", Tensor.zeros(1, 6)));
        assertFalse(shapes.varies(moving));
        assertArrayEquals(new long[] {1, 2}, shapes.of(moving));
        assertTrue(shapes.varies(growing));
        assertTrue(shapes.integers(numbers).isEmpty());
    }

    @Test
    void randomNumbersAreNotKnown() {
        var g = TestGraph.opset(18);
        String random = g.op("RandomUniformLike", g.op("ReduceMean", Attributes.of("keepdims", 0), g.x(1, 3)));
        var shapes = Shapes.probe(g.model(random), Map.of("x", Tensor.zeros(1, 3)));
        assertTrue(shapes.scalar(random).isEmpty());
    }

    /** Returns the number of sessions that an analysis opens. */
    private static long sessions(Graph graph, Map<String, Tensor> inputs) {
        var count = new AtomicLong();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getMessage().startsWith("opened a session")) {
                    count.incrementAndGet();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var logger = Logger.getLogger(Session.class.getName());
        var level = logger.getLevel();
        logger.addHandler(handler);
        logger.setLevel(Level.FINE);
        try {
            Shapes.probe(graph, inputs);
        } finally {
            logger.setLevel(level);
            logger.removeHandler(handler);
        }
        return count.get();
    }

    @Test
    void oneSessionInfersAndRunsUnlessAGuardOfAConstantIsLeftOut() {
        var g = TestGraph.opset(18);
        String x = g.x(1, 1, 2, 3);
        var arithmetic = g.model(g.op("Reshape", x, g.op("Mul", g.op("Shape", x), g.ints(1))));
        assertEquals(1, sessions(arithmetic, Map.of("x", Tensor.zeros(1, 1, 2, 3))));
        var h = TestGraph.opset(18);
        String y = h.x(1, 1, 2, 3);
        var scales = h.floats(new float[] {1, 1, 2, 2}, 4);
        var resized = h.op("Resize", y, "", scales);
        assertEquals(1, sessions(h.model(resized), Map.of("x", Tensor.zeros(1, 1, 2, 3))));
        var both = h.model(h.op("Reshape", resized, h.op("Shape", resized)));
        assertEquals(2, sessions(both, Map.of("x", Tensor.zeros(1, 1, 2, 3))));
    }

    @Test
    void outputsOfTextAreNotReturned() {
        try (var session = Session.open(graph())) {
            assertEquals(Set.of("nonzero"), session.run(INPUT).keySet());
        }
    }
}
