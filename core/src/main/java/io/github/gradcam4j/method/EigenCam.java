package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Eigen-CAM (Muhammad and Yeasin, IJCNN 2020): the activations' places, points in K dimensions less their mean, on their first
 * principal axis. Knows no class: what stands out in the layer, whatever the question. The axis has no direction of its
 * own; taken is the one in which the map grows with the activations' mean over channels. Costs no gradient, but an
 * eigenproblem of min(K, h w).
 */
public final class EigenCam implements AttributionMethod {

    @Override
    public String id() {
        return "eigencam";
    }

    @Override
    public String title() {
        return "Eigen-CAM";
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var activations = context.activations();
        return PrincipalAxis.project(activations, activations::at);
    }
}
