package io.github.gradcam4j.method;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.function.IntFunction;

/** Averages the gradients at several inputs. */
final class GradientMean {

    private GradientMean() {}

    static FeatureMaps of(AttributionContext context, int n, IntFunction<FeatureMaps> inputs) {
        var model = context.model();
        var shape = model.input();
        var sums = new double[shape.values().length];
        for (int i = 0; i < n; i++) {
            model.report(i, n);
            var gradient = model.inputGradient(inputs.apply(i)).values();
            for (int j = 0; j < sums.length; j++) {
                sums[j] += gradient[j];
            }
        }
        model.report(n, n);
        return shape.apply((c, p) -> sums[c * shape.area() + p] / n);
    }
}
