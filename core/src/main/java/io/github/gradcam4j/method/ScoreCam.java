package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Score-CAM (Wang et al., CVPR-W 2020): {@code sum_k w_k A_k} with {@code w = softmax_k(S(X * H_k))}, where X is the
 * model's input and H_k channel k, resized (bilinear) to the input and min-max normalized. It needs no gradient:
 * weights each channel by the model's score on the input masked with that channel. As in the reference implementations,
 * scores are those of the masked inputs, without a baseline.
 *
 * <p>Range: signed, 0 and above after a ReLU, [h, w] of the layer. Cost: one run of the model per channel.
 *
 * @param channels number of channels to use, 1 or more: those that vary most over space (Faster Score-CAM); the others
 *     have weight 0
 */
public record ScoreCam(int channels) implements ScoreWeightedCam {

    /** Creates the method for all channels. */
    public ScoreCam() {
        this(Integer.MAX_VALUE);
    }

    public ScoreCam {
        ChannelMasks.check(channels);
    }

    @Override
    public String id() {
        return "scorecam";
    }

    @Override
    public String title() {
        return "Score-CAM";
    }

    @Override
    public ScoreCam withChannels(int most) {
        return new ScoreCam(most);
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var masks = ChannelMasks.of(context, channels);
        return masks.weighted(context.model().scores(masks.size(), i -> masks.input(i, 1)));
    }
}
