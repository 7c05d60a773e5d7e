package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Eigen-CAM (Muhammad and Yeasin, IJCNN 2020): the projection of the activations, one point in K dimensions per
 * position, on their first principal component after centering. Class-agnostic: highlights the dominant activation
 * pattern of the layer. The sign of a component is arbitrary; it is chosen so that the map correlates positively with
 * the mean over channels.
 *
 * <p>Range: signed, [h, w] of the layer. Cost: no gradient, an eigendecomposition of size min(K, h w).
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
    public boolean comparesChannels() {
        return true;
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var activations = context.activations();
        return PrincipalAxis.project(activations, activations::at);
    }
}
