package io.github.gradcam4j.studio.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.report.ExplanationJson;
import io.github.gradcam4j.report.ModelInfo;
import io.github.gradcam4j.report.VersusJson;
import io.github.gradcam4j.target.Prediction;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Every intermediate result of Grad-CAM for one explanation.
 *
 * @param model the model's id
 * @param layer the layer's name
 * @param target the class explained
 * @param versus the class compared with, or a list of several with their weights; null for none
 * @param score the value that is differentiated: the logit of the target, less the weighted mean of those in versus
 * @param picture the size of the upright image; the view is in its pixels
 * @param view the part of the image that the model saw
 * @param preprocessing how the image became the model's input
 * @param input the model's input, [1, channels, height, width]
 * @param activations the layer's output, [1, channels, height, width]
 * @param gradients the gradient of the score with respect to the activations, in the same shape
 * @param weights the mean gradient of each channel
 * @param channels the channels requested, or those with the largest part in the weighted sum, largest first
 * @param map the weighted sum of the activations, before ReLU
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Steps(
        String model,
        String layer,
        Prediction target,
        @Nullable VersusJson versus,
        double score,
        ExplanationResponse.Size picture,
        CropRegion view,
        ModelInfo.Input preprocessing,
        TensorFacts input,
        TensorFacts activations,
        TensorFacts gradients,
        float[] weights,
        List<Channel> channels,
        ExplanationJson.RawMap map) {

    private static final int STRONGEST = 24;

    /**
     * A summary of a tensor.
     *
     * @param shape the dimensions
     * @param low the smallest value
     * @param high the largest value
     * @param mean the mean value
     * @param zeros the fraction of values that are exactly zero
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
     * @param index the channel's number
     * @param weight the mean gradient
     * @param activation the feature map, row-major
     * @param gradient the gradient of the score, row-major
     */
    public record Channel(int index, float weight, float[] activation, float[] gradient) {}

    /**
     * Collects the steps of an explanation.
     *
     * @param explanation by Grad-CAM
     * @param selected the channels to show; empty for those with the largest part
     * @throws IndexOutOfBoundsException if the layer has no such channel
     */
    public static Steps of(String model, Image picture, Explanation explanation, List<Integer> selected) {
        var context = explanation.context();
        var gradient = context.gradient();
        var weights = new float[gradient.channels()];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = (float) gradient.mean(k);
        }
        var shown = selected.isEmpty() ? strongest(weights, context.activations()) : selected;
        return new Steps(
                model,
                explanation.layer().name(),
                explanation.target(),
                VersusJson.of(explanation.versus()),
                context.score(),
                ExplanationResponse.Size.of(picture),
                explanation.cropRegion(),
                ModelInfo.Input.of(explanation.settings().preprocessing()),
                TensorFacts.of(context.model().input()),
                TensorFacts.of(context.activations()),
                TensorFacts.of(gradient),
                weights,
                shown.stream()
                        .map(k -> new Channel(k, weights[k], values(context.activations(), k), values(gradient, k)))
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
