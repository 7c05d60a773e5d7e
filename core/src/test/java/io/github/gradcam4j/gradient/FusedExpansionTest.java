package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.ExpansionCase.of;
import static io.github.gradcam4j.gradient.ExpansionCase.ofDefinition;
import static io.github.gradcam4j.gradient.ExpansionCase.ofNet;
import static io.github.gradcam4j.gradient.ExpansionCase.ofOutputs;
import static io.github.gradcam4j.gradient.RuleCase.shape;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Shapes;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Operators of ONNX Runtime's domain com.microsoft, which its optimizations write. */
class FusedExpansionTest {

    private static final Attributes NONE = Attributes.none();
    private static final Attributes HEADS = Attributes.of("num_heads", 2);
    private static final long[] TOKENS = shape(2, 5, 8);
    private static final long[] MAPS = shape(1, 3, 5, 6);

    @TestFactory
    List<DynamicTest> activations() {
        var tests = new ArrayList<DynamicTest>();
        for (int opset : new int[] {9, 12, 17}) {
            tests.add(of("Gelu", opset, TOKENS, (g, x) -> g.microsoft("Gelu", NONE, x)));
            tests.add(of("FastGelu", opset, TOKENS, (g, x) -> g.microsoft("FastGelu", NONE, x)));
            tests.add(of("FastGelu, bias", opset, TOKENS, (g, x) -> g.microsoft("FastGelu", NONE, x, g.weights(8))));
            tests.add(of("QuickGelu", opset, TOKENS, (g, x) -> g.microsoft("QuickGelu", NONE, x)));
            tests.add(of(
                    "QuickGelu, alpha",
                    opset,
                    TOKENS,
                    (g, x) -> g.microsoft("QuickGelu", Attributes.of("alpha", 0.8f), x)));
            tests.add(of("BiasGelu", opset, TOKENS, (g, x) -> g.microsoft("BiasGelu", NONE, x, g.weights(8))));
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> convolutions() {
        var tests = new ArrayList<DynamicTest>();
        var activations = List.of(
                NONE,
                Attributes.of("activation", "Relu"),
                Attributes.of("activation", "Tanh"),
                Attributes.of("activation", "Sigmoid"),
                Attributes.of("activation", "LeakyRelu").and("activation_params", new float[] {0.2f}),
                Attributes.of("activation", "Clip").and("activation_params", new float[] {-0.5f, 0.6f}),
                Attributes.of("activation", "HardSigmoid").and("activation_params", new float[] {0.3f, 0.4f}));
        for (int opset : new int[] {9, 17}) {
            for (var activation : activations) {
                String name = "FusedConv " + activation.text("activation", "");
                var attributes = activation.and("pads", new long[] {1, 1, 1, 1}).and("strides", new long[] {2, 1});
                tests.add(ofNet(
                        name, opset, MAPS, (g, x) -> g.microsoft("FusedConv", attributes, x, g.weights(4, 3, 3, 3))));
                tests.add(ofNet(
                        name + ", bias and sum",
                        opset,
                        MAPS,
                        (g, x) -> g.microsoft(
                                "FusedConv",
                                attributes,
                                x,
                                g.weights(4, 3, 3, 3),
                                g.weights(4),
                                g.op(
                                        "Conv",
                                        attributes.without("activation", "activation_params"),
                                        x,
                                        g.weights(4, 3, 3, 3)))));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> products() {
        var tests = new ArrayList<DynamicTest>();
        var transposed = Attributes.of("transB", 1).and("alpha", 0.3f);
        tests.add(of("FusedMatMul", 12, TOKENS, (g, x) -> g.microsoft("FusedMatMul", transposed, x, g.weights(4, 8))));
        tests.add(of("TransposeMatMul", 13, TOKENS, (g, x) -> g.microsoft("TransposeMatMul", transposed, x, x)));
        tests.add(of(
                "FusedMatMul, transA",
                17,
                TOKENS,
                (g, x) -> g.microsoft("FusedMatMul", Attributes.of("transA", 1), x, g.weights(2, 5, 3))));
        tests.add(of(
                "FusedMatMul of matrices",
                17,
                shape(5, 4),
                (g, x) -> g.microsoft("FusedMatMul", Attributes.of("transA", 1).and("transB", 1), x, g.weights(3, 5))));
        var batches = Attributes.of("transBatchA", 1).and("transBatchB", 1);
        tests.add(of(
                "FusedMatMul, transBatch",
                17,
                shape(5, 2, 3, 4),
                (g, x) -> g.microsoft("FusedMatMul", batches, x, g.weights(4, 2, 3, 6))));
        tests.add(of(
                "FusedMatMul, transBatch and trans",
                17,
                shape(5, 2, 3, 4),
                (g, x) -> g.microsoft(
                        "FusedMatMul", batches.and("transA", 1).and("transB", 1), x, g.weights(6, 2, 3, 5))));
        tests.add(of(
                "FusedGemm",
                17,
                shape(5, 4),
                (g, x) -> g.microsoft(
                        "FusedGemm",
                        Attributes.of("activation", "LeakyRelu")
                                .and("activation_alpha", 0.2f)
                                .and("transB", 1),
                        x,
                        g.weights(3, 4),
                        g.weights(3))));
        return tests;
    }

    @TestFactory
    List<DynamicTest> normalizations() {
        var tests = new ArrayList<DynamicTest>();
        for (int opset : new int[] {11, 17, 21}) {
            tests.add(ofOutputs("SkipLayerNormalization", opset, TOKENS, (g, x) -> {
                var inputs = new String[] {x, g.linear(x, 8, 8), g.positive(8), g.weights(8), g.weights(8)};
                var all = g.microsoft(4, "SkipLayerNormalization", Attributes.of("epsilon", 1e-3f), inputs);
                return new String[] {g.op("Mul", all.get(0), all.get(3)), all.get(0), all.get(3)};
            }));
            tests.add(of(
                    "SkipLayerNormalization of one row",
                    opset,
                    TOKENS,
                    (g, x) -> g.microsoft("SkipLayerNormalization", NONE, x, g.weights(1, 5, 8), g.positive(8))));
            tests.add(ofOutputs("SkipSimplifiedLayerNormalization", opset, TOKENS, (g, x) -> {
                var inputs = new String[] {x, g.linear(x, 8, 8), g.positive(8), g.weights(8)};
                var all = g.microsoft(4, "SkipSimplifiedLayerNormalization", NONE, inputs);
                return new String[] {g.op("Mul", all.get(0), all.get(3)), all.get(0), all.get(3)};
            }));
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> attentions() {
        var tests = new ArrayList<DynamicTest>();
        for (int opset : new int[] {12, 17}) {
            tests.add(of("Attention", opset, TOKENS, (g, x) -> packed(g, HEADS, x)));
            tests.add(of("a scale", opset, TOKENS, (g, x) -> packed(g, HEADS.and("scale", 0.3f), x)));
            tests.add(of("unidirectional", opset, TOKENS, (g, x) -> packed(g, HEADS.and("unidirectional", 1), x)));
            tests.add(of(
                    "other sizes",
                    opset,
                    TOKENS,
                    (g, x) -> g.microsoft(
                            "Attention",
                            HEADS.and("qkv_hidden_sizes", new long[] {6, 6, 10}),
                            x,
                            g.weights(8, 22),
                            g.weights(22))));
            tests.add(of("lengths", opset, TOKENS, (g, x) -> packed(g, HEADS, x, int32(g, new long[] {3, 5}, 2))));
            tests.add(of("mask", opset, TOKENS, (g, x) -> packed(g, HEADS, x, int32(g, ones(10, 3), 2, 5))));
            tests.add(of("mask by row", opset, TOKENS, (g, x) -> packed(g, HEADS, x, int32(g, ones(50, 7), 2, 5, 5))));
            tests.add(of("bias", opset, TOKENS, (g, x) -> packed(g, HEADS, x, "", "", g.weights(1, 2, 5, 5))));
            tests.add(of("MultiHeadAttention", opset, TOKENS, (g, x) -> several(g, HEADS, x)));
            tests.add(of("bias of inputs", opset, TOKENS, (g, x) -> several(g, HEADS, x, g.weights(24))));
            tests.add(of(
                    "mask of keys", opset, TOKENS, (g, x) -> several(g, HEADS, x, "", int32(g, ones(10, 3), 2, 5))));
            tests.add(
                    of("bias of scores", opset, TOKENS, (g, x) -> several(g, HEADS, x, "", "", g.weights(2, 2, 5, 5))));
        }
        tests.add(of("keys by head", 17, TOKENS, (g, x) -> {
            var byHead = Attributes.of("perm", new long[] {0, 2, 1, 3});
            var k = g.op("Transpose", byHead, g.op("Reshape", g.linear(x, 8, 8), g.ints(0, 0, 2, 4)));
            var v = g.op("Transpose", byHead, g.op("Reshape", g.linear(x, 8, 8), g.ints(0, 0, 2, 4)));
            return g.microsoft("MultiHeadAttention", HEADS, x, k, v);
        }));
        return tests;
    }

    /** Operators that ONNX Runtime writes for other processors; on the CPU it has no kernels for them. */
    @TestFactory
    Stream<DynamicTest> withoutKernels() {
        var toFirst = Attributes.of("perm", new long[] {0, 3, 1, 2});
        var toLast = Attributes.of("perm", new long[] {0, 2, 3, 1});
        var relu = Attributes.of("activation", "Sigmoid").and("pads", new long[] {1, 1, 1, 1});
        return Stream.of(
                ofDefinition(
                        "queries, keys and values in one tensor",
                        17,
                        shape(2, 5, 2, 3, 4),
                        (g, x) -> g.microsoft("MultiHeadAttention", HEADS, x),
                        (g, x) -> {
                            var parts = g.ops(3, "Split", Attributes.of("axis", 3), x, g.ints(1, 1, 1)).stream()
                                    .map(part -> g.op("Reshape", part, g.ints(2, 5, 8)))
                                    .toArray(String[]::new);
                            return g.microsoft("MultiHeadAttention", HEADS, parts);
                        }),
                ofDefinition(
                        "BiasAdd",
                        17,
                        TOKENS,
                        (g, x) -> g.microsoft("BiasAdd", NONE, x, g.weights(8), x),
                        (g, x) -> g.op("Add", x, g.op("Add", x, g.weights(8)))),
                ofDefinition(
                        "BiasSplitGelu",
                        20,
                        TOKENS,
                        (g, x) -> g.microsoft("BiasSplitGelu", NONE, x, g.weights(8)),
                        (g, x) -> {
                            var sum = g.op("Add", x, g.weights(8));
                            var halves = g.ops(2, "Split", Attributes.of("axis", -1), sum, g.ints(4, 4));
                            return g.op("Mul", halves.get(0), g.op("Gelu", halves.get(1)));
                        }),
                ofDefinition(
                        "BiasSoftmax",
                        17,
                        shape(2, 2, 3, 4),
                        (g, x) -> g.microsoft("BiasSoftmax", Attributes.of("axis", 3), x, g.weights(2, 1, 1, 4)),
                        (g, x) -> g.op("Softmax", g.op("Add", x, g.weights(2, 1, 1, 4)))),
                ofDefinition(
                        "GroupNorm",
                        21,
                        shape(2, 3, 2, 6),
                        (g, x) -> g.microsoft(
                                "GroupNorm",
                                Attributes.of("groups", 2).and("activation", 1),
                                x,
                                g.positive(6),
                                g.weights(6)),
                        (g, x) -> {
                            var groups = Attributes.of("num_groups", 2);
                            var first = g.op("Transpose", toFirst, x);
                            var y = g.op("GroupNormalization", groups, first, g.positive(6), g.weights(6));
                            return g.op("Transpose", toLast, g.op("Mul", y, g.op("Sigmoid", y)));
                        }),
                ofDefinition(
                        "NhwcFusedConv",
                        17,
                        shape(1, 4, 5, 3),
                        (g, x) -> g.microsoft("NhwcFusedConv", relu, x, g.weights(2, 3, 3, 3), g.weights(2)),
                        (g, x) -> {
                            var first = g.op("Transpose", toFirst, x);
                            var pads = relu.without("activation");
                            var y = g.op("Conv", pads, first, g.weights(2, 3, 3, 3), g.weights(2));
                            return g.op("Transpose", toLast, g.op("Sigmoid", y));
                        }));
    }

    @Test
    void refusals() {
        var g = TestGraph.opset(17);
        var x = g.x(2, 5, 8);
        var cache = g.microsoft(2, "Attention", HEADS, x, g.weights(8, 24), g.weights(24));
        var model = g.model(cache.get(0));
        var message = assertThrows(
                        NoGradientException.class,
                        () -> GradientGraph.vectorJacobian(model, Map.of("x", FiniteDifferences.offKinks(11, TOKENS))))
                .getMessage();
        assertEquals(
                "Attention (node attention/0/0) has a cache of earlier keys and values, which is not supported",
                message);
    }

    @Test
    void domainsAreNamed() {
        assertTrue(reason("com.microsoft.nchwc", "Conv").contains("ORT_ENABLE_EXTENDED"));
        assertTrue(reason("com.microsoft", "GroupQueryAttention").contains("use the model before its optimizations"));
        assertTrue(reason("com.example", "Filter").contains("custom operator (domain com.example)"));
    }

    @Test
    void anOperatorThatTheRuntimeDoesNotHaveIsNamed() {
        var g = TestGraph.opset(17);
        g.graph().add(new Node("n", "com.example", "Filter", List.of(g.x(1, 3)), List.of("y"), NONE));
        var model = g.model(g.op("Relu", "y"));
        var message = assertThrows(
                        InvalidModelException.class,
                        () -> GradientGraph.vectorJacobian(model, Map.of("x", Tensor.zeros(1, 3))))
                .getMessage();
        assertEquals(
                "Filter (node n) has no gradient rule: it is a custom operator (domain com.example); export the model"
                        + " without it",
                message);
    }

    private static String reason(String domain, String op) {
        var node = new Node("n", domain, op, List.of("x"), List.of("y"), NONE);
        var g = TestGraph.opset(17);
        var shapes = Shapes.probe(g.model(g.op("Relu", g.x(1))), Map.of("x", Tensor.zeros(1)));
        return RuleTable.standard().unsupported(node, shapes).orElseThrow();
    }

    private static long[] ones(int n, int every) {
        var values = new long[n];
        for (int i = 0; i < n; i++) {
            values[i] = i % every == 0 ? 0 : 1;
        }
        return values;
    }

    private static String int32(TestGraph g, long[] values, long... shape) {
        return g.op("Cast", Attributes.of("to", 6), g.table(values, shape));
    }

    private static String packed(TestGraph g, Attributes attributes, String x, String... further) {
        var inputs = Stream.concat(Stream.of(x, g.weights(8, 24), g.weights(24)), Stream.of(further));
        return g.microsoft("Attention", attributes, inputs.toArray(String[]::new));
    }

    private static String several(TestGraph g, Attributes attributes, String x, String... further) {
        var inputs =
                Stream.concat(Stream.of(g.linear(x, 8, 8), g.linear(x, 8, 8), g.linear(x, 8, 8)), Stream.of(further));
        return g.microsoft("MultiHeadAttention", attributes, inputs.toArray(String[]::new));
    }
}
