package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * IS-CAM (Naidu et al., 2020): Score-CAM whose score of a channel is the mean over n shares of its mask,
 * {@code w = softmax_k(1/n sum_i S(X * H_k i/n))}: a path from nothing to the whole mask in place of its end alone. Costs n runs of the
 * whole model for each channel.
 *
 * @param channels how many channels to take, see {@link ScoreCam}
 * @param steps n
 */
public record IsCam(int channels, int steps) implements ScoreWeightedCam {

    private static final int STEPS = 10;

    /** All channels, 10 steps. */
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
    public HeatMap attribute(AttributionContext context) {
        var masks = ChannelMasks.of(context, channels);
        return masks.weighted(context.model()
                .scores(masks.size() * steps, i -> masks.input(i / steps, (i % steps + 1.0) / steps)));
    }
}
