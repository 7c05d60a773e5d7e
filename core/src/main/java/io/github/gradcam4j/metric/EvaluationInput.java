package io.github.gradcam4j.metric;

import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.model.FeatureMaps;
import java.util.Optional;

/**
 * An explanation to be judged.
 *
 * @param heat the evidence for the class: the map after ReLU, resized (bilinear) to the model's input and scaled to a largest value
 *     of 1; all zero where there is none
 * @param object the pixels of the model's input that show the object, row by row, where that is known
 * @param seed where random numbers start that a measure needs, such as for the order of equal values
 */
public record EvaluationInput(Explanation explanation, HeatMap heat, Optional<boolean[]> object, long seed) {

    /** @param mask the object in the upright picture */
    public static EvaluationInput of(Explanation explanation, Optional<Mask> mask, long seed) {
        var input = explanation.context().model().input();
        int height = input.height();
        int width = input.width();
        var heat = explanation.heatMap().resize(height, width).normalizeSigned();
        return new EvaluationInput(explanation, heat, mask.map(m -> seen(m, explanation.view(), height, width)), seed);
    }

    private static boolean[] seen(Mask mask, CropRegion view, int height, int width) {
        var object = new boolean[height * width];
        for (int y = 0; y < height; y++) {
            int row = (int) Math.min(view.y() + (y + 0.5) / height * view.height(), mask.height() - 1);
            for (int x = 0; x < width; x++) {
                int column = (int) Math.min(view.x() + (x + 0.5) / width * view.width(), mask.width() - 1);
                object[y * width + x] = mask.contains(column, row);
            }
        }
        return object;
    }

    /** The picture as the model takes it. */
    FeatureMaps input() {
        return explanation.context().model().input();
    }

    /** The target's probability, 0..1 after a softmax or sigmoid. */
    double probability() {
        return explanation.target().probability();
    }
}
