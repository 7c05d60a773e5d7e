package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * SmoothGrad (Smilkov et al., 2017): {@code max_c |1/n sum_i dS/dX_c (X + e_i)|}, the gradient at the input averaged over n noisy pictures,
 * e normal with a deviation given as a share of the input's range. Signed gradients are averaged, magnitudes taken last.
 * [H, W] of the model's input. Costs n runs of the model and back.
 */
public record SmoothGrad(double deviation, int samples, long seed) implements AttributionMethod {

    private static final double DEVIATION = 0.15;
    private static final int SAMPLES = 16;

    /** A deviation of 0.15, 16 samples. */
    public SmoothGrad() {
        this(DEVIATION, SAMPLES, 0);
    }

    @Override
    public String id() {
        return "smoothgrad";
    }

    @Override
    public String title() {
        return "SmoothGrad";
    }

    @Override
    public Resolution resolution() {
        return Resolution.INPUT;
    }

    @Override
    public Cost cost() {
        return Cost.MANY_PASSES;
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var model = context.model();
        var input = model.input();
        var noise = new Noise(deviation, samples, seed);
        return InputGradient.magnitude(GradientMean.of(context, samples, i -> noise.upon(input, i)));
    }
}
