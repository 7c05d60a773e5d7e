package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Eigen-Grad-CAM (package pytorch-grad-cam): Eigen-CAM of {@code g * A} in place of A, which makes it class-specific.
 * The sign is chosen so that the map correlates positively with {@code sum_k g_k A_k}.
 *
 * <p>Range: signed, [h, w] of the layer. Cost: one pass of the head, an eigendecomposition of size min(K, h w).
 */
public final class EigenGradCam implements AttributionMethod {

    @Override
    public String id() {
        return "eigengradcam";
    }

    @Override
    public String title() {
        return "Eigen-Grad-CAM";
    }

    @Override
    public boolean comparesChannels() {
        return true;
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var activations = context.activations();
        var gradient = context.gradient();
        return PrincipalAxis.project(activations, (k, p) -> (double) gradient.at(k, p) * activations.at(k, p));
    }
}
