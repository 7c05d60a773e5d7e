package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;
import java.util.Optional;

/**
 * A method whose map is {@code sum_k f(A_k, g_k)}: the sum over the channels of a formula of the channel's activations
 * and their gradient. The formula is written once. {@link #attribute} computes it in float64, and {@link #graphForm}
 * writes it with ONNX operators.
 *
 * <p>HiResCAM, for example, is {@code g_k A_k}:
 *
 * <pre>{@code
 * public <C extends Channel<C>> C term(C activations, C gradient) {
 *     return gradient.times(activations);
 * }
 * }</pre>
 */
public interface ChannelSum extends AttributionMethod {

    /**
     * Returns the channel's term of the sum.
     *
     * @param activations A_k of one channel, at each position
     * @param gradient g_k, the gradient of the score with respect to A_k
     * @param <C> whether numbers or nodes of a graph are computed
     */
    <C extends Channel<C>> C term(C activations, C gradient);

    @Override
    default HeatMap attribute(AttributionContext context) {
        var activations = context.activations();
        var gradient = context.gradient();
        return DoubleChannel.sum(
                activations, k -> term(DoubleChannel.of(activations, k), DoubleChannel.of(gradient, k)));
    }

    @Override
    default Optional<GraphForm> graphForm() {
        return Optional.of((graph, activations, gradient, layout) -> {
            var channels = new GraphChannels(graph, layout);
            return channels.sum(term(channels.of(activations), channels.of(gradient)));
        });
    }
}
