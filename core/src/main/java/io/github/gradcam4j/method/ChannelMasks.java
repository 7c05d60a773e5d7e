package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.model.FeatureMaps;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/** The channels of a layer as masks of the model's input. */
final class ChannelMasks {

    private static final double EPSILON = 1e-8;

    private final AttributionContext context;
    private final FeatureMaps input;
    private final int[] channels;

    private ChannelMasks(AttributionContext context, FeatureMaps input, int[] channels) {
        this.context = context;
        this.input = input;
        this.channels = channels;
    }

    static void check(int channels) {
        if (channels < 1) {
            throw new IllegalArgumentException("at least one channel is needed, not " + channels);
        }
    }

    /** Returns the {@code most} channels that vary most over space, or all. */
    static ChannelMasks of(AttributionContext context, int most) {
        var activations = context.activations();
        var channels = IntStream.range(0, activations.channels())
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -activations.deviation(k)))
                .limit(most)
                .mapToInt(k -> k)
                .sorted()
                .toArray();
        return new ChannelMasks(context, context.model().input(), channels);
    }

    int size() {
        return channels.length;
    }

    /** Returns the {@code i}-th channel resized to the input, {@code (H - min) / (max - min + 1e-8)}. */
    FeatureMaps mask(int i) {
        var activations = context.activations();
        var values = new float[activations.area()];
        activations.channel(channels[i]).get(values);
        var resized =
                HeatMap.of(values, activations.height(), activations.width()).resize(input.height(), input.width());
        double low = resized.range().low();
        double size = resized.range().high() - low + EPSILON;
        var mask = new FeatureMaps(1, input.height(), input.width(), resized.values());
        return mask.apply((k, p) -> (mask.at(0, p) - low) / size);
    }

    /** Returns the input times a fraction of the {@code i}-th mask. */
    FeatureMaps input(int i, double fraction) {
        var mask = mask(i);
        return input.apply((c, p) -> fraction * mask.at(0, p) * input.at(c, p));
    }

    /** Returns the input times the {@code i}-th mask with normal noise. */
    FeatureMaps noisyInput(int i, double deviation, long seed) {
        var random = new Random(seed);
        var mask = mask(i);
        var noisy = mask.apply((k, p) -> mask.at(k, p) + deviation * random.nextGaussian());
        return input.apply((c, p) -> (double) noisy.at(0, p) * input.at(c, p));
    }

    /**
     * Returns the sum of the channels, weighted by the softmax of their mean scores; channels without a mask have
     * weight 0.
     *
     * @param scores equally many per channel, channel after channel
     */
    HeatMap weighted(double[] scores) {
        int each = scores.length / size();
        var means = IntStream.range(0, size())
                .mapToDouble(i -> Arrays.stream(scores, i * each, (i + 1) * each)
                        .average()
                        .orElseThrow())
                .toArray();
        double largest = Arrays.stream(means).max().orElseThrow();
        double sum = 0;
        var weights = new double[context.activations().channels()];
        for (int i = 0; i < means.length; i++) {
            weights[channels[i]] = Math.exp(means[i] - largest);
            sum += weights[channels[i]];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
        return WeightedSum.of(context.activations(), weights);
    }
}
