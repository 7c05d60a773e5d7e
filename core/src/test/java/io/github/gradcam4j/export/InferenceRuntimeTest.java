package io.github.gradcam4j.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Messages;
import io.github.gradcam4j.graph.TestGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InferenceRuntimeTest {

    private static Graph relu() {
        var g = TestGraph.opset(18);
        return g.model(g.op("Relu", g.x(1, 2)));
    }

    @ParameterizedTest
    @EnumSource
    void tablesHaveTheOperatorsOfEveryNetwork(InferenceRuntime runtime) {
        for (String operator : List.of("Add", "Concat", "Constant", "Conv", "Gemm", "MaxPool", "Relu", "Softmax")) {
            assertTrue(runtime.supports(operator, 18), operator);
        }
        assertFalse(runtime.supports("NoSuchOperator", 18));
        assertTrue(runtime.title().matches(".* \\d+\\.\\d+"), runtime.title());
        assertTrue(runtime.source().matches(".*, commit [0-9a-f]{8} \\(.*2026-07.*"), runtime.source());
    }

    /** The sources state these facts. */
    @ParameterizedTest
    @CsvSource({
        "CPU, ReduceMax, 1, 27",
        "CPU, RoiAlign, 10, 21",
        "CPU, Upsample, 7, 9",
        "CPU, Gelu, 20, 27",
        "CPU, GlobalLpPool, 2, 21",
        "CPU, Mish, 18, 27",
        "CUDA, MaxPool, 1, 21",
        "CUDA, Sign, 13, 27",
        "CUDA, Dropout, 7, 21",
        "CUDA, OneHot, 11, 27",
        "WEB_GPU, Sin, 7, 21",
        "WEB_GPU, GridSample, 16, 19",
        "WEB_GPU, Conv, 1, 21",
        "WEB_GPU, Cast, 6, 22",
        "COREML, Slice, 10, 27",
        "COREML, Where, 1, 27",
        "COREML_NEURAL_NETWORK, LRN, 1, 27",
        "TENSORRT, ScatterElements, 9, 24",
        "WEB_ASSEMBLY, ScatterElements, 11, 27",
    })
    void opsetsAreThoseOfTheSources(InferenceRuntime runtime, String operator, int first, int last) {
        assertTrue(runtime.supports(operator, first));
        assertTrue(runtime.supports(operator, last));
        assertFalse(runtime.supports(operator, first - 1));
        assertTrue(last == 27 || !runtime.supports(operator, last + 1));
    }

    @ParameterizedTest
    @CsvSource({
        "CUDA, Mean",
        "CUDA, Tan",
        "CUDA, Col2Im",
        "WEB_GPU, Sign",
        "WEB_GPU, ScatterElements",
        "WEB_GPU, Round",
        "WEB_GPU, Max",
        "WEB_GPU, Sum",
        "WEB_GPU, NonZero",
        "COREML, Equal",
        "COREML, Greater",
        "COREML, Neg",
        "COREML, Expand",
        "COREML, Abs",
        "COREML, Log",
        "COREML_NEURAL_NETWORK, Where",
        "COREML_NEURAL_NETWORK, Max",
        "TENSORRT, Col2Im",
        "TENSORRT, MaxUnpool",
        "TENSORRT, QLinearConv",
    })
    void absentOperatorsAreThoseOfTheSources(InferenceRuntime runtime, String operator) {
        assertFalse(runtime.supports(operator, 18));
    }

    @Test
    void everySupportedGraphHasALine() {
        assertEquals(
                List.of(
                        "ONNX Runtime CPU 1.28: its only operator is supported",
                        "ONNX Runtime CUDA 1.28 (from its documentation, not run here): its only operator is"
                                + " supported"),
                List.of(InferenceRuntime.CPU.report(relu()), InferenceRuntime.CUDA.report(relu())));
        var g = TestGraph.opset(18);
        var two = g.model(g.op("Relu", g.op("Tanh", g.x(1, 2))));
        assertEquals(
                "TensorRT 11.1 (from its documentation, not run here): all 2 operators are supported",
                InferenceRuntime.TENSORRT.report(two));
    }

    @Test
    void operatorsThatAreMissingAreCountedInOrder() {
        var g = TestGraph.opset(18);
        String x = g.x(1, 4);
        String y =
                g.named("first", "Sign", Attributes.none(), g.op("Sum", x, g.named("n", "Sign", Attributes.none(), x)));
        var graph = g.model(g.microsoft("Gelu", Attributes.none(), y));
        assertEquals(
                List.of(
                        new UnsupportedOperator("", "Sign", 18, 2, "n", ""),
                        new UnsupportedOperator("", "Sum", 18, 1, "sum", "")),
                InferenceRuntime.WEB_GPU.unsupported(graph));
        assertEquals(
                "ONNX Runtime WebGPU 1.28 (from its documentation, not run here): not supported, run on the CPU"
                        + " instead:"
                        + " Sign (2 nodes), Sum (1 node)",
                InferenceRuntime.WEB_GPU.report(graph));
        assertEquals(
                "TensorRT 11.1 (from its documentation, not run here): not supported, the model is refused:"
                        + " com.microsoft.Gelu (1 node)",
                InferenceRuntime.TENSORRT.report(graph));
    }

    @Test
    void opsetsDecide() {
        var g = TestGraph.opset(22);
        var graph = g.model(g.op("MaxPool", Attributes.of("kernel_shape", new long[] {2, 2}), g.x(1, 1, 4, 4)));
        assertEquals("[MaxPool (1 node: only in the opsets 1-21)]", InferenceRuntime.CUDA.unsupported(graph) + "");
        assertEquals(List.of(), InferenceRuntime.CPU.unsupported(graph));
        var later = TestGraph.opset(25);
        assertEquals(
                "[Relu (1 node: only in the opsets 9-24)]",
                InferenceRuntime.TENSORRT.unsupported(later.model(later.op("Relu", later.x(1, 2)))) + "");
    }

    @Test
    void secondOutputsAreNotSupportedEverywhere() {
        var g = TestGraph.opset(18);
        var pool = Attributes.of("kernel_shape", new long[] {2, 2});
        var graph = g.model(g.ops(2, "MaxPool", pool, g.x(1, 1, 4, 4)).get(1));
        for (var runtime : InferenceRuntime.values()) {
            boolean supported = List.of(InferenceRuntime.CPU, InferenceRuntime.WEB_ASSEMBLY, InferenceRuntime.CUDA)
                    .contains(runtime);
            assertEquals(
                    supported ? "[]" : "[MaxPool (1 node: its output 1 is used)]",
                    runtime.unsupported(graph).toString(),
                    runtime.title());
        }
    }

    /** Weights that nodes compute from constants are constants, since they are computed when the model is loaded. */
    @Test
    void constantsMayBeComputed() {
        assertEquals("[]", inCoreMl(g -> g.op("Gemm", g.x(1, 4), g.op("Transpose", g.op("Sign", g.weights(4, 4))))));
        assertEquals(
                "[Gemm (1 node: its input 1 is no constant)]",
                inCoreMl(g -> g.op("Gemm", g.weights(1, 4), g.op("Transpose", g.x(1, 4)))));
        assertEquals("[DequantizeLinear (1 node), Gemm (1 node: its input 1 is no constant)]", inCoreMl(g -> {
            String w = g.op("DequantizeLinear", g.table(new long[] {1, 2}, 1, 2), g.scalar(2));
            return g.op("Gemm", g.op("Relu", g.x(1, 1)), w);
        }));
    }

    @Test
    void attributesOfEachKindAreCompared() {
        var strides = Attributes.of("strides", new long[] {2, 2});
        assertEquals("[]", inCoreMl(g -> g.op("ConvTranspose", strides, g.x(1, 2, 4, 4), g.weights(2, 2, 2, 2))));
        var padded = strides.and("output_padding", new long[] {0, 1});
        assertEquals(
                "[ConvTranspose (1 node: its output_padding is not 0)]",
                inCoreMl(g -> g.op("ConvTranspose", padded, g.x(1, 2, 4, 4), g.weights(2, 2, 2, 2))));
        assertEquals("[]", inCoreMl(g -> g.op("Gemm", Attributes.of("alpha", 1f), g.x(1, 4), g.weights(4, 4))));
        assertEquals(
                "[Gemm (1 node: its alpha is not 1)]",
                inCoreMl(g -> g.op("Gemm", Attributes.of("alpha", 0.5f), g.x(1, 4), g.weights(4, 4))));
        var g = TestGraph.opset(18);
        var adding = Attributes.of("reduction", "add");
        var scattered = g.model(g.op("ScatterND", adding, g.x(3), g.table(new long[] {1}, 1, 1), g.weights(1)));
        assertEquals(
                "[ScatterND (1 node: its reduction is not none)]",
                InferenceRuntime.TENSORRT.unsupported(scattered).toString());
    }

    private static String inCoreMl(Function<TestGraph, String> formula) {
        var g = TestGraph.opset(18);
        return InferenceRuntime.COREML.unsupported(g.model(formula.apply(g))).toString();
    }

    /** A node of a subgraph is named like any other. */
    @Test
    void subgraphsAreRead() {
        var inner = GraphBuilder.opset(18);
        inner.output(inner.node("z", "Sign", List.of("x")));
        var branch = Messages.of(inner.build()).getGraph();
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, 1, 2);
        g.input("c", ElementType.BOOL);
        var branches = Messages.attributes(Map.of("then_branch", branch, "else_branch", branch));
        g.output(g.node("y", "If", List.of("c"), branches));
        assertEquals(
                "[Sign (2 nodes)]",
                InferenceRuntime.WEB_GPU.unsupported(g.build()).toString());
        assertEquals("ONNX Runtime CPU 1.28: all 2 operators are supported", InferenceRuntime.CPU.report(g.build()));
    }

    @Test
    void notesAreThoseOfTheOperatorsInUse() {
        var g = TestGraph.opset(18);
        var graph = g.model(g.op("Relu", g.op("GlobalMaxPool", g.x(1, 2, 4, 4))));
        assertEquals(Map.of("GlobalMaxPool", "of images only"), InferenceRuntime.COREML.notes(graph));
        assertEquals(Map.of(), InferenceRuntime.CPU.notes(graph));
    }

    @Test
    void namesOfFilesStayOnOneLine() {
        var g = TestGraph.opset(18);
        var graph = g.model(g.op("A\nB", g.x(1, 2)));
        assertTrue(Arrays.stream(InferenceRuntime.values())
                .map(r -> r.report(graph))
                .allMatch(line -> line.lines().count() == 1));
    }
}
