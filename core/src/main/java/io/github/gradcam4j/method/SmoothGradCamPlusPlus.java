package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Smooth Grad-CAM++ (Omeiza et al., 2019): Grad-CAM++ with g, g^2 and g^3 each averaged over n noisy pictures; the activations are those
 * of the picture itself. Noise is normal with a deviation given as a share of the input's range. Costs n runs of the model
 * and its head back.
 */
public record SmoothGradCamPlusPlus(double deviation, int samples, long seed) implements AttributionMethod {

    private static final double DEVIATION = 0.15;
    private static final int SAMPLES = 8;
    private static final int POWERS = 3;

    /** A deviation of 0.15, 8 samples. */
    public SmoothGradCamPlusPlus() {
        this(DEVIATION, SAMPLES, 0);
    }

    @Override
    public String id() {
        return "smoothgradcam++";
    }

    @Override
    public String title() {
        return "Smooth Grad-CAM++";
    }

    @Override
    public Cost cost() {
        return Cost.MANY_PASSES;
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var activations = context.activations();
        var means = meanPowers(context);
        int area = activations.area();
        return WeightedSum.of(
                activations,
                GradCamPlusPlus.weights(
                        activations,
                        (k, p) -> means[0][k * area + p],
                        (k, p) -> means[1][k * area + p],
                        (k, p) -> means[2][k * area + p]));
    }

    /** The means of the gradient, its square and its cube over the noisy pictures. */
    private double[][] meanPowers(AttributionContext context) {
        var model = context.model();
        var input = model.input();
        var noise = new Noise(deviation, samples, seed);
        var means = new double[POWERS][context.gradient().values().length];
        for (int i = 0; i < samples; i++) {
            model.report(i, samples);
            var gradient = model.context(noise.upon(input, i)).gradient().values();
            for (int j = 0; j < gradient.length; j++) {
                double power = 1.0 / samples;
                for (var mean : means) {
                    power *= gradient[j];
                    mean[j] += power;
                }
            }
        }
        model.report(samples, samples);
        return means;
    }
}
