package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Guided backpropagation (Springenberg et al., 2015): {@code max_c |G_c|} with G the gradient at the input in which each ReLU passes back
 * {@code relu(dy) [y > 0]}. Sharp pictures of edges; they hardly depend on the class or on the model's weights (Adebayo et al.,
 * 2018), so they say little about this decision. [H, W] of the model's input. Costs one run of the model and back; does not
 * apply to models without ReLU.
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
    public HeatMap attribute(AttributionContext context) {
        var model = context.model();
        return InputGradient.magnitude(model.guidedGradient(model.input()));
    }
}
