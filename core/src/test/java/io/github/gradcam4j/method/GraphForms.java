package io.github.gradcam4j.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.Locale;

/** Comparisons of maps that a graph computed with {@link AttributionMethod#attribute}. */
final class GraphForms {

    private GraphForms() {}

    /** Checks that each value is finite and as near as the rounding of float32 allows. */
    static void assertWithinRounding(
            String name, ChannelSum method, FeatureMaps activations, FeatureMaps gradient, float[] found) {
        var expected = expected(method, activations, gradient);
        var bounds = ErrorBound.of(method, activations, gradient);
        for (int p = 0; p < found.length; p++) {
            int at = p;
            assertTrue(
                    Float.isFinite(found[p]) && Math.abs(found[p] - expected[p]) <= bounds[p],
                    () -> String.format(
                            Locale.ROOT,
                            "%s: %s at position %d; the formula gives %s, +- %s",
                            name,
                            found[at],
                            at,
                            expected[at],
                            bounds[at]));
        }
    }

    /** Checks that each value is as near as a part of the map's largest magnitude. */
    static void assertWithin(
            double part, String name, ChannelSum method, FeatureMaps activations, FeatureMaps gradient, float[] found) {
        var expected = expected(method, activations, gradient);
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int p = 0; p < found.length; p++) {
            assertEquals(expected[p], found[p], part * largest, name);
        }
    }

    private static float[] expected(ChannelSum method, FeatureMaps activations, FeatureMaps gradient) {
        return method.attribute(AttributionContext.of(activations, gradient, 0)).values();
    }
}
