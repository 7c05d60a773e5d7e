package io.github.gradcam4j.method;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.image.HeatMap;
import java.util.Set;

/**
 * Guided Grad-CAM (Selvaraju et al., ICCV 2017): guided backpropagation times {@code relu} of the Grad-CAM map, resized
 * (bilinear) to the model's input. Grad-CAM locates the object, guided backpropagation adds its edges.
 *
 * <p>Range: 0 and above, [H, W] of the model's input. Cost: one forward and backward pass of the model.
 */
public final class GuidedGradCam implements AttributionMethod {

    @Override
    public String id() {
        return "guidedgradcam";
    }

    @Override
    public String title() {
        return "Guided Grad-CAM";
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
        return Set.of(BackwardMode.GUIDED);
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var guided = Methods.GUIDED_BACKPROP.attribute(context);
        var where = Methods.GRAD_CAM.attribute(context).relu().resize(guided.height(), guided.width());
        var values = guided.values();
        var factors = where.values();
        for (int p = 0; p < values.length; p++) {
            values[p] *= factors[p];
        }
        return HeatMap.of(values, guided.height(), guided.width());
    }
}
