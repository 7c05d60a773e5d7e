package io.github.gradcam4j.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.TinyModels;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.metric.CompletenessError;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every method's formula, worked out on paper. In the linear model the activations are (1 2 3 4), (0 0 2 0), (0 0 0 1),
 * and the gradient of class 0 is 1, -2 and 3 everywhere in them.
 */
class MethodFormulasTest {

    @TempDir
    Path folder;

    private static float[] map(Explainer explainer, AttributionMethod method) {
        return explainer
                .explain(TinyModels.input(), ExplainRequest.of(Target.of(0)).withMethod(method))
                .map()
                .values();
    }

    private void linear(AttributionMethod method, double... expected) throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            assertClose(map(explainer, method), expected);
        }
    }

    private static void assertClose(float[] found, double... expected) {
        var floats = new float[expected.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) expected[i];
        }
        assertArrayEquals(floats, found, 1e-5f);
    }

    /** Three times as many passes as samples or steps, for each number of them. */
    @Test
    void thePassesOfAnyNumberOfSamplesAreCounted() {
        assertEquals(3.0 * Integer.MAX_VALUE, new SmoothGrad(0.1, Integer.MAX_VALUE, 0).passes(1, 1));
        assertEquals(3.0 * Integer.MAX_VALUE, new IntegratedGradients(Integer.MAX_VALUE).passes(1, 1));
    }

    @Test
    void gradientsAtTheLayer() throws IOException {
        linear(Methods.GRAD_CAM, 1, 2, -1, 7);
        linear(Methods.HIRES_CAM, 1, 2, -1, 7);
        linear(Methods.XGRAD_CAM, 1, 2, -1, 7);
        linear(Methods.LAYER_CAM, 1, 2, 3, 7);
        linear(Methods.ELEMENT_WISE, 1, 2, 3, 7);
    }

    /** Weights 4 * 1 / (2 + 10), 0 and 4 * 3 * 9 / (18 + 27). */
    @Test
    void gradCamPlusPlus() throws IOException {
        linear(Methods.GRAD_CAM_PLUS_PLUS, 1 / 3.0, 2 / 3.0, 1, 4 / 3.0 + 2.4);
        linear(new SmoothGradCamPlusPlus(0, 3, 0), 1 / 3.0, 2 / 3.0, 1, 4 / 3.0 + 2.4);
    }

    /** In the model of squares the gradient of class 0 is 2 A_k / 4 times 4, -8, 12. */
    @Test
    void gradientsThatChangeOverSpace() throws IOException {
        try (var explainer = TinyModels.squares(folder)) {
            assertClose(map(explainer, Methods.HIRES_CAM), 2, 8, 18 - 16, 32 + 6);
            assertClose(map(explainer, Methods.GRAD_CAM), 5, 10, 15 - 4, 20 + 1.5);
            // 2 (1 + 4 + 9 + 16) / 10, -4 (4) / 2 and 6 (1) / 1
            assertClose(map(explainer, Methods.XGRAD_CAM), 6, 12, 18 - 16, 24 + 6);
            assertClose(map(explainer, Methods.LAYER_CAM), 2, 8, 18, 38);
        }
    }

    @Test
    void ablationByRunsAndByGradientAgree() throws IOException {
        double s = TinyModels.LOGIT;
        linear(Methods.ABLATION_CAM, 10 / s, 20 / s, 22 / s, 43 / s);
        try (var explainer = TinyModels.linear(folder)) {
            var context = explainer
                    .explain(TinyModels.input(), ExplainRequest.of(Target.of(0)))
                    .context();
            assertTrue(context.model().hasLinearHead());
            assertArrayEquals(AblationCam.dropsByGradient(context), AblationCam.dropsByPasses(context), 1e-5);
            assertArrayEquals(new double[] {10, -4, 3}, AblationCam.dropsByPasses(context), 1e-5);
        }
    }

    @Test
    void ablationWhereTheHeadIsNotLinear() throws IOException {
        try (var explainer = TinyModels.squares(folder)) {
            var explanation = explainer.explain(
                    TinyModels.input(), ExplainRequest.of(Target.of(0)).withMethod(Methods.ABLATION_CAM));
            assertFalse(explanation.context().model().hasLinearHead());
            double s = 25.5;
            assertClose(explanation.map().values(), 30 / s, 60 / s, (90 - 16) / s, (120 + 3) / s);
        }
    }

    /** A negative score does not change the sign of the evidence. */
    @Test
    void ablationOfANegativeScore() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            var less = Target.of(1).versus(0);
            var map = explainer
                    .explain(TinyModels.input(), ExplainRequest.of(less).withMethod(Methods.ABLATION_CAM))
                    .map();
            double s = TinyModels.LOGIT - TinyModels.OTHER_LOGIT;
            assertClose(map.values(), -10 / s, -20 / s, (-30 + 12) / s, (-40 - 3) / s);
        }
    }

    /** Seen through its masks the image scores 7.5, -0.5 and 7.5. */
    @Test
    void scoreCam() throws IOException {
        double rest = Math.exp(-8);
        double w = 1 / (2 + rest);
        linear(Methods.SCORE_CAM, w, 2 * w, (3 + 2 * rest) * w, 5 * w);
        double two = 1 / (1 + rest);
        linear(new ScoreCam(2), two, 2 * two, (3 + 2 * rest) * two, 4 * two);
        assertThrows(IllegalArgumentException.class, () -> new ScoreCam(0));
    }

    /** Half of each mask gives 4, 0 and 4. */
    @Test
    void isCam() throws IOException {
        double rest = Math.exp(-0.25 - 5.75);
        double w = 1 / (2 + rest);
        linear(new IsCam(3, 2), w, 2 * w, (3 + 2 * rest) * w, 5 * w);
    }

    /** Without noise it is Score-CAM; with noise, a channel's score is the mean of the scores for two noisy masks. */
    @Test
    void ssCam() throws IOException {
        double rest = Math.exp(-8);
        double w = 1 / (2 + rest);
        linear(new SsCam(3, 2, 0, 0), w, 2 * w, (3 + 2 * rest) * w, 5 * w);
        double[][] masks = {{0, 1 / 3.0, 2 / 3.0, 1}, {0, 0, 1, 0}, {0, 0, 0, 1}};
        var scores = new double[3];
        for (int i = 0; i < 6; i++) {
            var random = new Random(5 + i);
            for (int p = 0; p < 4; p++) {
                double seen = masks[i / 2][p] + 0.1 * random.nextGaussian();
                for (int c = 0; c < 3; c++) {
                    scores[i / 2] += new int[] {1, -2, 3}[c] * Math.max(0, seen * TinyModels.IMAGE[4 * c + p]) / 2;
                }
            }
        }
        double sum = Math.exp(scores[0]) + Math.exp(scores[1]) + Math.exp(scores[2]);
        double first = Math.exp(scores[0]) / sum;
        double last = Math.exp(scores[2]) / sum;
        linear(new SsCam(3, 2, 0.1, 5), first, 2 * first, 3 * first + 2 * Math.exp(scores[1]) / sum, 4 * first + last);
        assertThrows(IllegalArgumentException.class, () -> new SsCam(3, 0, 1, 0));
    }

    @Test
    void fewerChannelsByAnyMethodThatMasks() {
        for (var method : List.of(new ScoreCam(), new SsCam(), new IsCam())) {
            assertEquals(2, method.withChannels(2).channels());
            assertEquals(method.id(), method.withChannels(2).id());
            assertThrows(IllegalArgumentException.class, () -> method.withChannels(0));
        }
    }

    /**
     * With a linear head the map sums to the logit minus the bias, or minus the logit of an empty input; with a head of
     * squares it does not.
     */
    @Test
    void completeness() throws IOException {
        try (var linear = TinyModels.linear(folder)) {
            for (var method :
                    List.of(Methods.GRAD_CAM, Methods.HIRES_CAM, Methods.XGRAD_CAM, Methods.INTEGRATED_GRADIENTS)) {
                var explanation = linear.explain(
                        TinyModels.input(), ExplainRequest.of(Target.of(0)).withMethod(method));
                assertTrue(method.isComplete(explanation.context()), method.id());
                assertEquals(1, CompletenessError.completeness(explanation).orElseThrow(), 1e-6, method.id());
            }
            var context = linear.explain(TinyModels.input(), ExplainRequest.of(Target.of(0)))
                    .context();
            assertFalse(Methods.LAYER_CAM.isComplete(context));
        }
        try (var squares = TinyModels.squares(folder)) {
            var context = squares.explain(TinyModels.input(), ExplainRequest.of(Target.of(0)))
                    .context();
            assertFalse(Methods.HIRES_CAM.isComplete(context));
        }
    }

    @Test
    void gradientsAtTheInput() throws IOException {
        linear(Methods.INPUT_GRADIENT, 1, 1, 2, 3);
        linear(new SmoothGrad(0, 2, 0), 1, 1, 2, 3);
        linear(Methods.INTEGRATED_GRADIENTS, 1, 2, -1, 7);
        linear(Methods.GUIDED_BACKPROP, 1, 1, 1, 3);
        linear(Methods.GUIDED_GRAD_CAM, 1, 2, 0, 21);
    }

    /** Noise takes a channel below zero now and then: its gradient's mean shrinks, and is the same each time. */
    @Test
    void noiseIsRepeatable() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            var once = map(explainer, new SmoothGrad(0.5, 32, 7));
            assertArrayEquals(once, map(explainer, new SmoothGrad(0.5, 32, 7)));
            assertFalse(Arrays.equals(once, map(explainer, new SmoothGrad(0.5, 32, 8))));
            assertTrue(once[3] > 0.5 && once[3] < 3, Arrays.toString(once));
        }
    }

    /**
     * In the deep model the features are (a - b, b - a, a + c) of the rectified channels, rectified: (1 2 1 4), 0 and
     * (1 2 3 5). From 1, -2, 3 the plain gradient is a: 1 + 3, b: -1, c: 3 wherever they are above 0; guided, b's is
     * stopped.
     */
    @Test
    void guidedThroughTwoLayers() throws IOException {
        try (var explainer = TinyModels.deep(folder)) {
            assertClose(map(explainer, Methods.INPUT_GRADIENT), 4, 4, 4, 4);
            var model = explainer
                    .explain(TinyModels.input(), ExplainRequest.of(Target.of(0)))
                    .context()
                    .model();
            var exact = model.inputGradient(model.input());
            var guided = model.guidedGradient(model.input());
            assertClose(exact.values(), 4, 4, 4, 4, 0, 0, -1, 0, 0, 0, 0, 3);
            assertClose(guided.values(), 4, 4, 4, 4, 0, 0, 0, 0, 0, 0, 0, 3);
        }
    }

    @Test
    void guidedBackpropNeedsRelu() throws IOException {
        try (var explainer = TinyModels.smooth(folder)) {
            var refused = assertThrows(NoGradientException.class, () -> map(explainer, Methods.GUIDED_BACKPROP));
            assertTrue(refused.getMessage().contains("ReLU"), refused.getMessage());
        }
    }

    /** Channels in the proportion 1 : 2 differ along (1, 2) / sqrt 5. */
    @Test
    void eigenCamOfFewAndOfManyChannels() {
        for (int channels : new int[] {2, 6}) {
            var values = new float[4 * channels];
            double squares = 0;
            for (int k = 0; k < channels; k++) {
                squares += (k + 1) * (k + 1);
                for (int p = 0; p < 4; p++) {
                    values[4 * k + p] = (k + 1) * (p + 1);
                }
            }
            var activations = new FeatureMaps(channels, 2, 2, values);
            var minus = activations.apply((k, p) -> -1);
            double length = Math.sqrt(squares);
            var context = AttributionContext.of(activations, minus, 0);
            assertThrows(UnsupportedOperationException.class, () -> Methods.SCORE_CAM.attribute(context));
            assertClose(
                    Methods.EIGEN_CAM.attribute(context).values(),
                    -1.5 * length,
                    -0.5 * length,
                    0.5 * length,
                    1.5 * length);
            assertClose(
                    Methods.EIGEN_GRAD_CAM.attribute(context).values(),
                    1.5 * length,
                    0.5 * length,
                    -0.5 * length,
                    -1.5 * length);
        }
    }

    /** One of nine positions stands out in the first channel, none in the second. */
    @Test
    void fem() {
        var values = new float[] {0, 0, 0, 0, 9, 0, 0, 0, 0, 1, 2, 1, 2, 1, 2, 1, 2, 1};
        var activations = new FeatureMaps(2, 3, 3, values);
        assertClose(
                Methods.FEM
                        .attribute(AttributionContext.of(activations, activations, 0))
                        .values(),
                0,
                0,
                0,
                0,
                1,
                0,
                0,
                0,
                0);
    }

    @Test
    void controls() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            var center = map(explainer, Methods.CENTER);
            double bell = Math.exp(-2 * 0.25 * 0.25 / (2 * 0.25 * 0.25));
            assertClose(center, bell, bell, bell, bell);
            var random = map(explainer, Methods.RANDOM);
            assertArrayEquals(random, map(explainer, Methods.RANDOM));
            assertFalse(Arrays.equals(random, map(explainer, new RandomMap(1))));
        }
    }

    @Test
    void everyMethodIsFoundByItsName() {
        for (var method : Methods.all()) {
            assertEquals(method, Methods.byName(method.id()));
        }
        assertEquals(Methods.GRAD_CAM_PLUS_PLUS, Methods.byName("Grad-CAM++"));
        assertEquals(Methods.GUIDED_GRAD_CAM, Methods.byName("guided grad_cam"));
        var unknown = assertThrows(IllegalArgumentException.class, () -> Methods.byName("lime"));
        assertTrue(unknown.getMessage().contains("scorecam"), unknown.getMessage());
    }
}
