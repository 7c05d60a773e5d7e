package io.github.gradcam4j.method;

/**
 * Element-wise Grad-CAM (package pytorch-grad-cam): {@code sum_k relu(g_k A_k)}, HiResCAM without negative terms.
 * Differs from LayerCAM where activations are negative.
 *
 * <p>Range: 0 and above, [h, w] of the layer. Cost: one pass of the head.
 */
public final class ElementWiseCam implements ChannelSum {

    @Override
    public String id() {
        return "elementwise";
    }

    @Override
    public String title() {
        return "Element-wise Grad-CAM";
    }

    @Override
    public <C extends Channel<C>> C term(C activations, C gradient) {
        return gradient.times(activations).relu();
    }
}
