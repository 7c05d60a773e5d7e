package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.runtime.SessionOptions;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Target;
import java.util.Optional;

/**
 * A head whose logits are affine functions of the layer's activations, as a pooling and one linear layer: the gradient
 * of each class is the same for all images.
 *
 * @param weights the mean over all positions of the gradient of each class, [C, K]
 * @param isUniform whether the gradient of a channel is the same at all positions
 */
public record LinearHead(Tensor weights, boolean isUniform) {

    /**
     * Returns the linear head of a model behind a layer; empty if the head is not linear.
     *
     * @throws io.github.gradcam4j.gradient.NoGradientException if the gradient at the layer cannot be computed
     */
    public static Optional<LinearHead> of(LoadedModel loaded, Layer layer) {
        var graphs = new ScoredGraphs(loaded);
        var split = Split.at(graphs.of(ClassScore.of(Target.of(0))), layer.tensor(), BackwardMode.EXACT);
        if (!split.isLinear()) {
            return Optional.empty();
        }
        try (var sessions = new SessionCache(loaded.graph().graph(), SessionOptions.DEFAULT)) {
            var model = new SplitModel(split, layer, sessions);
            var noise = Tensor.randn(0, loaded.model().preprocessing().shape());
            return Optional.of(model.linearHead(model.trunk(loaded.input(), noise)));
        }
    }
}
