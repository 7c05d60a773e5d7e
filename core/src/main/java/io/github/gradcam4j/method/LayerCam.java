package io.github.gradcam4j.method;

/**
 * LayerCAM (Jiang et al., IEEE TIP 2021): {@code sum_k relu(g_k) A_k}: each position is weighted by its own positive
 * gradient. Stays sharp in early layers, where one weight per channel fails; ignores evidence against the class.
 *
 * <p>Range: 0 and above after a ReLU, [h, w] of the layer. Cost: one pass of the head.
 */
public final class LayerCam implements ChannelSum {

    @Override
    public String id() {
        return "layercam";
    }

    @Override
    public String title() {
        return "LayerCAM";
    }

    @Override
    public <C extends Channel<C>> C term(C activations, C gradient) {
        return gradient.relu().times(activations);
    }
}
