package io.github.gradcam4j.cam;

import io.github.gradcam4j.image.HeatMap;

/**
 * Guided Grad-CAM (Selvaraju et al., ICCV 2017): guided backpropagation times {@code relu} of the Grad-CAM map, resized (bilinear) to the
 * model's input: Grad-CAM says where, guided backpropagation draws the edges there. Costs one run of the model and back.
 */
public final class GuidedGradCam implements Cam {

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
    public HeatMap map(Evidence evidence) {
        var guided = GUIDED_BACKPROP.map(evidence);
        var where = GRADCAM.map(evidence).relu().resize(guided.height(), guided.width());
        var values = guided.values();
        var factors = where.values();
        for (int p = 0; p < values.length; p++) {
            values[p] *= factors[p];
        }
        return HeatMap.of(values, guided.height(), guided.width());
    }
}
