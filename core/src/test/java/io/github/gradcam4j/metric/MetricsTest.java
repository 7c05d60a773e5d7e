package io.github.gradcam4j.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Metrics computed by hand. In the linear model the logit of class 0 exceeds that of class 1 by 1.5 plus the
 * contributions of the four pixels: 1, 2, -3, 7. Its heat map is (1 2 0 7) / 7, so that the pixels come in the order 3,
 * 1, 0, 2.
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

    private Explanation explanation(AttributionMethod method) {
        return explainer.explain(
                TinyModels.input(), ExplainRequest.of(Target.of(0)).withMethod(method));
    }

    private EvaluationInput input(AttributionMethod method) {
        return EvaluationInput.of(explanation(method)).withObject(mask(1, 3));
    }

    private EvaluationInput with(float... heat) {
        return input(Methods.GRAD_CAM).withHeatMap(HeatMap.of(heat, 2, 2));
    }

    private static Mask mask(int... pixels) {
        var set = new BitSet();
        for (int pixel : pixels) {
            set.set(pixel);
        }
        return Mask.of(2, 2, set);
    }

    /** Returns the probability of a class whose logit exceeds the other by {@code lead}. */
    private static double p(double lead) {
        return 1 / (1 + Math.exp(-lead));
    }

    @Test
    void heat() {
        assertArrayEquals(
                new float[] {1 / 7f, 2 / 7f, 0, 1},
                input(Methods.GRAD_CAM).heatMap().values(),
                1e-6f);
    }

    @Test
    void deletionAndInsertion() {
        var deletion = new DeletionInsertionCurve(Mode.DELETION, Fill.ZERO, 4);
        var insertion = new DeletionInsertionCurve(Mode.INSERTION, Fill.ZERO, 4);
        var out = new double[] {p(8.5), p(1.5), p(-0.5), p(-1.5), p(1.5)};
        var in = new double[] {p(1.5), p(8.5), p(10.5), p(11.5), p(8.5)};
        var input = input(Methods.GRAD_CAM);
        assertArrayEquals(out, deletion.curve(input).probabilities(), 1e-6);
        assertArrayEquals(in, insertion.curve(input).probabilities(), 1e-6);
        double area = (out[0] / 2 + out[1] + out[2] + out[3] + out[4] / 2) / 4;
        assertEquals(area, deletion.compute(input).orElseThrow(), 1e-6);
        assertEquals("deletion", deletion.id());
        assertEquals("insertion-blur", new DeletionInsertionCurve(Mode.INSERTION, Fill.BLUR).id());
    }

    /** With the blurred image as the fill, the curve ends at the image and its blur, and a flat image has no curve. */
    @Test
    void blurredCurvesEndAtTheBlurredImage() {
        var curve = new DeletionInsertionCurve(Mode.DELETION, Fill.BLUR, 2).curve(input(Methods.GRAD_CAM));
        var other = new DeletionInsertionCurve(Mode.INSERTION, Fill.BLUR, 2).curve(input(Methods.GRAD_CAM));
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
        assertEquals((p(8.5) - p(2.5)) / p(8.5), new AverageDrop().compute(one).orElseThrow(), 1e-6);
        assertEquals(0, new ConfidenceIncrease().compute(one).orElseThrow());
        assertEquals(0, new AverageDrop().compute(input(Methods.GRAD_CAM)).orElseThrow());
        assertEquals(
                1, new ConfidenceIncrease().compute(input(Methods.GRAD_CAM)).orElseThrow());
    }

    @Test
    void pointing() {
        assertEquals(
                0.9, new EnergyPointingGame().compute(input(Methods.GRAD_CAM)).orElseThrow(), 1e-6);
        assertEquals(
                0.5, EnergyPointingGame.objectShare(input(Methods.GRAD_CAM)).orElseThrow());
        assertEquals(1, new PointingGame().compute(input(Methods.GRAD_CAM)).orElseThrow());
        assertEquals(0, new PointingGame().compute(with(1, 0.5f, 0, 0)).orElseThrow());
        assertEquals(0, new EnergyPointingGame().compute(with(0, 0, 0, 0)).orElseThrow());
        assertEquals(0, new PointingGame().compute(with(0, 0, 0, 0)).orElseThrow());
        var unknown = EvaluationInput.of(explanation(Methods.GRAD_CAM));
        assertTrue(new EnergyPointingGame().compute(unknown).isEmpty());
    }

    @Test
    void completeness() {
        var error = new CompletenessError();
        assertEquals(0, error.compute(input(Methods.HIRES_CAM)).orElseThrow(), 1e-6);
        assertEquals(4 / 9.0, error.compute(input(Methods.LAYER_CAM)).orElseThrow(), 1e-6);
        assertEquals(0, error.compute(input(Methods.INTEGRATED_GRADIENTS)).orElseThrow(), 1e-6);
    }

    @Test
    void sparseness() {
        assertEquals(0.55, new Sparseness().compute(input(Methods.GRAD_CAM)).orElseThrow(), 1e-6);
        assertEquals(0, Sparseness.gini(new float[] {2, 2, 2}), 1e-9);
        assertEquals(0.75, Sparseness.gini(new float[] {0, 0, 5, 0}), 1e-9);
        assertTrue(new Sparseness().compute(with(0, 0, 0, 0)).isEmpty());
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

    /** The negative of a map has the negative of its value, except for the noise. */
    @Test
    void roadIsAntisymmetric() {
        double good = new Road().compute(with(0.5f, 0.7f, 0, 1)).orElseThrow();
        double bad = new Road().compute(with(0.5f, 0.3f, 1, 0)).orElseThrow();
        assertTrue(good > 0.01, "ROAD of a good map is " + good);
        assertEquals(-good, bad, 0.01);
    }

    /** Ids and directions are written here once more: the command line, the page and result files contain them. */
    @Test
    void everyMetricIsFoundByItsName() {
        var directions = new LinkedHashMap<String, Metric.Direction>();
        for (var metric : Metric.all()) {
            directions.put(metric.id(), metric.direction());
            for (String name : List.of(
                    metric.id(),
                    metric.id().toUpperCase(Locale.ROOT),
                    metric.id().replace('-', '_'))) {
                var found = Metric.byName(name);
                assertEquals(metric.id(), found.id(), name);
                assertSame(metric.getClass(), found.getClass(), name);
                assertEquals(metric.definition(), found.definition(), name);
            }
        }
        assertEquals(
                "{deletion=LOWER, insertion=HIGHER, deletion-blur=LOWER, insertion-blur=HIGHER, road=HIGHER,"
                        + " average-drop=LOWER, increase=HIGHER, energy-pointing=HIGHER, pointing-game=HIGHER,"
                        + " completeness-error=LOWER,"
                        + " sparseness=NEITHER}",
                directions.toString());
        var e = assertThrows(IllegalArgumentException.class, () -> Metric.byName("beauty"));
        assertTrue(
                e.getMessage().contains("'beauty'") && e.getMessage().contains("road, average-drop"), e.getMessage());
    }

    /** A definition names its paper, and titles and definitions differ from metric to metric. */
    @Test
    void everyMetricIsDefined() {
        var all = Metric.all();
        for (var metric : all) {
            assertTrue(
                    metric.definition().matches("(?s).* et al\\., .*(20\\d\\d)\\b.*"),
                    metric.id() + " without a source: " + metric.definition());
        }
        assertEquals(all.size(), all.stream().map(Metric::title).distinct().count());
        assertEquals(all.size(), all.stream().map(Metric::definition).distinct().count());
    }

    @Test
    void curvesAndInputsAreValues() {
        var values = new double[] {0.5, 1};
        var curve = Curve.of(values);
        values[0] = 0;
        curve.probabilities()[1] = 0;
        assertEquals(Curve.of(0.5, 1), curve);
        assertEquals(Curve.of(0.5, 1).hashCode(), curve.hashCode());
        assertEquals(0.75, curve.area());
        assertNotEquals(Curve.of(0.5, 0.9), curve);
        assertThrows(IllegalArgumentException.class, () -> Curve.of(1));
        var explanation = explanation(Methods.GRAD_CAM);
        var input = EvaluationInput.of(explanation);
        assertEquals(input, EvaluationInput.of(explanation).withSeed(0));
        assertNotEquals(input, input.withSeed(1));
        assertNotEquals(input, input.withObject(mask(1)));
        assertThrows(IllegalArgumentException.class, () -> input.withHeatMap(HeatMap.of(new float[2], 1, 2)));
    }

    @Test
    void resultsHoldEveryMetricThatIsDefined() {
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
