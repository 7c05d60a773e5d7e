package io.github.gradcam4j.method;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.model.FeatureMaps;
import java.util.Set;

/**
 * The gradient at the input (Simonyan et al., 2014): {@code max_c |dS/dX_c|}. Shows where a small change would change
 * the score most, which is noisy and not where the evidence is.
 *
 * <p>Range: 0 and above, [H, W] of the model's input. Cost: one forward and backward pass of the model.
 */
public final class InputGradient implements AttributionMethod {

    @Override
    public String id() {
        return "gradient";
    }

    @Override
    public String title() {
        return "Input gradient";
    }

    @Override
    public Resolution resolution() {
        return Resolution.INPUT;
    }

    @Override
    public double passes(int channels, double head) {
        return 3;
    }

    @Override
    public Set<BackwardMode> inputGradients() {
        return Set.of(BackwardMode.EXACT);
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var model = context.model();
        return magnitude(model.inputGradient(model.input()));
    }

    /** Returns the largest magnitude over the color channels. */
    static HeatMap magnitude(FeatureMaps gradient) {
        var values = new float[gradient.area()];
        for (int c = 0; c < gradient.channels(); c++) {
            for (int p = 0; p < values.length; p++) {
                values[p] = Math.max(values[p], Math.abs(gradient.at(c, p)));
            }
        }
        return HeatMap.of(values, gradient.height(), gradient.width());
    }
}
