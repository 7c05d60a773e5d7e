package io.github.gradcam4j.explain;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Classifiers of 2 x 2 images, small enough to be worked out on paper. All rectify the image's three channels, which
 * makes the layer {@code features}; class 0 weighs them 4, -8, 12 and adds 0.5, class 1 weighs them 0, 4, 0 and takes 1
 * away.
 */
public final class TinyModels {

    /** The image: the channels (1 2 3 4), (0 -1 2 0) and (-1 0 0 1). */
    public static final float[] IMAGE = {1, 2, 3, 4, 0, -1, 2, 0, -1, 0, 0, 1};

    public static final double LOGIT = 9.5;
    public static final double OTHER_LOGIT = 1;

    private TinyModels() {}

    public static Tensor input() {
        return Tensor.of(IMAGE, 1, 3, 2, 2);
    }

    /** The same image, [1, 2, 2, 3]. */
    public static Tensor inputChannelsLast() {
        var values = new float[12];
        for (int c = 0; c < 3; c++) {
            for (int p = 0; p < 4; p++) {
                values[3 * p + c] = IMAGE[4 * c + p];
            }
        }
        return Tensor.of(values, 1, 2, 2, 3);
    }

    /** Mean over space, then the classes' weights. */
    public static Explainer linear(Path folder) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 2, 2);
        g.node("features", "Relu", List.of("x"));
        return open(g, classify(g, "features"), folder, Preprocessing.Layout.NCHW);
    }

    /** The same for one image at a time. */
    public static Explainer linearOneByOne(Path folder) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, 1, 3, 2, 2);
        g.node("features", "Relu", List.of("x"));
        return open(g, classify(g, "features"), folder, Preprocessing.Layout.NCHW);
    }

    /** The same with the image's channels last, [N, 2, 2, 3], at the layer too. */
    public static Explainer channelsLast(Path folder) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 2, 2, 3);
        g.node("features", "Relu", List.of("x"));
        g.node("planes", "Transpose", List.of("features"), Attributes.of("perm", new long[] {0, 3, 1, 2}));
        return open(g, classify(g, "planes"), folder, Preprocessing.Layout.NHWC);
    }

    /** The same with the positions as tokens after a class token of (1, 1, 1), which is scored like a position. */
    public static Explainer tokens(Path folder) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 2, 2);
        String rectified = g.node("rectified", "Relu", List.of("x"));
        String rows = g.node("rows", "Reshape", List.of(rectified, g.vector(0, 3, 4)));
        String places = g.node("places", "Transpose", List.of(rows), Attributes.of("perm", new long[] {0, 2, 1}));
        String padded = g.node("padded", "Pad", List.of(places, g.vector(0, 1, 0, 0, 0, 0)));
        var first = new float[15];
        Arrays.fill(first, 0, 3, 1);
        g.initializer("first", first, 1, 5, 3);
        g.node("features", "Add", List.of(padded, "first"));
        String mean = g.node("mean", "ReduceSum", List.of("features", g.vector(1)), Attributes.of("keepdims", 0));
        String quarter = g.node("quarter", "Mul", List.of(mean, g.scalar(0.25)));
        return open(g, weigh(g, quarter), folder, Preprocessing.Layout.NCHW);
    }

    /** The mean of the squares over space, then the classes' weights. */
    public static Explainer squares(Path folder) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 2, 2);
        g.node("features", "Relu", List.of("x"));
        String squared = g.node("squared", "Mul", List.of("features", "features"));
        return open(g, classify(g, squared), folder, Preprocessing.Layout.NCHW);
    }

    /** Two layers of ReLU: the channels, then (a - b, b - a, a + c) of them. */
    public static Explainer deep(Path folder) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 2, 2);
        String first = g.node("first", "Relu", List.of("x"));
        g.initializer("mix", new float[] {1, -1, 0, -1, 1, 0, 1, 0, 1}, 3, 3, 1, 1);
        String mixed = g.node("mixed", "Conv", List.of(first, "mix"));
        g.node("features", "Relu", List.of(mixed));
        return open(g, classify(g, "features"), folder, Preprocessing.Layout.NCHW);
    }

    /** No ReLU anywhere. */
    public static Explainer smooth(Path folder) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 2, 2);
        g.node("features", "Sigmoid", List.of("x"));
        return open(g, classify(g, "features"), folder, Preprocessing.Layout.NCHW);
    }

    /** The channels, multiplied by sigmoids of their means in the image, as in a network with an attention branch. */
    public static Explainer gated(Path folder) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 2, 2);
        g.node("features", "Relu", List.of("x"));
        String gate = g.node("gate", "Sigmoid", List.of(g.node("means", "GlobalAveragePool", List.of("x"))));
        return open(
                g, classify(g, g.node("gated", "Mul", List.of("features", gate))), folder, Preprocessing.Layout.NCHW);
    }

    /** The row of the channels in which the image is largest, then the classes' weights. */
    public static Explainer brightestRow(Path folder) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, 1, 3, 2, 2);
        g.node("features", "Relu", List.of("x"));
        String sums = g.node("sums", "ReduceSum", List.of("x", g.vector(0, 1, 3)), Attributes.of("keepdims", 0));
        String index = g.node("index", "ArgMax", List.of(sums), Attributes.of("axis", 0));
        String row = g.node("row", "Gather", List.of("features", index), Attributes.of("axis", 2));
        return open(g, classify(g, row), folder, Preprocessing.Layout.NCHW);
    }

    private static String classify(GraphBuilder g, String features) {
        String pooled = g.node("pooled", "GlobalAveragePool", List.of(features));
        return weigh(g, g.node("flat", "Flatten", List.of(pooled)));
    }

    private static String weigh(GraphBuilder g, String pooled) {
        g.initializer("weights", new float[] {4, -8, 12, 0, 4, 0}, 2, 3);
        g.initializer("bias", new float[] {0.5f, -1}, 2);
        return g.node("logits", "Gemm", List.of(pooled, "weights", "bias"), Attributes.of("transB", 1));
    }

    private static Explainer open(GraphBuilder g, String logits, Path folder, Preprocessing.Layout layout)
            throws IOException {
        g.output(logits, ElementType.FLOAT, "N", 2);
        var file = folder.resolve("tiny.onnx");
        Files.write(file, g.build().toBytes());
        var preprocessing = Preprocessing.imageNet()
                .withInputSize(2, 2)
                .withLayout(layout)
                .withScale(1)
                .withMean(List.of(0.0, 0.0, 0.0))
                .withStd(List.of(1.0, 1.0, 1.0))
                .withFit(Preprocessing.Fit.SQUASH);
        return Explainer.open(Model.of(file).withPreprocessing(preprocessing).withLayer("features"));
    }
}
