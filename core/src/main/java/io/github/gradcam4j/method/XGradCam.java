package io.github.gradcam4j.method;

/**
 * XGrad-CAM (Fu et al., BMVC 2020): {@code sum_k w_k A_k} with {@code w_k = sum_hw(g_k A_k) / (sum_hw A_k + 1e-7)}, the
 * mean gradient weighted by the activations. For activations after a ReLU; the weight of a channel whose activations
 * nearly sum to zero is meaningless.
 *
 * <p>Range: signed, [h, w] of the layer. Cost: one pass of the head.
 */
public final class XGradCam implements ChannelSum {

    private static final double EPSILON = 1e-7;

    @Override
    public String id() {
        return "xgradcam";
    }

    @Override
    public String title() {
        return "XGrad-CAM";
    }

    @Override
    public boolean isComplete(AttributionContext context) {
        return context.model().hasLinearHead();
    }

    @Override
    public <C extends Channel<C>> C term(C activations, C gradient) {
        return gradient.times(activations)
                .sum()
                .div(activations.sum().plus(EPSILON))
                .times(activations);
    }
}
