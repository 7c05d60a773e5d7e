package io.github.gradcam4j.method;

/**
 * Grad-CAM (Selvaraju et al., ICCV 2017): {@code sum_k w_k A_k} with {@code w_k = mean_hw(dS/dA_k)}. The weight of a
 * channel is its importance for the score; it does not depend on the position.
 *
 * <p>Range: signed, [h, w] of the layer. Cost: one pass of the head; with a linear head, one matrix product for all
 * classes.
 */
public final class GradCam implements ChannelSum {

    @Override
    public String id() {
        return "gradcam";
    }

    @Override
    public String title() {
        return "Grad-CAM";
    }

    @Override
    public boolean supportsAllClassesInOnePass() {
        return true;
    }

    /** Complete with a linear head: the gradient is then the same at all positions. */
    @Override
    public boolean isComplete(AttributionContext context) {
        return context.model().hasLinearHead();
    }

    @Override
    public <C extends Channel<C>> C term(C activations, C gradient) {
        return gradient.mean().times(activations);
    }
}
