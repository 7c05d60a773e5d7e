package io.github.gradcam4j.method;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.image.HeatMap;
import java.util.Set;

/**
 * Guided backpropagation (Springenberg et al., 2015): {@code max_c |G_c|}, where G is the gradient at the input in
 * which each ReLU propagates {@code relu(dy) [y > 0]}. Shows sharp edges, which hardly depend on the class or the
 * weights (Adebayo et al., 2018). Requires a model with ReLU. A Clip between 0 and a bound, such as ReLU6, counts as
 * one, unlike in Captum. Other activations, such as the hard swish of MobileNetV3, keep their derivatives: in a model
 * with few ReLUs, the map is hardly more than a plain gradient.
 *
 * <p>Range: 0 and above, [H, W] of the model's input. Cost: one forward and backward pass of the model.
 */
public final class GuidedBackprop implements AttributionMethod {

    @Override
    public String id() {
        return "guidedbackprop";
    }

    @Override
    public String title() {
        return "Guided backprop";
    }

    @Override
    public Resolution resolution() {
        return Resolution.INPUT;
    }

    @Override
    public double passes(int channels, double head) {
        return 3;
    }

    @Override
    public Set<BackwardMode> inputGradients() {
        return Set.of(BackwardMode.GUIDED);
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var model = context.model();
        return InputGradient.magnitude(model.guidedGradient(model.input()));
    }
}
