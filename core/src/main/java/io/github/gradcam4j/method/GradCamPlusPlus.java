package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.model.FeatureMaps;

/**
 * Grad-CAM++ (Chattopadhyay et al., WACV 2018): {@code sum_k w_k A_k} with {@code w_k = sum_hw relu(g) a}, {@code g =
 * dS/dA_k} and {@code a = g^2 / (2 g^2 + (sum_hw A_k) g^3 + 1e-6)}, 0 where g is 0. Higher derivatives are powers of
 * the first, which holds for the exponential of a score. Shows several objects of a class where Grad-CAM prefers one;
 * ignores evidence against the class.
 *
 * <p>Range: 0 and above after a ReLU, [h, w] of the layer. Cost: one pass of the head.
 */
public final class GradCamPlusPlus implements AttributionMethod {

    private static final double EPSILON = 1e-6;

    @Override
    public String id() {
        return "gradcam++";
    }

    @Override
    public String title() {
        return "Grad-CAM++";
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var gradient = context.gradient();
        return WeightedSum.of(
                context.activations(),
                weights(
                        context.activations(),
                        gradient::at,
                        (k, p) -> square(gradient.at(k, p)),
                        (k, p) -> square(gradient.at(k, p)) * gradient.at(k, p)));
    }

    private static double square(double value) {
        return value * value;
    }

    /** Returns the channel weights [K] from the gradient, its square and its cube. */
    static double[] weights(
            FeatureMaps activations, WeightedSum.Term first, WeightedSum.Term second, WeightedSum.Term third) {
        var weights = new double[activations.channels()];
        for (int k = 0; k < weights.length; k++) {
            double sum = activations.mean(k) * activations.area();
            for (int p = 0; p < activations.area(); p++) {
                double square = second.at(k, p);
                if (square != 0) {
                    double alpha = square / (2 * square + sum * third.at(k, p) + EPSILON);
                    weights[k] += Math.max(first.at(k, p), 0) * alpha;
                }
            }
        }
        return weights;
    }
}
