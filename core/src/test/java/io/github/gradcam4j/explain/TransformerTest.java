package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small vision transformer as PyTorch's exporter writes one with a free batch: shapes worked out in the graph, a
 * class token repeated for each image, attention over 4 x 8 patches and that token.
 */
class TransformerTest {

    private static final long WIDTH = 8;
    private static final long HEADS = 2;
    private static final int HEIGHT = 16;

    @TempDir
    private Path folder;

    private final Random random = new Random(7);
    private final GraphBuilder g = GraphBuilder.opset(14);

    @Test
    void theLastBlocksInputIsFoundAndFoldedToTheInputsProportions() throws IOException {
        try (var explainer = explainer()) {
            var layer = explainer.layer();
            assertEquals(
                    "/blocks/blocks.0/Add_1_output_0",
                    layer.tensor(),
                    "behind it only the class token reaches the scores");
            assertEquals(FeatureLayout.Kind.TOKENS, layer.layout().kind());
            assertEquals(
                    List.of(4, 8, 1),
                    List.of(
                            layer.layout().height(),
                            layer.layout().width(),
                            layer.layout().first()));

            var explanation = explainer.explain(image(), ExplainRequest.of(Target.top(1)));
            assertEquals(
                    List.of(4, 8),
                    List.of(explanation.map().height(), explanation.map().width()));
            assertTrue(explanation.map().range().high()
                    != explanation.map().range().low());
        }
    }

    @Test
    void layersBearTheNamesOfModulesAndNodes() throws IOException {
        try (var explainer = explainer()) {
            assertEquals(
                    "/blocks/blocks.0/Add_1_output_0",
                    explainer.layer("blocks.0").tensor());
            assertEquals("/patches/Conv_output_0", explainer.layer("patches").tensor());
            assertEquals(
                    "/patches/Conv_output_0", explainer.layer("/patches/Conv").tensor());
            assertTrue(explainer.layers().stream().anyMatch(l -> l.name().equals("blocks.0")));
        }
    }

    @Test
    void gradientsAtTheInputAreThoseOfFiniteDifferences() throws IOException {
        try (var explainer = explainer()) {
            var x = image();
            var explanation = explainer.explain(x, ExplainRequest.of(Target.of(1)));
            var input = explanation.context().model().input();
            var gradient = explanation.context().model().inputGradient(input).values();
            // Central differences of a smooth network in float32: the error of a step of 1e-2 is about 1e-4 of the
            // score.
            float step = 1e-2f;
            for (int i : new int[] {0, 100, 300, 700, 1500}) {
                double difference = logit(explainer, x, i, step) - logit(explainer, x, i, -step);
                assertEquals(difference / (2 * step), gradient[i], 2e-3, "element " + i);
            }
        }
    }

    private static double logit(Explainer explainer, Tensor x, int element, float change) {
        var values = x.toArray();
        values[element] += change;
        return explainer.classify(Tensor.of(values, x.shape())).of(1).logit();
    }

    @Test
    void aHeadServesOneImageThoughItsShapesWereLearnedWithTwo() throws IOException {
        try (var explainer = explainer()) {
            var x = image();
            var explanation = explainer.explain(x, ExplainRequest.of(Target.of(0)));
            assertArrayEquals(
                    explainer.classify(x).logits(), explanation.predictions().logits(), 1e-5f);
        }
    }

    private Explainer explainer() throws IOException {
        var file = folder.resolve("vit.onnx");
        Files.write(file, model());
        var ones = List.of(1.0, 1.0, 1.0);
        var zeros = List.of(0.0, 0.0, 0.0);
        return Explainer.builder(file)
                .preprocessing(Preprocessing.imageNet()
                        .withInputSize(2 * HEIGHT, HEIGHT)
                        .withScale(1)
                        .withMean(zeros)
                        .withStd(ones)
                        .withFit(Preprocessing.Fit.SQUASH))
                .build();
    }

    private Tensor image() {
        var values = new float[3 * HEIGHT * 2 * HEIGHT];
        var noise = new Random(3);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) noise.nextGaussian();
        }
        return Tensor.of(values, 1, 3, HEIGHT, 2 * HEIGHT);
    }

    private byte[] model() {
        String x = g.input("x", ElementType.FLOAT, "batch", 3, HEIGHT, 2 * HEIGHT);
        String patches =
                node("/patches/Conv", "Conv", Attributes.of("strides", new long[] {4, 4}), x, weights(WIDTH, 3, 4, 4));
        String batch = node(
                "/Gather",
                "Gather",
                Attributes.of("axis", 0),
                node("/Shape", "Shape", patches),
                g.initializer("zero", new long[] {0}));
        String one = node("/Unsqueeze", "Unsqueeze", batch, g.vector(0));
        String rows = node(
                "/Reshape",
                "Reshape",
                patches,
                node("/Concat_1", "Concat", Attributes.of("axis", 0), one, g.vector(WIDTH), g.vector(-1)));
        String tokens = node("/Transpose", "Transpose", Attributes.of("perm", new long[] {0, 2, 1}), rows);
        String wanted = node("/Concat_2", "Concat", Attributes.of("axis", 0), one, g.vector(1), g.vector(WIDTH));
        String token = node("/Expand", "Expand", weights(1, 1, WIDTH), wanted);
        String all = node("/Concat", "Concat", Attributes.of("axis", 1), token, tokens);
        String placed = node("/Add", "Add", all, weights(1, 33, WIDTH));
        String last = block("/blocks/blocks.1", block("/blocks/blocks.0", placed, one), one);
        String first = node(
                "/Gather_1",
                "Gather",
                Attributes.of("axis", 1),
                norm("/norm", last),
                g.initializer("first", new long[] {0}));
        g.output(node("/head/Gemm", "Gemm", Attributes.of("transB", 1), first, weights(3, WIDTH), weights(3)));
        return g.build().toBytes();
    }

    private String block(String path, String x, String batch) {
        String attended = node(path + "/Add", "Add", x, attention(path + "/attn", norm(path + "/norm1", x), batch));
        String hidden =
                node(path + "/fc1/MatMul", "MatMul", norm(path + "/norm2", attended), weights(WIDTH, 2 * WIDTH));
        String erf = node(path + "/act/Erf", "Erf", node(path + "/act/Div", "Div", hidden, g.scalar(Math.sqrt(2))));
        String gelu = node(path + "/act/Mul", "Mul", hidden, node(path + "/act/Add", "Add", erf, g.scalar(1)));
        String out = node(path + "/fc2/MatMul", "MatMul", gelu, weights(2 * WIDTH, WIDTH));
        return node(path + "/Add_1", "Add", attended, out);
    }

    private String attention(String path, String x, String batch) {
        String qkv = node(path + "/qkv/MatMul", "MatMul", x, weights(WIDTH, 3 * WIDTH));
        String shape = node(
                path + "/Concat",
                "Concat",
                Attributes.of("axis", 0),
                batch,
                g.vector(-1),
                g.vector(3),
                g.vector(HEADS),
                g.vector(WIDTH / HEADS));
        String split = node(path + "/Reshape", "Reshape", qkv, shape);
        String apart = node(path + "/Transpose", "Transpose", Attributes.of("perm", new long[] {2, 0, 3, 1, 4}), split);
        String q = part(path, apart, 0);
        String k = node(
                path + "/Transpose_1",
                "Transpose",
                Attributes.of("perm", new long[] {0, 1, 3, 2}),
                part(path, apart, 1));
        String weights = node(
                path + "/Softmax",
                "Softmax",
                Attributes.of("axis", -1),
                node(path + "/Mul", "Mul", node(path + "/MatMul", "MatMul", q, k), g.scalar(0.5)));
        String mixed = node(path + "/MatMul_1", "MatMul", weights, part(path, apart, 2));
        String back = node(path + "/Transpose_2", "Transpose", Attributes.of("perm", new long[] {0, 2, 1, 3}), mixed);
        String joined = node(
                path + "/Reshape_1",
                "Reshape",
                back,
                node(path + "/Concat_1", "Concat", Attributes.of("axis", 0), batch, g.vector(-1), g.vector(WIDTH)));
        return node(path + "/proj/MatMul", "MatMul", joined, weights(WIDTH, WIDTH));
    }

    private String part(String path, String qkv, long which) {
        return node(
                path + "/Gather_" + which,
                "Gather",
                Attributes.of("axis", 0),
                qkv,
                g.initializer(path + "/" + which, new long[] {which}));
    }

    private String norm(String path, String x) {
        String centered = node(
                path + "/Sub",
                "Sub",
                x,
                node(path + "/ReduceMean", "ReduceMean", Attributes.of("axes", new long[] {-1}), x));
        String variance = node(
                path + "/ReduceMean_1",
                "ReduceMean",
                Attributes.of("axes", new long[] {-1}),
                node(path + "/Pow", "Pow", centered, g.scalar(2)));
        String deviation = node(path + "/Sqrt", "Sqrt", node(path + "/Add", "Add", variance, g.scalar(1e-5)));
        return node(path + "/Mul", "Mul", node(path + "/Div", "Div", centered, deviation), weights(WIDTH));
    }

    private String node(String name, String op, String... inputs) {
        return node(name, op, Attributes.none(), inputs);
    }

    private String node(String name, String op, Attributes attributes, String... inputs) {
        g.add(new Node(name, "", op, List.of(inputs), List.of(name + "_output_0"), attributes));
        return name + "_output_0";
    }

    private String weights(long... shape) {
        int n = 1;
        for (long d : shape) {
            n *= (int) d;
        }
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (random.nextGaussian() * 0.4);
        }
        return g.constant("weights", values, shape);
    }
}
