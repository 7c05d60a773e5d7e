package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.runtime.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The scores of one image.
 *
 * @param logits of all classes
 * @param score the value of the objective
 */
public record Scores(float[] logits, double score) {

    /** Returns the scores of each image of a batch. */
    static List<Scores> of(ScoreTensors tensors, Map<String, Tensor> outputs, int images) {
        var logits = tensors.logits().rows(outputs.get(tensors.logits().tensor()), images);
        var scores = outputs.get(tensors.score()).floats();
        return IntStream.range(0, images)
                .mapToObj(i -> new Scores(logits.get(i), scores.get(i)))
                .toList();
    }
}
