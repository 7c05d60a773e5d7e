package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;
import java.util.Locale;

/**
 * SS-CAM (Wang et al., 2020): Score-CAM whose score of a channel is the mean over n noisy masks, {@code w =
 * softmax_k(1/n sum_i S(X * (H_k + e_i)))}, with normal noise e_i at each pixel, equal for all colors. This is the
 * first of the paper's variants, which smooths the mask and not the image; without a baseline, as {@link ScoreCam}. The
 * paper uses 35 samples.
 *
 * <p>Range: signed, 0 and above after a ReLU, [h, w] of the layer. Cost: n runs of the model per channel.
 *
 * @param channels number of channels to use, see {@link ScoreCam}
 * @param samples n, 1 or more
 * @param deviation standard deviation of the noise for masks of 0..1; 0 or more
 * @param seed seed of the random numbers
 */
public record SsCam(int channels, int samples, double deviation, long seed) implements ScoreWeightedCam {

    private static final int SAMPLES = 10;
    private static final double DEVIATION = 2;

    /** Creates the method for all channels with 10 samples and a deviation of 2. */
    public SsCam() {
        this(Integer.MAX_VALUE, SAMPLES, DEVIATION, 0);
    }

    public SsCam {
        ChannelMasks.check(channels);
        if (samples < 1 || !(deviation >= 0)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "SS-CAM needs a sample or more and a deviation of 0 or more, not %d and %s",
                    samples,
                    deviation));
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
    public double passes(int layerChannels, double head) {
        return (double) samples * ScoreWeightedCam.super.passes(layerChannels, head);
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var masks = ChannelMasks.of(context, channels);
        return masks.weighted(context.model()
                .scores(masks.size() * samples, i -> masks.noisyInput(i / samples, deviation, seed + i)));
    }
}
