package io.github.gradcam4j.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Weights as exporters write them: initializers, Constant nodes, and the results of nodes that read no input. */
class LearnedWeightsTest {

    private static final float[] KERNEL = {1, 2, 3, 4, 5, 6};

    private final GraphBuilder graph = GraphBuilder.opset(18);

    private Graph product(String weight) {
        graph.output(graph.node("y", "MatMul", List.of("x", weight)));
        return graph.build();
    }

    private void input() {
        graph.input("x", ElementType.FLOAT, "N", 3);
    }

    /** The weights are shuffled, and the model computes with what was shuffled. */
    private static void assertShuffled(Graph model, float... values) {
        var shuffler = WeightShuffler.of(model);
        assertEquals(1, shuffler.layers().size());
        assertEquals(values.length, shuffler.parameters(1));
        var shuffled = shuffler.shuffle(1, 1);
        try (var session = Session.open(shuffled)) {
            var unit = Tensor.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3);
            var computed = session.run(Map.of("x", unit)).get("y").toArray();
            assertFalse(Arrays.equals(values, computed));
            Arrays.sort(values);
            Arrays.sort(computed);
            assertArrayEquals(values, computed, 1e-6f);
        }
    }

    @Test
    void initializers() {
        input();
        graph.initializer("w", KERNEL, 3, 2);
        assertShuffled(product("w"), KERNEL.clone());
    }

    @Test
    void constantNodes() {
        input();
        var value = Constant.floats("", KERNEL, 3, 2);
        graph.add(new Node("c", "", "Constant", List.of(), List.of("w"), Attributes.of("value", value)));
        assertShuffled(product("w"), KERNEL.clone());
    }

    @Test
    void kernelsBehindOtherOperators() {
        input();
        graph.initializer("w", KERNEL, 6);
        String rows = graph.node("rows", "Reshape", List.of("w", graph.vector(2, 3)));
        String kept = graph.node("kept", "Identity", List.of(rows));
        assertShuffled(
                product(graph.node("t", "Transpose", List.of(kept), Attributes.of("perm", new long[] {1, 0}))),
                KERNEL.clone());
    }

    @Test
    void kernelsOfIntegers() {
        input();
        graph.initializer(Constant.numbers("q", ElementType.INT8, new double[] {1, 2, 3, 4, 5, 6}, 3, 2));
        graph.initializer(Constant.numbers("scales", ElementType.FLOAT, new double[] {0.5, 2}, 2));
        graph.initializer(Constant.numbers("zeros", ElementType.INT8, new double[] {1, 0}, 2));
        String w = graph.node("w", "DequantizeLinear", List.of("q", "scales", "zeros"), Attributes.of("axis", 1));
        assertShuffled(product(w), 0, 4, 1, 8, 2, 12);
    }

    /** One of three parts of a constant is a weight; the others stay. */
    @Test
    void partsOfAConstant() {
        input();
        graph.initializer("packed", new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 3);
        var parts = graph.nodes("part", 2, "Split", List.of("packed", graph.vector(2, 1)), Attributes.of("axis", 1));
        String scaled = graph.node("scaled", "Mul", List.of("x", parts.get(1)));
        String sum = graph.node("sum", "ReduceSum", List.of(scaled, graph.vector(0)), Attributes.of("keepdims", 0));
        graph.output(sum);
        assertShuffled(product(parts.get(0)), 1, 2, 4, 5, 7, 8);
    }

    /** The image's normalization, a table of positions, a mask and equal values are not weights. */
    @Test
    void otherConstantsKeepTheirValues() {
        input();
        graph.initializer("mean", new float[] {1, 2, 3}, 3);
        graph.initializer("w", KERNEL, 3, 2);
        graph.initializer("bias", new float[] {1, 2}, 2);
        graph.initializer("gamma", new float[] {3, 3}, 2);
        graph.initializer("positions", new float[] {1, 2, 3, 4}, 2, 2);
        graph.initializer("scale", new float[] {3, 2}, 1, 2);
        String centered = graph.node("centered", "Sub", List.of("x", "mean"));
        String h = graph.node("h", "MatMul", List.of(centered, "w"));
        String biased = graph.node("biased", "Add", List.of("bias", h));
        String same = graph.node("same", "Mul", List.of(biased, "gamma"));
        String placed = graph.node("placed", "Add", List.of(same, "positions"));
        graph.output(graph.node("y", "Div", List.of(placed, "scale")));
        assertEquals(List.of("scale", "bias", "w"), names());
    }

    /** Values that random numbers change are no constants; a constant that two layers share belongs to the first. */
    @Test
    void randomNumbersAreNotWeights() {
        input();
        graph.initializer("w", new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 3);
        String noise = graph.node("noise", "RandomNormal", List.of(), Attributes.of("shape", new long[] {3, 3}));
        String h = graph.node("h", "MatMul", List.of("x", "w"));
        String twice = graph.node("twice", "MatMul", List.of(h, "w"));
        graph.output(graph.node("y", "MatMul", List.of(twice, noise)));
        assertEquals(List.of("w"), names());
    }

    private List<String> names() {
        var layers = LearnedWeights.of(graph.build());
        assertTrue(layers.stream().allMatch(layer -> layer.size() == 1), layers.toString());
        return layers.stream().map(layer -> layer.get(0).name()).toList();
    }
}
