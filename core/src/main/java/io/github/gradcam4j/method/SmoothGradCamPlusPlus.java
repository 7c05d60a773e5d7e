package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Smooth Grad-CAM++ (Omeiza et al., 2019): Grad-CAM++ with g, g^2 and g^3 each averaged over n noisy images; the
 * activations are those of the image itself.
 *
 * <p>Range: signed, [h, w] of the layer. Cost: n runs of the model and backward passes of the head.
 *
 * @param deviation standard deviation of the normal noise, as a fraction of the input's range; 0 or more
 * @param samples n, 1 or more
 * @param seed seed of the random numbers
 */
public record SmoothGradCamPlusPlus(double deviation, int samples, long seed) implements AttributionMethod {

    private static final double DEVIATION = 0.15;
    private static final int SAMPLES = 8;
    private static final int POWERS = 3;

    /** Creates the method with a deviation of 0.15 and 8 samples. */
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
    public double passes(int channels, double head) {
        return samples * (1 + 2 * head);
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var activations = context.activations();
        var means = meanPowers(context);
        int area = activations.area();
        return DoubleChannel.sum(activations, k -> {
            var channel = DoubleChannel.of(activations, k);
            var first = DoubleChannel.of(means[0], k, area).relu();
            var second = DoubleChannel.of(means[1], k, area);
            var ratio = DoubleChannel.of(means[2], k, area).div(second.max(GradCamPlusPlus.SMALLEST_SQUARE));
            return GradCamPlusPlus.weight(channel, first, second, ratio).times(channel);
        });
    }

    /** Returns the means of the gradient, its square and its cube over the noisy images. */
    private double[][] meanPowers(AttributionContext context) {
        var model = context.model();
        var input = model.input();
        var noise = new Noise(deviation, samples, seed);
        var means = new double[POWERS][context.gradient().values().length];
        for (int i = 0; i < samples; i++) {
            model.report(i, samples);
            var gradient = model.context(noise.addTo(input, i)).gradient().values();
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
