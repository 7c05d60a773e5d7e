package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Score-CAM (Wang et al., CVPR-W 2020): {@code sum_k w_k A_k} with {@code w = softmax_k(S(X * H_k))}, X the model's input as it takes it, H_k
 * channel k resized (bilinear) to the input and min-max normalized. No gradient: each channel is judged by what the model
 * says of the picture seen through it. The variant of the reference implementations: scores of the masked inputs themselves, no
 * baseline. Costs one run of the whole model for each channel.
 *
 * @param channels how many channels to take: those that vary most over space (Faster Score-CAM); the others weigh 0
 */
public record ScoreCam(int channels) implements ScoreWeightedCam {

    /** All channels. */
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
