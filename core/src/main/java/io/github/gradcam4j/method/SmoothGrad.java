package io.github.gradcam4j.method;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.image.HeatMap;
import java.util.Set;

/**
 * SmoothGrad (Smilkov et al., 2017): {@code max_c |1/n sum_i dS/dX_c (X + e_i)|}: the gradient at the input, averaged
 * over n noisy images. Signed gradients are averaged, then the magnitude is taken.
 *
 * <p>Range: 0 and above, [H, W] of the model's input. Cost: n forward and backward passes of the model.
 *
 * @param deviation standard deviation of the normal noise e_i, as a fraction of the input's range; 0 or more
 * @param samples n, 1 or more
 * @param seed seed of the random numbers
 */
public record SmoothGrad(double deviation, int samples, long seed) implements AttributionMethod {

    private static final double DEVIATION = 0.15;
    private static final int SAMPLES = 16;

    /** Creates the method with a deviation of 0.15 and 16 samples. */
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
    public double passes(int channels, double head) {
        return 3.0 * samples;
    }

    @Override
    public Set<BackwardMode> inputGradients() {
        return Set.of(BackwardMode.EXACT);
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var model = context.model();
        var input = model.input();
        var noise = new Noise(deviation, samples, seed);
        return InputGradient.magnitude(GradientMean.of(context, samples, i -> noise.addTo(input, i)));
    }
}
