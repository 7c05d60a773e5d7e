package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Eigen-Grad-CAM: Eigen-CAM of {@code g * A} in place of A, so that it answers for a class (the variant of the Python package
 * pytorch-grad-cam). The direction is the one in which the map grows with {@code sum_k g_k A_k}. Costs the head once and an
 * eigenproblem of min(K, h w).
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
    public HeatMap attribute(AttributionContext context) {
        var activations = context.activations();
        var gradient = context.gradient();
        return PrincipalAxis.project(activations, (k, p) -> (double) gradient.at(k, p) * activations.at(k, p));
    }
}
