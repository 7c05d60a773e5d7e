package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.gradient.GradientGraph;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto.DataType;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphTest {

    private static Graph product(int columns) {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", columns);
        g.initializer("w", new float[columns], columns);
        g.output(g.node("y", "Mul", List.of("x", "w")));
        return g.build();
    }

    @Test
    void textSaysWhatGoesInAndOut() {
        var graph = product(2);
        assertEquals("Graph[opset 18, [x FLOAT[N, 2]] -> [y], 1 nodes, 1 initializers]", graph.toString());
        assertEquals("y = Mul(x, w)", graph.nodes().get(0).toString());
        assertEquals("w FLOAT[2]", graph.initializers().get("w").toString());
        var gradient = GradientGraph.vectorJacobian(graph, Map.of("x", Tensor.zeros(1, 2)));
        assertTrue(
                gradient.toString().contains("output=y") && gradient.toString().contains("gradients={x="),
                gradient.toString());
    }

    @Test
    void weightsOutsideTheHeapAreSharedAndWrittenAgain(@TempDir Path folder) throws IOException {
        var small = product(2);
        assertSame(small, small.offHeap());
        var graph = product(5000);
        var outside = graph.offHeap();
        var moved = outside.initializers().get("w");
        assertEquals(20_000, moved.offHeap().orElseThrow().capacity());
        assertSame(outside, outside.offHeap());
        assertSame(
                moved,
                outside.part(outside.inputs(), List.of("y")).initializers().get("w"));
        assertArrayEquals(graph.toBytes(), outside.toBytes());
        assertTrue(outside.toBytesForSession().length < 500);
        outside.write(folder.resolve("graph.onnx"));
        assertArrayEquals(graph.toBytes(), Files.readAllBytes(folder.resolve("graph.onnx")));
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void twoPartsOfAGraphAreJoined() {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, 2);
        g.input("parameter", ElementType.FLOAT, 2);
        String shape = g.node("shape", "Shape", List.of("x"));
        g.node("a", "Relu", List.of(g.node("reshaped", "Reshape", List.of("x", shape))));
        g.node("c", "Sub", List.of(g.node("b", "Reshape", List.of("a", shape)), "parameter"));
        g.output("c");
        var whole = g.build();
        var first = whole.part(whole.inputs().subList(0, 1), List.of("a"));
        var second = whole.part(List.of(TensorInfo.of("a", ElementType.FLOAT, 2)), List.of("c"));
        var joined = first.then(second);
        assertEquals(List.of("x", "parameter"), joined.inputNames());
        assertEquals(List.of("c"), joined.outputNames());
        assertEquals(Set.copyOf(whole.nodes()), Set.copyOf(joined.nodes()));
        var inputs = Map.of("x", Tensor.of(new float[] {-1, 2}, 2), "parameter", Tensor.of(new float[] {1, 1}, 2));
        try (var session = Session.open(joined)) {
            assertEquals(Tensor.of(new float[] {-1, 1}, 2), session.run(inputs).get("c"));
        }
        var other = GraphBuilder.opset(17);
        assertThrows(InvalidModelException.class, () -> first.then(other.build()));
    }

    @Test
    void weightsAreReplacedByName() {
        var graph = product(2);
        var changed = graph.withInitializers(List.of(Constant.floats("w", new float[] {3, 4}, 2)));
        assertEquals(4, changed.initializers().get("w").floats().get(1));
        assertEquals(0, graph.initializers().get("w").floats().get(1));
        var unknown = List.of(Constant.floats("v", new float[] {3, 4}, 2));
        assertThrows(IllegalArgumentException.class, () -> graph.withInitializers(unknown));
    }

    @Test
    void declarationsSayTypeAndShape() {
        var info = TensorInfo.of("x", ElementType.INT64, "N", 3);
        assertArrayEquals(new long[] {-1, 3}, info.shape().orElseThrow());
        assertEquals(Optional.of("N"), info.symbol(0));
        assertEquals(Optional.empty(), info.symbol(1));
        assertEquals(Optional.empty(), TensorInfo.of("y").shape());
        assertEquals(ElementType.UNDEFINED, TensorInfo.of("y").type());
        assertEquals(info, TensorInfo.of("x", ElementType.INT64, "N", 3));
    }

    @Test
    void elementTypesHaveTheCodesOfOnnx() {
        for (ElementType type : ElementType.values()) {
            assertEquals(type.name(), DataType.forNumber(type.code()).name());
            assertSame(type, ElementType.ofCode(type.code()));
        }
        assertSame(ElementType.UNDEFINED, ElementType.ofCode(99));
        assertEquals(
                List.of(ElementType.FLOAT, ElementType.FLOAT16, ElementType.DOUBLE, ElementType.BFLOAT16),
                Arrays.stream(ElementType.values())
                        .filter(ElementType::isFloatingPoint)
                        .toList());
    }

    /** keras2onnx writes nodes before those that they read from, and ONNX Runtime accepts it. */
    @Test
    void nodesInAnyOrderAreSorted() throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 2);
        String twice = g.node("twice", "Add", List.of("x", "x"));
        String squared = g.node("squared", "Mul", List.of(twice, twice));
        g.output(g.node("y", "Sub", List.of(squared, "x")), ElementType.FLOAT, "N", 2);
        var graph = g.build();
        var model = ModelProto.parseFrom(graph.toBytes());
        var mixed = model.toBuilder();
        mixed.getGraphBuilder().clearNode();
        for (int i : new int[] {2, 0, 1}) {
            mixed.getGraphBuilder().addNode(model.getGraph().getNode(i));
        }
        var read = ModelSource.of("mixed", mixed.build().toByteArray()).graph();
        assertEquals(graph.nodes().toString(), read.nodes().toString());
        mixed.getGraphBuilder().getNodeBuilder(1).setInput(1, "y");
        var circle = mixed.build().toByteArray();
        var e = assertThrows(
                InvalidModelException.class,
                () -> ModelSource.of("circle", circle).graph());
        assertEquals("3 of the graph's nodes read from each other in a circle", e.getMessage());
    }
}
