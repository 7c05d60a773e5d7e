package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto.DataType;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Graphs that exporters write and that ONNX Runtime itself does not load, or that use rare parts of the format. */
class UnusualGraphsTest {

    private static Graph read(ModelProto.Builder model) throws IOException {
        return ModelSource.of("m", model.build().toByteArray()).graph();
    }

    private static float[] run(Graph graph) {
        try (var session = Session.open(graph)) {
            return session.run(Map.of("x", Tensor.of(new float[] {1, -2}, 1, 2)))
                    .get("y")
                    .toArray();
        }
    }

    @Test
    void equalNamesOfNodes() throws IOException {
        var g = GraphBuilder.opset(17);
        g.input("x", ElementType.FLOAT, 1, 2);
        for (var names : List.of("x a", "a b", "b y")) {
            var ends = names.split(" ");
            g.add(new Node("/block/Neg", "", "Neg", List.of(ends[0]), List.of(ends[1]), Attributes.none()));
        }
        g.output("y");
        var graph = read(Messages.of(g.build()).toBuilder());
        assertArrayEquals(new float[] {-1, 2}, run(graph));
        assertEquals(3, graph.nodes().stream().map(Node::name).distinct().count());
    }

    @Test
    void nodesOfSubgraphsInAnyOrder() throws IOException {
        var inner = GraphBuilder.opset(17);
        inner.node("t", "Neg", List.of("x"));
        inner.output(inner.node("z", "Add", List.of("t", "t")));
        var branch = Messages.of(inner.build()).getGraph().toBuilder();
        var first = branch.getNode(0);
        branch.setNode(0, branch.getNode(1)).setNode(1, first);
        var g = GraphBuilder.opset(17);
        g.input("x", ElementType.FLOAT, 1, 2);
        g.initializer(Constant.bool("c", true));
        var branches = Messages.attributes(Map.of("then_branch", branch.build(), "else_branch", branch.build()));
        g.output(g.node("y", "If", List.of("c"), branches));
        var graph = read(Messages.of(g.build()).toBuilder());
        assertArrayEquals(new float[] {-2, 4}, run(graph));
        assertArrayEquals(new float[] {-2, 4}, run(graph.foldIfs(name -> Optional.of(new long[] {1}))));
    }

    @Test
    void aSizeThatIsNotPositiveIsFree() throws IOException {
        var g = GraphBuilder.opset(17);
        g.input("x", ElementType.FLOAT, 0, -1);
        g.output(g.node("y", "Neg", List.of("x")), ElementType.FLOAT, 0, 2);
        var graph = read(Messages.of(g.build()).toBuilder());
        assertArrayEquals(new long[] {-1, -1}, graph.inputs().get(0).shape().orElseThrow());
        assertArrayEquals(new float[] {-1, 2}, run(graph));
    }

    /** The values of every type of numbers, as lists in place of bytes. */
    @Test
    void valuesThatAreStoredAsLists() throws IOException {
        for (var type : List.of(
                DataType.FLOAT,
                DataType.DOUBLE,
                DataType.FLOAT16,
                DataType.INT8,
                DataType.UINT8,
                DataType.INT16,
                DataType.UINT16,
                DataType.INT32,
                DataType.UINT32,
                DataType.INT64,
                DataType.UINT64)) {
            var g = GraphBuilder.opset(17);
            g.input("x", ElementType.FLOAT, 1, 2);
            g.initializer("w", new float[2], 2);
            g.node("f", "Cast", List.of("w"), Attributes.of("to", 1));
            g.output(g.node("y", "Mul", List.of("x", "f")));
            var model = Messages.of(g.build()).toBuilder();
            list(model.getGraphBuilder().getInitializerBuilder(0), type);
            assertArrayEquals(new float[] {3, -200}, run(read(model)), type.name());
        }
    }

    /** Replaces the values by 3 and 100. */
    private static void list(TensorProto.Builder tensor, DataType type) {
        tensor.clearRawData().setDataType(type.getNumber());
        switch (type) {
            case FLOAT -> tensor.addFloatData(3).addFloatData(100);
            case DOUBLE -> tensor.addDoubleData(3).addDoubleData(100);
            case INT64 -> tensor.addInt64Data(3).addInt64Data(100);
            case UINT32, UINT64 -> tensor.addUint64Data(3).addUint64Data(100);
            case FLOAT16 -> tensor.addInt32Data(0x4200).addInt32Data(0x5640);
            default -> tensor.addInt32Data(3).addInt32Data(100);
        }
    }

    @Test
    void tensorsWithAnotherNumberOfValuesThanTheirShape() {
        for (int values : new int[] {2, 3000}) {
            for (int type : new int[] {1, 7, 10}) {
                for (long size : new long[] {values + 1, 1L << 40, 1L << 62, -1}) {
                    var g = GraphBuilder.opset(17);
                    g.input("x", ElementType.FLOAT, 1, 2);
                    g.initializer("w", new float[values], values);
                    g.node("f", "Cast", List.of("w"), Attributes.of("to", 1));
                    g.output(g.node("y", "Mul", List.of("x", "f")));
                    var model = Messages.of(g.build()).toBuilder();
                    model.getGraphBuilder()
                            .getInitializerBuilder(0)
                            .setDataType(type)
                            .setDims(0, size);
                    var message = assertThrows(InvalidModelException.class, () -> read(model))
                            .getMessage();
                    assertTrue(message.contains("tensor w has the shape [" + size + "]"), message);
                }
            }
        }
    }

    @Test
    void nodesWithoutOutputsAreLeftOut() throws IOException {
        var g = TestGraph.opset(17);
        var model = Messages.of(g.model(g.op("Neg", g.x(1, 2)))).toBuilder();
        model.getGraphBuilder().addNodeBuilder().setOpType("Relu").addInput("x");
        assertEquals(1, read(model).nodes().size());
    }

    @Test
    void operatorSetsThatAreImportedTwice() throws IOException {
        var g = TestGraph.opset(17);
        var model = Messages.of(g.model(g.op("Neg", g.x(1, 2)))).toBuilder();
        model.addOpsetImportBuilder().setDomain("ai.onnx").setVersion(17);
        model.addOpsetImportBuilder().setDomain("own.unused").setVersion(3);
        model.getGraphBuilder().getOutputBuilder(0).setName("neg");
        assertEquals(17, read(model).opset());
        Session.open(read(model)).close();
    }
}
