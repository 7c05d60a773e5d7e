package io.github.gradcam4j.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        assertArrayEquals(
                new long[] {0, 0, 1, 0, 2, 1}, shapes.integers("nonzero").orElseThrow());
    }

    @Test
    void outputsOfTextAreNotReturned() {
        try (var session = Session.open(graph())) {
            assertEquals(Set.of("nonzero"), session.run(INPUT).keySet());
        }
    }
}
