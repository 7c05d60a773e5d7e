package io.github.gradcam4j.report.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.report.Machine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final Metric ROAD = Metric.byName("road");
    private static final Metric DELETION = Metric.byName("deletion");

    /** @param values by method, for each image */
    private static EvaluationReport report(Metric metric, Map<String, double[]> values) {
        var images = new ArrayList<ImageScores>();
        int n = values.values().iterator().next().length;
        for (int i = 0; i < n; i++) {
            var maps = new ArrayList<MapScores>();
            for (var method : values.entrySet()) {
                maps.add(new MapScores(method.getKey(), 0, Map.of(metric.id(), method.getValue()[i]), Map.of(), null));
            }
            images.add(new ImageScores("image " + i, "image-" + i, "", 0, "", 1, null, maps));
        }
        return new EvaluationReport(
                Path.of("report"),
                new Machine("2026-11-27", "a processor", 2, "Linux", "17", "1", 0),
                null,
                values.keySet().stream().sorted().map(Methods::byName).toList(),
                List.of(metric),
                images,
                List.of(),
                Optional.empty());
    }

    private static Comparison compare(Metric metric, Map<String, double[]> values) {
        return Comparison.of(report(metric, values), metric);
    }

    @Test
    void aDifferenceOnEachImageCountsAlthoughTheImagesDifferMore() {
        var comparison = compare(
                ROAD, Map.of("gradcam", new double[] {0.1, 0.5, 0.9}, "layercam", new double[] {0.05, 0.46, 0.84}));
        assertEquals(Set.of("gradcam"), comparison.best());
        assertFalse(comparison.baselineIsAsGood());
    }

    @Test
    void aDifferenceWithinTheSpreadDoesNotCount() {
        var comparison = compare(
                ROAD,
                Map.of(
                        "gradcam", new double[] {0.5, 0.5, 0.5},
                        "layercam", new double[] {0.2, 0.55, 0.6},
                        "eigencam", new double[] {0.1, 0.12, 0.1}));
        assertEquals(Set.of("gradcam", "layercam"), comparison.best());
    }

    @Test
    void noMethodIsBestIfNoneIsWorse() {
        assertEquals(
                Set.of(),
                compare(DELETION, Map.of("gradcam", new double[] {0.5, 0.1}, "layercam", new double[] {0.1, 0.6}))
                        .best());
    }

    @Test
    void aBaselineIsNeverBestButItsValuesAreCompared() {
        var comparison = compare(
                DELETION,
                Map.of(
                        "gradcam", new double[] {0.2, 0.3},
                        "layercam", new double[] {0.4, 0.5},
                        "center", new double[] {0.1, 0.2},
                        "random", new double[] {0.6, 0.7}));
        assertEquals(Set.of("gradcam"), comparison.best());
        assertTrue(comparison.baselineIsAsGood());
    }

    @Test
    void oneImageShowsNothing() {
        var comparison = compare(ROAD, Map.of("gradcam", new double[] {0.9}, "random", new double[] {0.1}));
        assertEquals(new Comparison(Set.of(), false), comparison);
    }

    @Test
    void theStandardErrorOfTheMean() {
        var report = report(ROAD, Map.of("gradcam", new double[] {1, 2, 3, 4}));
        assertEquals(2.5, report.mean("gradcam", "road").getAsDouble(), 1e-12);
        assertEquals(
                Math.sqrt(5 / 3.0 / 4), report.standardError("gradcam", "road").getAsDouble(), 1e-12);
        assertTrue(report(ROAD, Map.of("gradcam", new double[] {1}))
                .standardError("gradcam", "road")
                .isEmpty());
    }

    @Test
    void equalMethodsAreFoundToSixDecimals() {
        var report = report(
                ROAD,
                Map.of(
                        "gradcam", new double[] {0.2, 0.3},
                        "hirescam", new double[] {0.2 + 1e-9, 0.3},
                        "layercam", new double[] {0.2 + 1e-5, 0.3}));
        assertEquals(List.of(List.of("gradcam", "hirescam")), report.equalMethods());
    }

    /** Different maps hit an object, or miss it, alike. */
    @Test
    void hitsAndMissesDoNotMakeMethodsEqual() {
        var report = report(ROAD, Map.of("gradcam", new double[] {1, 0}, "hirescam", new double[] {1, 0}));
        assertEquals(List.of(), report.equalMethods());
    }
}
