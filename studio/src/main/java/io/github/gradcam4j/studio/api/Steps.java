package io.github.gradcam4j.studio.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.report.ExplanationJson;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Prediction;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Every intermediate of Grad-CAM for one explanation.
 *
 * @param score what is differentiated: the logit of the target, or the difference of two
 * @param input the tensor that the model takes
 * @param weights for each channel the mean of its gradient
 * @param channels those asked for, else those with the largest part in the weighted sum, largest first
 * @param map the weighted sum
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Steps(
        String model,
        String layer,
        Prediction target,
        Prediction versus,
        double score,
        ExplanationResponse.Size picture,
        CropRegion view,
        TensorFacts input,
        TensorFacts activations,
        TensorFacts gradients,
        float[] weights,
        List<Channel> channels,
        ExplanationJson.RawMap map) {

    private static final int STRONGEST = 24;

    /**
     * What a tensor's numbers are like.
     *
     * @param zeros the share of them that are exactly zero
     */
    public record TensorFacts(long[] shape, float low, float high, double mean, double zeros) {
        static TensorFacts of(long[] shape, float[] values) {
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            double sum = 0;
            int zeros = 0;
            for (float value : values) {
                low = Math.min(low, value);
                high = Math.max(high, value);
                sum += value;
                zeros += value == 0 ? 1 : 0;
            }
            return new TensorFacts(shape, low, high, sum / values.length, (double) zeros / values.length);
        }

        static TensorFacts of(FeatureMaps maps) {
            return of(new long[] {1, maps.channels(), maps.height(), maps.width()}, maps.values());
        }
    }

    /**
     * One channel of the layer.
     *
     * @param weight the mean of the gradient
     * @param activation its map, row-major
     * @param gradient the gradient there, row-major
     */
    public record Channel(int index, float weight, float[] activation, float[] gradient) {}

    /**
     * @param explanation by Grad-CAM
     * @param wanted the channels to show; none for the strongest
     * @throws IndexOutOfBoundsException if the layer has no such channel
     */
    public static Steps of(String model, Image picture, Explanation explanation, Tensor input, List<Integer> wanted) {
        var evidence = explanation.context();
        var gradient = evidence.gradient();
        var weights = new float[gradient.channels()];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = (float) gradient.mean(k);
        }
        var shown = wanted.isEmpty() ? strongest(weights, evidence.activations()) : wanted;
        return new Steps(
                model,
                explanation.layer().name(),
                explanation.target(),
                explanation.versus().orElse(null),
                evidence.score(),
                ExplanationResponse.Size.of(picture),
                explanation.cropRegion(),
                TensorFacts.of(input.shape(), input.toArray()),
                TensorFacts.of(evidence.activations()),
                TensorFacts.of(gradient),
                weights,
                shown.stream()
                        .map(k -> new Channel(k, weights[k], values(evidence.activations(), k), values(gradient, k)))
                        .toList(),
                ExplanationJson.RawMap.of(explanation.map()));
    }

    private static List<Integer> strongest(float[] weights, FeatureMaps activations) {
        return IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -Math.abs(weights[k] * activations.mean(k))))
                .limit(STRONGEST)
                .toList();
    }

    private static float[] values(FeatureMaps maps, int channel) {
        var values = new float[maps.area()];
        maps.channel(channel).get(values);
        return values;
    }
}
