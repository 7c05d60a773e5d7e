package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Operators of ai.onnx.ml between a network and its classifier, beside ONNX Runtime's kernels. */
class FeatureExpansionTest {

    private static final long[] FEATURES = {2, 5};

    private static String ml(TestGraph g, String op, Attributes attributes, String... inputs) {
        g.graph().add(new Node("ml", "ai.onnx.ml", op, List.of(inputs), List.of("features"), attributes));
        return "features";
    }

    private static DynamicTest test(int opset, String op, Attributes attributes) {
        return ExpansionCase.of(
                op + " " + attributes.text("norm", ""), opset, FEATURES, (g, x) -> ml(g, op, attributes, x));
    }

    @TestFactory
    Stream<DynamicTest> features() {
        var scaled = Attributes.of("offset", new float[] {0.1f, 0, -0.5f, 1, 2})
                .and("scale", new float[] {2, 1, 0.5f, -1, 3});
        var one = Attributes.of("offset", new float[] {0.25f}).and("scale", new float[] {3});
        return IntStream.of(9, 15, 18)
                .boxed()
                .flatMap(opset -> Stream.of(
                        test(opset, "Normalizer", Attributes.of("norm", "L1")),
                        test(opset, "Normalizer", Attributes.of("norm", "L2")),
                        test(opset, "Scaler", scaled),
                        test(opset, "Scaler", one),
                        ExpansionCase.of(
                                "ArrayFeatureExtractor",
                                opset,
                                FEATURES,
                                (g, x) -> ml(g, "ArrayFeatureExtractor", Attributes.none(), x, g.ints(3, 0, 3)))));
    }

    @Test
    void aVectorOfZerosStays() {
        var g = TestGraph.opset(15);
        var model = g.model(ml(g, "Normalizer", Attributes.of("norm", "L2"), g.x(1, 3)));
        var x = Map.of("x", Tensor.zeros(1, 3));
        try (var kernel = Session.open(model);
                var expanded = Session.open(model.expandOperators())) {
            for (var session : List.of(kernel, expanded)) {
                var y = session.run(x).get("features").toArray();
                assertEquals(0, y[0] + y[1] + y[2]);
            }
        }
    }

    @Test
    void aChoiceOfLabelsIsKept() {
        var g = TestGraph.opset(15);
        var best = g.op("ArgMax", Attributes.of("axis", 1), g.x(1, 3));
        var model = g.model(ml(g, "ArrayFeatureExtractor", Attributes.none(), g.table(new long[] {7, 8, 9}, 3), best));
        assertEquals(
                "ArrayFeatureExtractor",
                model.expandOperators().producer("features").orElseThrow().op());
    }

    @Test
    void anotherNormIsNamed() {
        var g = TestGraph.opset(15);
        var model = g.model(ml(g, "Normalizer", Attributes.of("norm", "MAX"), g.x(1, 3)));
        assertSame(model, model.expandOperators());
        var message = assertThrows(
                        NoGradientException.class,
                        () -> GradientGraph.vectorJacobian(model, Map.of("x", Tensor.zeros(1, 3))))
                .getMessage();
        assertTrue(message.contains("Normalizer (node ml) divides by the norm MAX"), message);
    }
}
