package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * IS-CAM (Naidu et al., 2020): Score-CAM whose score of a channel is the mean over n fractions of its mask, {@code w =
 * softmax_k(1/n sum_i S(X * H_k i/n))}: a path from a black mask to the whole mask in place of its end.
 *
 * <p>Range: signed, 0 and above after a ReLU, [h, w] of the layer. Cost: n runs of the model per channel.
 *
 * @param channels number of channels to use, see {@link ScoreCam}
 * @param steps n, 1 or more
 */
public record IsCam(int channels, int steps) implements ScoreWeightedCam {

    private static final int STEPS = 10;

    /** Creates the method for all channels with 10 steps. */
    public IsCam() {
        this(Integer.MAX_VALUE, STEPS);
    }

    public IsCam {
        ChannelMasks.check(channels);
        if (steps < 1) {
            throw new IllegalArgumentException("IS-CAM needs at least one step, not " + steps);
        }
    }

    @Override
    public String id() {
        return "iscam";
    }

    @Override
    public String title() {
        return "IS-CAM";
    }

    @Override
    public IsCam withChannels(int most) {
        return new IsCam(most, steps);
    }

    @Override
    public double passes(int layerChannels, double head) {
        return (double) steps * ScoreWeightedCam.super.passes(layerChannels, head);
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var masks = ChannelMasks.of(context, channels);
        return masks.weighted(context.model()
                .scores(masks.size() * steps, i -> masks.input(i / steps, (i % steps + 1.0) / steps)));
    }
}
