package io.github.gradcam4j.method;

/**
 * HiResCAM (Draelos and Carin, 2020): {@code sum_k (dS/dA_k) A_k}, element by element. With a linear head the map sums
 * to the score minus its bias, so it shows exactly the evidence that the model used.
 *
 * <p>Range: signed, [h, w] of the layer. Cost: one pass of the head.
 */
public final class HiResCam implements ChannelSum {

    @Override
    public String id() {
        return "hirescam";
    }

    @Override
    public String title() {
        return "HiResCAM";
    }

    @Override
    public boolean isComplete(AttributionContext context) {
        return context.model().hasLinearHead();
    }

    @Override
    public <C extends Channel<C>> C term(C activations, C gradient) {
        return gradient.times(activations);
    }
}
