package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same small classifier with different inputs, outputs and layouts. */
class ModelFormsTest {

    private static final Attributes TO_FIRST = Attributes.of("perm", new long[] {0, 3, 1, 2});
    private static final Attributes TO_LAST = Attributes.of("perm", new long[] {0, 2, 3, 1});

    @TempDir
    Path folder;

    private Explainer open(Graph model) throws IOException {
        return Explainer.open(Files.write(folder.resolve("net.onnx"), model.toBytes()));
    }

    private static String maps(TestGraph g, String x) {
        return g.op("Relu", g.conv(g.op("Relu", g.conv(x, 3, 4, 3, 1)), 4, 6, 3, 2));
    }

    private static String logits(TestGraph g, String maps) {
        return g.gemm(g.op("Flatten", g.op("GlobalAveragePool", maps)), 6, 5);
    }

    private static Tensor ramp(long... shape) {
        var x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.floats().put(i, (float) Math.sin(i));
        }
        return x;
    }

    /** TensorFlow's exporters keep the input's channels last and turn it before the first convolution. */
    @Test
    void channelsLastAtTheInput() throws IOException {
        var g = TestGraph.opset(13);
        var x = g.op("Transpose", TO_FIRST, g.x("N", 8, 8, 3));
        try (var explainer = open(g.model(logits(g, maps(g, x))))) {
            assertEquals(FeatureLayout.Kind.NCHW, explainer.layer().layout().kind());
            assertEquals(6, explainer.layer().layout().channels());
            assertEquals(
                    4,
                    explainer
                            .explain(ramp(1, 8, 8, 3), ExplainRequest.of(Target.top(1)))
                            .map()
                            .height());
        }
    }

    @Test
    void channelsLastAtTheLayer() throws IOException {
        var g = TestGraph.opset(13);
        var x = g.op("Transpose", TO_FIRST, g.x("N", 8, 8, 3));
        var last = g.op("Sigmoid", g.op("Transpose", TO_LAST, maps(g, x)));
        var mean = g.op("ReduceMean", Attributes.of("axes", new long[] {1, 2}).and("keepdims", 0), last);
        try (var explainer = open(g.model(g.linear(mean, 6, 5)))) {
            assertEquals(FeatureLayout.Kind.NHWC, explainer.layer().layout().kind());
            assertEquals(6, explainer.layer().layout().channels());
        }
    }

    @Test
    void aSoftmaxAtTheEndIsExplainedBeforeIt() throws IOException {
        var g = TestGraph.opset(13);
        var plain = g.model(logits(g, maps(g, g.x("N", 3, 8, 8))));
        var s = TestGraph.opset(13);
        var ending = s.model(s.op("Softmax", logits(s, maps(s, s.x("N", 3, 8, 8)))));
        var request = ExplainRequest.of(Target.of(3));
        try (var explainer = open(plain)) {
            assertFalse(explainer.endsInActivation());
            var expected = explainer.explain(ramp(1, 3, 8, 8), request);
            try (var other = open(ending)) {
                assertTrue(other.endsInActivation());
                var actual = other.explain(ramp(1, 3, 8, 8), request);
                assertEquals(expected.target().logit(), actual.target().logit(), 1e-6);
                assertEquals(expected.map().at(1, 2), actual.map().at(1, 2), 1e-6);
            }
        }
    }

    @Test
    void heightAndWidthMayBeFree() throws IOException {
        var g = TestGraph.opset(13);
        try (var explainer = open(g.model(logits(g, maps(g, g.x("N", 3, "H", "W")))))) {
            assertEquals(112, explainer.layer().layout().height());
        }
    }

    /** 3 x 6 positions after a class token and two registers, by the proportions of an image of 12 x 24. */
    @Test
    void tokensOfANonSquareGridWithRegisters() throws IOException {
        var g = TestGraph.opset(13);
        var patches = Attributes.of("kernel_shape", new long[] {4, 4}).and("strides", new long[] {4, 4});
        var maps = g.op("Conv", patches, g.x(1, 3, 12, 24), g.weights(7, 3, 4, 4));
        var places =
                g.op("Transpose", Attributes.of("perm", new long[] {0, 2, 1}), g.op("Reshape", maps, g.ints(1, 7, -1)));
        var tokens = g.op("Concat", Attributes.of("axis", 1), g.weights(1, 3, 7), places);
        var mean = g.op("ReduceMean", Attributes.of("axes", new long[] {1}).and("keepdims", 0), g.op("Tanh", tokens));
        try (var explainer = open(g.model(g.linear(mean, 7, 5)))) {
            var layout = explainer.layer().layout();
            assertEquals(FeatureLayout.tokens(7, 3, 6, 3, 21), layout);
        }
    }
}
