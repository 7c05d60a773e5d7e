package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.model.FeatureMaps;

/**
 * The plain gradient at the input (Simonyan et al., 2014): {@code max_c |dS/dX_c|} at each pixel, [H, W] of the model's input. Where a
 * small change would change the score most; noisy, and not where the evidence is. Costs one run of the model and back.
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
    public HeatMap attribute(AttributionContext context) {
        var model = context.model();
        return magnitude(model.inputGradient(model.input()));
    }

    /** The largest magnitude over the color channels. */
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
