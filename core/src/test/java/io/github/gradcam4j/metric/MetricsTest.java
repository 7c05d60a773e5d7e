package io.github.gradcam4j.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.explain.TinyModels;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.metric.DeletionInsertionCurve.Fill;
import io.github.gradcam4j.metric.DeletionInsertionCurve.Mode;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures worked out on paper. In the linear model class 0 leads class 1 by 1.5 and what the four pixels add: 1, 2, -3, 7. Its heat map is
 * (1 2 0 7) / 7, so that the pixels come in the order 3, 1, 0, 2.
 */
class MetricsTest {

    @TempDir
    Path folder;

    private Explainer explainer;

    @BeforeEach
    void open() throws IOException {
        explainer = TinyModels.linear(folder);
    }

    @AfterEach
    void close() {
        explainer.close();
    }

    private Explanation explanation(AttributionMethod cam) {
        return explainer.explain(
                TinyModels.picture(), ExplainRequest.of(Target.of(0)).withMethod(cam));
    }

    private EvaluationInput judged(AttributionMethod cam) {
        return EvaluationInput.of(explanation(cam), Optional.of(mask(1, 3)), 0);
    }

    private EvaluationInput with(float... heat) {
        var judged = judged(Methods.GRAD_CAM);
        return new EvaluationInput(judged.explanation(), HeatMap.of(heat, 2, 2), judged.object(), 0);
    }

    private static Mask mask(int... pixels) {
        var set = new BitSet();
        for (int pixel : pixels) {
            set.set(pixel);
        }
        return Mask.of(2, 2, set);
    }

    /** The probability where one class leads the other by so much. */
    private static double p(double lead) {
        return 1 / (1 + Math.exp(-lead));
    }

    @Test
    void heat() {
        assertArrayEquals(
                new float[] {1 / 7f, 2 / 7f, 0, 1},
                judged(Methods.GRAD_CAM).heat().values(),
                1e-6f);
    }

    @Test
    void deletionAndInsertion() {
        var deletion = new DeletionInsertionCurve(Mode.DELETION, Fill.ZERO, 4);
        var insertion = new DeletionInsertionCurve(Mode.INSERTION, Fill.ZERO, 4);
        var out = new double[] {p(8.5), p(1.5), p(-0.5), p(-1.5), p(1.5)};
        var in = new double[] {p(1.5), p(8.5), p(10.5), p(11.5), p(8.5)};
        var judged = judged(Methods.GRAD_CAM);
        assertArrayEquals(out, deletion.curve(judged).probabilities(), 1e-6);
        assertArrayEquals(in, insertion.curve(judged).probabilities(), 1e-6);
        double area = (out[0] / 2 + out[1] + out[2] + out[3] + out[4] / 2) / 4;
        assertEquals(area, deletion.measure(judged).orElseThrow(), 1e-6);
        assertEquals("deletion", deletion.id());
        assertEquals("insertion-blur", new DeletionInsertionCurve(Mode.INSERTION, Fill.BLUR).id());
    }

    /** With the blurred picture in place of nothing the ends are the picture and its blur, and a flat picture has no curve. */
    @Test
    void blurredCurvesEndAtTheBlurredPicture() {
        var curve = new DeletionInsertionCurve(Mode.DELETION, Fill.BLUR, 2).curve(judged(Methods.GRAD_CAM));
        var other = new DeletionInsertionCurve(Mode.INSERTION, Fill.BLUR, 2).curve(judged(Methods.GRAD_CAM));
        assertEquals(p(8.5), curve.probabilities()[0], 1e-6);
        assertEquals(curve.probabilities()[2], other.probabilities()[0], 1e-9);
        assertEquals(p(8.5), other.probabilities()[2], 1e-6);
    }

    @Test
    void blurKeepsWhatIsFlatAndSpreadsAPoint() {
        var flat = new FeatureMaps(1, 9, 80, new float[720]).apply((c, p) -> 3);
        assertArrayEquals(flat.values(), Blur.of(flat).values(), 1e-5f);
        var point = new FeatureMaps(1, 81, 80, new float[6480]).apply((c, p) -> p == 40 * 80 + 40 ? 1 : 0);
        var blurred = Blur.of(point);
        assertEquals(1, blurred.mean(0) * blurred.area(), 1e-4);
        assertEquals(blurred.at(0, 40 * 80 + 38), blurred.at(0, 42 * 80 + 40), 1e-7);
        assertEquals(Math.exp(-0.5), blurred.at(0, 40 * 80 + 38) / (double) blurred.at(0, 40 * 80 + 40), 1e-5);
    }

    @Test
    void dropAndIncrease() {
        var one = with(1, 0, 0, 0);
        assertEquals((p(8.5) - p(2.5)) / p(8.5), new AverageDrop().measure(one).orElseThrow(), 1e-6);
        assertEquals(0, new ConfidenceIncrease().measure(one).orElseThrow());
        assertEquals(0, new AverageDrop().measure(judged(Methods.GRAD_CAM)).orElseThrow());
        assertEquals(
                1, new ConfidenceIncrease().measure(judged(Methods.GRAD_CAM)).orElseThrow());
    }

    @Test
    void pointing() {
        assertEquals(
                0.9, new EnergyPointingGame().measure(judged(Methods.GRAD_CAM)).orElseThrow(), 1e-6);
        assertEquals(
                0.5, EnergyPointingGame.objectShare(judged(Methods.GRAD_CAM)).orElseThrow());
        assertEquals(1, new PointingGame().measure(judged(Methods.GRAD_CAM)).orElseThrow());
        assertEquals(0, new PointingGame().measure(with(1, 0.5f, 0, 0)).orElseThrow());
        assertEquals(0, new EnergyPointingGame().measure(with(0, 0, 0, 0)).orElseThrow());
        assertEquals(0, new PointingGame().measure(with(0, 0, 0, 0)).orElseThrow());
        var unknown = EvaluationInput.of(explanation(Methods.GRAD_CAM), Optional.empty(), 0);
        assertTrue(new EnergyPointingGame().measure(unknown).isEmpty());
    }

    @Test
    void completeness() {
        var error = new CompletenessError();
        assertEquals(0, error.measure(judged(Methods.HIRES_CAM)).orElseThrow(), 1e-6);
        assertEquals(4 / 9.0, error.measure(judged(Methods.LAYER_CAM)).orElseThrow(), 1e-6);
        assertEquals(0, error.measure(judged(Methods.INTEGRATED_GRADIENTS)).orElseThrow(), 1e-6);
    }

    @Test
    void sparseness() {
        assertEquals(0.55, new Sparseness().measure(judged(Methods.GRAD_CAM)).orElseThrow(), 1e-6);
        assertEquals(0, Sparseness.gini(new float[] {2, 2, 2}), 1e-9);
        assertEquals(0.75, Sparseness.gini(new float[] {0, 0, 5, 0}), 1e-9);
        assertTrue(new Sparseness().measure(with(0, 0, 0, 0)).isEmpty());
    }

    @Test
    void imputation() {
        var input = new FeatureMaps(1, 2, 2, new float[] {1, 2, 3, 4});
        assertArrayEquals(
                new float[] {2.8f, 2, 3, 4},
                NoisyLinearImputer.of(input, bits(0)).values(),
                1e-4f);
        assertArrayEquals(
                new float[] {72 / 21f, 75 / 21f, 3, 4},
                NoisyLinearImputer.of(input, bits(0, 1)).values(),
                1e-4f);
        assertThrows(IllegalArgumentException.class, () -> NoisyLinearImputer.of(input, bits(0, 1, 2, 3)));
    }

    private static BitSet bits(int... set) {
        var bits = new BitSet();
        for (int bit : set) {
            bits.set(bit);
        }
        return bits;
    }

    /** The reverse of a map has the negative of its value, but for the noise. */
    @Test
    void roadIsAntisymmetric() {
        double good = new Road().measure(with(0.5f, 0.7f, 0, 1)).orElseThrow();
        double bad = new Road().measure(with(0.5f, 0.3f, 1, 0)).orElseThrow();
        assertTrue(good > 0.01, "ROAD of a good map is " + good);
        assertEquals(-good, bad, 0.01);
    }

    @Test
    void everyMeasureIsFoundByItsName() {
        for (var metric : Metric.all()) {
            assertEquals(metric, metric instanceof Record ? Metric.byName(metric.id()) : metric);
            assertEquals(metric.id(), Metric.byName(metric.id()).id());
            assertTrue(metric.definition().length() > 40);
        }
        assertThrows(IllegalArgumentException.class, () -> Metric.byName("beauty"));
    }

    @Test
    void judgment() {
        var all = MetricResults.of(explanation(Methods.HIRES_CAM), Optional.empty(), Metric.all(), 0);
        assertEquals(4, all.curves().size());
        assertEquals(Metric.all().size() - 2, all.values().size());
        var again = MetricResults.of(explanation(Methods.HIRES_CAM), Optional.empty(), Metric.all(), 0);
        assertEquals(all.values(), again.values());
    }

    @Test
    void similarity() {
        var a = HeatMap.of(new float[] {1, 2, 3, 4}, 2, 2);
        var b = HeatMap.of(new float[] {1, 3, 2, 4}, 2, 2);
        assertEquals(1, Similarity.spearman(a, a), 1e-12);
        assertEquals(-1, Similarity.spearman(a, a.negated()), 1e-12);
        assertEquals(0.8, Similarity.spearman(a, b), 1e-12);
        // Ranks 1 2.5 2.5 4 beside 1 2 3 4: 4.5 / sqrt(4.5 * 5)
        assertEquals(Math.sqrt(0.9), Similarity.spearman(a, HeatMap.of(new float[] {0, 1, 1, 2}, 2, 2)), 1e-12);
        var none = HeatMap.of(new float[4], 2, 2);
        assertEquals(0, Similarity.spearman(a, none));
        assertEquals(1, Similarity.ssim(a, a), 1e-12);
        assertEquals(1e-4 / 1.0001, Similarity.ssim(none, HeatMap.of(new float[] {1, 1, 1, 1}, 2, 2)), 1e-9);
        assertThrows(IllegalArgumentException.class, () -> Similarity.ssim(a, HeatMap.of(new float[2], 1, 2)));
        assertEquals(List.of(1, 3, 5), ModelRandomization.stages(5, 3));
        assertEquals(List.of(1, 2), ModelRandomization.stages(2, 6));
    }
}
