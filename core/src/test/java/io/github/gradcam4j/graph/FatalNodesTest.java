package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.runtime.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ONNX Runtime 1.28 ends the process for these: a test of a node that is missing in the table does not return. */
class FatalNodesTest {

    private static final Attributes SHAPE = Attributes.of("shape", new long[] {2, 3});

    @ParameterizedTest
    @CsvSource({"0", "-1", "NaN"})
    void deviationsThatAreNotPositive(float scale) {
        var attributes = Attributes.of("scale", scale);
        for (String op : new String[] {"RandomNormal", "RandomNormalLike"}) {
            refused(op, op.endsWith("Like") ? attributes : attributes.and("shape", new long[] {2, 3}));
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "NaN, 1", "0, NaN"})
    void boundsInTheWrongOrder(float low, float high) {
        var attributes = Attributes.of("low", low).and("high", high);
        for (String op : new String[] {"RandomUniform", "RandomUniformLike"}) {
            refused(op, op.endsWith("Like") ? attributes : attributes.and("shape", new long[] {2, 3}));
        }
    }

    private static void refused(String op, Attributes attributes) {
        var g = TestGraph.opset(18);
        var x = g.x(2, 3);
        var model = g.model(op.endsWith("Like") ? g.op(op, attributes, x) : g.op(op, attributes));
        var message = assertThrows(InvalidModelException.class, () -> Session.open(model))
                .getMessage();
        assertTrue(message.startsWith(op + " (node " + op.toLowerCase()), message);
    }

    @Test
    void othersRun() {
        var g = TestGraph.opset(18);
        var noise = g.op("RandomNormal", SHAPE);
        var constant = g.op("RandomUniform", SHAPE.and("low", 1f).and("high", 1f));
        Session.open(g.model(g.op("Add", noise, constant))).close();
    }
}
