package io.github.gradcam4j.internal.spatial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.FeatureLayout.Kind;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The positions of maps, compared with those that ONNX Runtime moves values to. */
class SpatialAnalysisTest {

    private static final Function<String, Optional<FeatureLayout>> NONE = tensor -> Optional.empty();

    private final TestGraph g = TestGraph.opset(17);

    private static Optional<FeatureLayout> layout(Graph graph, FeatureLayout input, String tensor, long... shape) {
        var prepared = DifferentiableGraph.of(graph, Map.of("x", Tensor.zeros(shape)));
        return new SpatialAnalysis(prepared.graph(), prepared.shapes(), "x", input, Map.of(), NONE).layout(tensor);
    }

    private Optional<FeatureLayout> layout(String tensor, int channels, int height, int width) {
        return layout(
                g.model(tensor),
                FeatureLayout.of(Kind.NCHW, channels, height, width),
                tensor,
                1,
                channels,
                height,
                width);
    }

    private String movedAtRandom(Random random, int channels, int height, int width) {
        String x = g.x(1, channels, height, width);
        int h = height;
        int w = width;
        // The tensor is [1, H, W, C] from here on, with rows and columns in any order.
        String last = g.op("Transpose", perm(0, 2, 3, 1), x);
        for (int i = 0; i < 3; i++) {
            switch (random.nextInt(4)) {
                case 0 -> last = rolled(last, 1 + random.nextInt(2), random.nextInt(1, h));
                case 1 -> {
                    var windows = g.op("Reshape", last, g.ints(1, h / 2, 2, w / 2, 2, channels));
                    var joined = g.op("Transpose", perm(0, 1, 3, 2, 4, 5), windows);
                    var parts = g.op("Reshape", joined, g.ints(h / 2 * (w / 2), 4, channels));
                    var scaled = g.op("Identity", parts);
                    var apart = g.op("Reshape", scaled, g.ints(1, h / 2, w / 2, 2, 2, channels));
                    last = g.op("Reshape", g.op("Transpose", perm(0, 1, 3, 2, 4, 5), apart), g.ints(1, h, w, channels));
                }
                case 2 -> {
                    last = g.op("Transpose", perm(0, 2, 1, 3), last);
                    int before = h;
                    h = w;
                    w = before;
                }
                default -> {
                    var padded = g.op("Pad", last, g.ints(0, 1, 0, 0, 0, 0, 2, 0));
                    last = g.op("Slice", padded, g.ints(1, 0), g.ints(1 + h, w), g.ints(1, 2));
                }
            }
        }
        var tokens = g.op("Reshape", last, g.ints(1, h * w, channels));
        return switch (random.nextInt(4)) {
            case 0 -> g.op("Identity", last);
            case 1 -> g.op("Concat", Attributes.of("axis", 1), g.weights(1, 1 + random.nextInt(3), channels), tokens);
            case 2 -> g.op("Concat", Attributes.of("axis", 1), tokens, g.weights(1, 1, channels));
            default -> g.op("Transpose", perm(0, 2, 1), tokens);
        };
    }

    private String rolled(String x, int axis, int shift) {
        var end = g.op("Slice", x, g.ints(shift), g.ints(Integer.MAX_VALUE), g.ints(axis));
        var start = g.op("Slice", x, g.ints(0), g.ints(shift), g.ints(axis));
        return g.op("Concat", Attributes.of("axis", axis), end, start);
    }

    private static Attributes perm(long... permutation) {
        return Attributes.of("perm", permutation);
    }

    /** A tensor that is only moved has, at each position of its map, the values of that pixel of the image. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyPixelIsFoundAtItsPosition(long seed) {
        var random = new Random(seed);
        int channels = 2 + random.nextInt(5);
        int height = 2 * (1 + random.nextInt(4));
        int width = 2 * (1 + random.nextInt(4));
        if (height * width == 4) {
            width = 4;
        }
        String moved = movedAtRandom(random, channels, height, width);
        var image = Tensor.zeros(1, channels, height, width);
        IntStream.range(0, image.floats().capacity())
                .forEach(i -> image.floats().put(i, 1 + i));
        var layout = layout(moved, channels, height, width).orElseThrow();
        assertEquals(List.of(height, width, channels), List.of(layout.height(), layout.width(), layout.channels()));
        try (var session = Session.open(g.model(moved))) {
            var maps = layout.read(session.run(Map.of("x", image)).get(moved).floats(), 0);
            for (int i = 0; i < maps.values().length; i++) {
                assertEquals(1 + i, maps.values()[i], "element " + i);
            }
        }
    }

    @Test
    void meansOverOneAxisAfterTheOtherAreNotMaps() {
        var maps = g.op("Relu", g.x(1, 4, 6, 6));
        var rows = g.op("ReduceMean", Attributes.of("axes", new long[] {3}).and("keepdims", 0), maps);
        assertTrue(layout(maps, 4, 6, 6).isPresent());
        assertTrue(layout(rows, 4, 6, 6).isEmpty());
        var both = g.op("ReduceMean", Attributes.of("axes", new long[] {2}).and("keepdims", 0), rows);
        assertTrue(layout(both, 4, 6, 6).isEmpty());
    }

    @Test
    void channelsInTheOrderOfRowsAndColumnsAreNoTokens() {
        var maps = g.op("Relu", g.x(1, 16, 4, 4));
        var pairs = g.op("Reshape", maps, g.ints(1, 16, 16));
        var outer = g.op("MatMul", pairs, g.op("Transpose", perm(0, 2, 1), pairs));
        assertEquals(Kind.NCHW, layout(pairs, 16, 4, 4).orElseThrow().kind());
        assertTrue(layout(outer, 16, 4, 4).isEmpty(), "bilinear pooling");
    }

    @Test
    void theQueriesOfAnAttentionStayAndTheKeysEnd() {
        var tokens = g.op("Reshape", g.op("Transpose", perm(0, 2, 3, 1), g.x(1, 5, 2, 4)), g.ints(1, 8, 5));
        var query = g.op("MatMul", tokens, g.weights(5, 5));
        var keys = g.op("Transpose", perm(0, 2, 1), g.op("MatMul", tokens, g.weights(5, 5)));
        var scores = g.op("Softmax", g.op("MatMul", query, keys));
        var attended = g.op("MatMul", scores, tokens);
        assertTrue(layout(scores, 5, 2, 4).isEmpty(), "two sets of positions");
        assertEquals(
                FeatureLayout.of(Kind.TOKENS, 5, 2, 4),
                layout(attended, 5, 2, 4).orElseThrow());
        var pooled = g.op("MatMul", g.op("Softmax", g.op("MatMul", g.weights(1, 3, 5), keys)), tokens);
        assertTrue(layout(pooled, 5, 2, 4).isEmpty(), "the queries of a pooling are no positions");
    }

    @Test
    void aClassTokenInTheMiddle() {
        var tokens = g.op("Reshape", g.op("Transpose", perm(0, 2, 3, 1), g.x(1, 5, 2, 4)), g.ints(1, 8, 5));
        var first = g.op("Slice", tokens, g.ints(0), g.ints(4), g.ints(1));
        var second = g.op("Slice", tokens, g.ints(4), g.ints(8), g.ints(1));
        var all = g.op("Concat", Attributes.of("axis", 1), first, g.weights(1, 1, 5), second);
        var layout = layout(all, 5, 2, 4).orElseThrow();
        assertEquals(
                List.of(0, 1, 2, 3, 5, 6, 7, 8),
                IntStream.range(0, 8).map(layout::element).boxed().toList());
        assertTrue(layout(first, 5, 2, 4).isEmpty(), "half of the image");
    }

    @Test
    void convolutionsDivideAnAxisAndPatchesAreMerged() {
        var padded = g.op("Pad", g.x(1, 3, 15, 7), g.ints(0, 0, 1, 1, 0, 0, 1, 1));
        var conv = g.op("Conv", Attributes.of("strides", new long[] {2, 2}), padded, g.weights(6, 3, 3, 3));
        assertEquals(
                FeatureLayout.of(Kind.NCHW, 6, 8, 4), layout(conv, 3, 15, 7).orElseThrow());
        var last = g.op("Transpose", perm(0, 2, 3, 1), conv);
        var quarters = IntStream.range(0, 4)
                .mapToObj(i -> g.op(
                        "Slice",
                        last,
                        g.ints(i / 2, i % 2),
                        g.ints(Integer.MAX_VALUE, Integer.MAX_VALUE),
                        g.ints(1, 2),
                        g.ints(2, 2)))
                .toArray(String[]::new);
        var merged = g.op("MatMul", g.op("Concat", Attributes.of("axis", 3), quarters), g.weights(24, 12));
        assertEquals(
                FeatureLayout.of(Kind.NHWC, 12, 4, 2), layout(merged, 3, 15, 7).orElseThrow());
        var global = g.op("GlobalAveragePool", conv);
        assertTrue(layout(global, 3, 15, 7).isEmpty());
    }

    @Test
    void anEinsumWithAnEllipsis() {
        var turned = g.op("Einsum", Attributes.of("equation", "...hw->...wh"), g.x(1, 3, 4, 6));
        var layout = layout(turned, 3, 4, 6).orElseThrow();
        assertEquals(List.of(4, 6), List.of(layout.height(), layout.width()));
        assertEquals(4, layout.element(1), "the second column begins behind the four rows of the first");
    }

    /** No rule follows GridSample; with the grid of the identity the experiment finds the positions. */
    @Test
    void anExperimentFindsTheLayoutBehindAnUnknownOperator() {
        var grid = new float[6 * 8 * 2];
        for (int p = 0; p < 48; p++) {
            grid[2 * p] = -1 + (2 * (p % 8) + 1) / 8f;
            grid[2 * p + 1] = -1 + (2 * (p / 8) + 1) / 6f;
        }
        var sampled = g.op("GridSample", g.x(1, 3, 6, 8), g.floats(grid, 1, 6, 8, 2));
        var turned = g.op("Transpose", perm(0, 2, 3, 1), sampled);
        var prepared = DifferentiableGraph.of(g.model(turned), Map.of("x", Tensor.zeros(1, 3, 6, 8)));
        var input = FeatureLayout.of(Kind.NCHW, 3, 6, 8);
        var experiment = new PatchExperiment(prepared.graph(), prepared.shapes(), "x", input);
        var spatial = new SpatialAnalysis(prepared.graph(), prepared.shapes(), "x", input, Map.of(), experiment);
        assertEquals(Optional.of(input), spatial.layout(sampled));
        assertEquals(Optional.of(FeatureLayout.of(Kind.NHWC, 3, 6, 8)), spatial.layout(turned));

        var blind = new SpatialAnalysis(prepared.graph(), prepared.shapes(), "x", input, Map.of(), NONE);
        assertTrue(blind.layout(turned).isEmpty());
        assertEquals("GridSample", blind.unknown(turned).orElseThrow().op());
    }

    /** A sampling of constant points mixes up the positions, so that no layout explains where the tensor changes. */
    @Test
    void anExperimentRefusesScrambledPositions() {
        var grid = new float[6 * 8 * 2];
        var random = new Random(5);
        IntStream.range(0, grid.length).forEach(i -> grid[i] = random.nextFloat(-1, 1));
        var sampled = g.op("GridSample", g.x(1, 3, 6, 8), g.floats(grid, 1, 6, 8, 2));
        var prepared = DifferentiableGraph.of(g.model(sampled), Map.of("x", Tensor.zeros(1, 3, 6, 8)));
        var input = FeatureLayout.of(Kind.NCHW, 3, 6, 8);
        var experiment = new PatchExperiment(prepared.graph(), prepared.shapes(), "x", input);
        assertEquals(Optional.empty(), experiment.apply(sampled));
    }

    @Test
    void aSelectionThatTheImageDecidesHidesTheAxisThatItCuts() {
        String x = g.x(1, 6, 8, 10);
        String means = g.op("ReduceMean", Attributes.of("keepdims", 0).and("axes", new long[] {0, 2, 3}), x);
        String best = g.op("ArgMax", Attributes.of("axis", 0), g.op("Slice", means, g.ints(0), g.ints(4), g.ints(0)));
        String after = g.op("Add", best, g.ints(2));
        String channels = g.op("Slice", x, best, after, g.ints(1));
        String channel = g.op("Gather", Attributes.of("axis", 1), x, best);
        String rows = g.op("Slice", x, best, after, g.ints(2));
        String row = g.op("Gather", Attributes.of("axis", 2), x, best);
        var graph = g.model(channels, channel, rows, row);
        var input = FeatureLayout.of(Kind.NCHW, 6, 8, 10);
        assertEquals(
                FeatureLayout.of(Kind.NCHW, 2, 8, 10),
                layout(graph, input, channels, 1, 6, 8, 10).orElseThrow());
        assertEquals(
                FeatureLayout.of(Kind.NCHW, 1, 8, 10),
                layout(graph, input, channel, 1, 6, 8, 10).orElseThrow());
        assertEquals(Optional.empty(), layout(graph, input, rows, 1, 6, 8, 10));
        assertEquals(Optional.empty(), layout(graph, input, row, 1, 6, 8, 10));
    }
}
