package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.ExpansionCase.of;
import static io.github.gradcam4j.gradient.ExpansionCase.ofDefinition;
import static io.github.gradcam4j.gradient.ExpansionCase.ofOutputs;
import static io.github.gradcam4j.gradient.RuleCase.shape;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.TestGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Operators of opsets 22 to 26 that are expanded. */
class OnnxExpansionTest {

    private static final Attributes NONE = Attributes.none();
    private static final Attributes HEADS = Attributes.of("q_num_heads", 2).and("kv_num_heads", 2);
    private static final long[] TOKENS = shape(2, 5, 8);
    private static final long[] BY_HEAD = shape(2, 2, 5, 4);

    @TestFactory
    Stream<DynamicTest> elementwise() {
        return Stream.of(
                of("Swish", 24, TOKENS, (g, x) -> g.op("Swish", x)),
                ofDefinition(
                        "Swish", 25, TOKENS, (g, x) -> g.op("Swish", x), (g, x) -> g.op("Mul", x, g.op("Sigmoid", x))),
                of("Swish of alpha", 24, TOKENS, (g, x) -> g.op("Swish", Attributes.of("alpha", 1.7f), x)));
    }

    @TestFactory
    Stream<DynamicTest> rms() {
        return Stream.of(
                of("RMSNormalization", 23, TOKENS, (g, x) -> g.op("RMSNormalization", x, g.positive(8))),
                of("RMSNormalization", 24, TOKENS, (g, x) -> g.op("RMSNormalization", x, g.positive(8))),
                of(
                        "RMSNormalization of axis 1",
                        23,
                        TOKENS,
                        (g, x) -> g.op("RMSNormalization", Attributes.of("axis", 1), x, g.positive(5, 8))),
                of(
                        "RMSNormalization of axis -2",
                        23,
                        TOKENS,
                        (g, x) -> g.op(
                                "RMSNormalization",
                                Attributes.of("axis", -2).and("epsilon", 0.1f),
                                x,
                                g.positive(5, 8))),
                of(
                        "SimplifiedLayerNormalization",
                        12,
                        TOKENS,
                        (g, x) -> g.op("SimplifiedLayerNormalization", x, g.positive(8))),
                ofOutputs(
                        "SimplifiedLayerNormalization, both outputs",
                        18,
                        TOKENS,
                        (g, x) -> g.ops(2, "SimplifiedLayerNormalization", Attributes.of("axis", 2), x, g.positive(8))
                                .toArray(String[]::new)));
    }

    @TestFactory
    List<DynamicTest> attentions() {
        var tests = new ArrayList<DynamicTest>();
        for (int opset : new int[] {23, 24}) {
            tests.add(of("Attention by tokens", opset, TOKENS, (g, x) -> tokens(g, x, HEADS)));
            tests.add(of("Attention by heads", opset, BY_HEAD, (g, x) -> byHead(g, x, NONE)));
            tests.add(of("a scale", opset, BY_HEAD, (g, x) -> byHead(g, x, Attributes.of("scale", 0.3f))));
            tests.add(of("softcap", opset, BY_HEAD, (g, x) -> byHead(g, x, Attributes.of("softcap", 0.7f))));
            tests.add(of("causal", opset, BY_HEAD, (g, x) -> byHead(g, x, Attributes.of("is_causal", 1))));
            tests.add(of("causal by tokens", opset, TOKENS, (g, x) -> tokens(g, x, HEADS.and("is_causal", 1))));
            tests.add(of("float mask", opset, BY_HEAD, (g, x) -> byHead(g, x, NONE, g.weights(5, 5))));
            tests.add(of("mask by head", opset, BY_HEAD, (g, x) -> byHead(g, x, NONE, g.weights(2, 2, 5, 5))));
            tests.add(of("bool mask", opset, BY_HEAD, (g, x) -> byHead(g, x, NONE, open(g, 5, 5))));
            tests.add(of(
                    "bool mask, causal, softcap",
                    opset,
                    TOKENS,
                    (g, x) -> tokens(g, x, HEADS.and("is_causal", 1).and("softcap", 0.9f), open(g, 5, 5))));
            tests.add(of("grouped queries", opset, shape(2, 5, 16), (g, x) -> {
                var attributes = Attributes.of("q_num_heads", 4).and("kv_num_heads", 2);
                return g.op(
                        "Attention",
                        attributes,
                        g.linear(x, 16, 16),
                        g.op("MatMul", x, g.weights(16, 8)),
                        g.op("MatMul", x, g.weights(16, 8)));
            }));
            tests.add(of("grouped queries by head", opset, shape(2, 4, 5, 4), (g, x) -> {
                var half = g.op("Slice", x, g.ints(1), g.ints(3), g.ints(1));
                return g.op("Attention", x, half, half);
            }));
            tests.add(ofOutputs(
                    "a cache",
                    opset,
                    BY_HEAD,
                    (g, x) -> g.ops(
                                    3,
                                    "Attention",
                                    NONE,
                                    x,
                                    x,
                                    x,
                                    g.weights(5, 8),
                                    g.weights(2, 2, 3, 4),
                                    g.weights(2, 2, 3, 4))
                            .toArray(String[]::new)));
            tests.add(ofOutputs(
                    "a causal cache",
                    opset,
                    BY_HEAD,
                    (g, x) -> g.ops(
                                    3,
                                    "Attention",
                                    Attributes.of("is_causal", 1),
                                    x,
                                    x,
                                    x,
                                    "",
                                    g.weights(2, 2, 3, 4),
                                    g.weights(2, 2, 3, 4))
                            .toArray(String[]::new)));
            for (int mode = 0; mode < 4; mode++) {
                var attributes = Attributes.of("qk_matmul_output_mode", mode).and("softcap", 0.7f);
                tests.add(ofOutputs("inner output " + mode, opset, BY_HEAD, (g, x) -> {
                    var all = List.of("y", "", "", "inner");
                    g.add("Attention", attributes, List.of(x, x, x, g.weights(5, 5)), all);
                    return new String[] {"y", "inner"};
                }));
            }
        }
        tests.add(of(
                "valid keys", 24, BY_HEAD, (g, x) -> byHead(g, x, NONE, "", "", "", g.table(new long[] {3, 4}, 2))));
        tests.add(of("valid keys, causal, masked", 24, BY_HEAD, (g, x) -> {
            var valid = g.table(new long[] {5, 4}, 2);
            return byHead(g, x, Attributes.of("is_causal", 1), open(g, 5, 5), "", "", valid);
        }));
        return tests;
    }

    private static String tokens(TestGraph g, String x, Attributes attributes, String... further) {
        var inputs = new ArrayList<>(List.of(g.linear(x, 8, 8), g.linear(x, 8, 8), g.linear(x, 8, 8)));
        inputs.addAll(List.of(further));
        return g.op("Attention", attributes, inputs.toArray(String[]::new));
    }

    private static String byHead(TestGraph g, String x, Attributes attributes, String... further) {
        var inputs = new ArrayList<>(List.of(g.linear(x, 4, 4), g.linear(x, 4, 4), g.linear(x, 4, 4)));
        inputs.addAll(List.of(further));
        return g.op("Attention", attributes, inputs.toArray(String[]::new));
    }

    /** Adds a mask of booleans in which each row has an open column. */
    private static String open(TestGraph g, long... shape) {
        return g.op("Less", g.op("Trilu", Attributes.of("upper", 0), g.weights(shape)), g.scalar(0.2));
    }

    @TestFactory
    Stream<DynamicTest> rotary() {
        var halfOfChannels = Attributes.of("rotary_embedding_dim", 4);
        var interleaved = Attributes.of("interleaved", 1);
        var x8 = shape(2, 2, 3, 8);
        return Stream.of(
                of("RotaryEmbedding", 23, x8, (g, x) -> rotated(g, NONE, x, 4)),
                of("interleaved", 23, x8, (g, x) -> rotated(g, interleaved, x, 4)),
                of("of some channels", 23, x8, (g, x) -> rotated(g, halfOfChannels, x, 2)),
                of(
                        "interleaved, of some channels",
                        23,
                        x8,
                        (g, x) -> rotated(g, interleaved.and("rotary_embedding_dim", 4), x, 2)),
                of("by tokens", 23, shape(2, 3, 16), (g, x) -> rotated(g, Attributes.of("num_heads", 2), x, 4)),
                of(
                        "by positions",
                        23,
                        x8,
                        (g, x) -> g.op(
                                "RotaryEmbedding",
                                x,
                                g.weights(9, 4),
                                g.weights(9, 4),
                                g.table(new long[] {0, 3, 8, 1, 1, 2}, 2, 3))));
    }

    private static String rotated(TestGraph g, Attributes attributes, String x, long half) {
        return g.op("RotaryEmbedding", attributes, x, g.weights(2, 3, half), g.weights(2, 3, half));
    }
}
