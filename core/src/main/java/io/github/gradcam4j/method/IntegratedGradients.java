package io.github.gradcam4j.method;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.image.HeatMap;
import java.util.Objects;
import java.util.Set;

/**
 * Integrated gradients (Sundararajan et al., ICML 2017): {@code sum_c X_c * 1/n sum_i dS/dX_c(a_i X)} with {@code a_i =
 * (i + 1/2) / n}: the gradient along the straight line from a baseline of 0 in the model's input, the mean color for
 * most models, to the image. The map sums to {@code S(X) - S(0)} up to the error of the midpoint rule with n steps.
 *
 * <p>Range: signed, [H, W] of the model's input. Cost: n forward and backward passes of the model.
 *
 * @param steps n, 1 or more
 */
public record IntegratedGradients(int steps) implements AttributionMethod {

    private static final int STEPS = 32;

    /** Creates the method with 32 steps. */
    public IntegratedGradients() {
        this(STEPS);
    }

    public IntegratedGradients {
        if (steps < 1) {
            throw new IllegalArgumentException("integrated gradients need at least one step, not " + steps);
        }
    }

    @Override
    public String id() {
        return "integratedgradients";
    }

    @Override
    public String title() {
        return "Integrated gradients";
    }

    @Override
    public Resolution resolution() {
        return Resolution.INPUT;
    }

    @Override
    public boolean isComplete(AttributionContext context) {
        Objects.requireNonNull(context, "context");
        return true;
    }

    @Override
    public double passes(int channels, double head) {
        return 3.0 * steps;
    }

    @Override
    public Set<BackwardMode> inputGradients() {
        return Set.of(BackwardMode.EXACT);
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var input = context.model().input();
        var mean = GradientMean.of(context, steps, i -> {
            double along = (i + 0.5) / steps;
            return input.apply((c, p) -> along * input.at(c, p));
        });
        return WeightedSum.sum(input, (c, p) -> (double) mean.at(c, p) * input.at(c, p));
    }
}
