package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * SS-CAM (Wang et al., 2020): Score-CAM whose score of a channel is the mean over n noisy masks,
 * {@code w = softmax_k(1/n sum_i S(X * (H_k + e_i)))} with normal noise e_i at each pixel, the same for all colors. The first of the paper's two
 * variants, which smooths the mask and not the picture; without baseline, as {@link ScoreCam}. The paper takes 35 samples. Costs n
 * runs of the whole model for each channel.
 *
 * @param channels how many channels to take, see {@link ScoreCam}
 * @param samples n
 * @param deviation standard deviation of the noise, where a mask goes from 0 to 1
 * @param seed where the numbers start
 */
public record SsCam(int channels, int samples, double deviation, long seed) implements ScoreWeightedCam {

    private static final int SAMPLES = 10;
    private static final double DEVIATION = 2;

    /** All channels, 10 samples, a deviation of 2. */
    public SsCam() {
        this(Integer.MAX_VALUE, SAMPLES, DEVIATION, 0);
    }

    public SsCam {
        ChannelMasks.check(channels);
        if (samples < 1 || !(deviation >= 0)) {
            throw new IllegalArgumentException(
                    "SS-CAM needs a sample or more and a deviation of 0 or more, not %d and %s"
                            .formatted(samples, deviation));
        }
    }

    @Override
    public String id() {
        return "sscam";
    }

    @Override
    public String title() {
        return "SS-CAM";
    }

    @Override
    public SsCam withChannels(int most) {
        return new SsCam(most, samples, deviation, seed);
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var masks = ChannelMasks.of(context, channels);
        return masks.weighted(context.model()
                .scores(masks.size() * samples, i -> masks.noisyInput(i / samples, deviation, seed + i)));
    }
}
