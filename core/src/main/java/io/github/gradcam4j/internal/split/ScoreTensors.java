package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.Outputs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a graph that hold the scores: those of the classes, and that of an objective. Immutable.
 *
 * @param key the key of the objective
 * @param logits the scores of the classes
 * @param score the name of the objective's tensor, [N]
 * @param outputs the sizes of the model's outputs
 */
public record ScoreTensors(String key, ClassScores logits, String score, Outputs outputs) {

    /** The start of the names of all parameters. */
    static final String PARAMETERS = "objective/";

    /**
     * Returns the inputs with the parameters of an objective for each image.
     *
     * @param objectives of the same key, without names
     */
    Map<String, Tensor> parameters(List<? extends Objective> objectives) {
        return stacked(objectives.stream().map(o -> o.parameters(outputs)).toList());
    }

    static Map<String, Tensor> stacked(List<Map<String, Tensor>> images) {
        var inputs = new HashMap<String, Tensor>();
        images.get(0)
                .forEach((name, first) -> inputs.put(
                        PARAMETERS + name,
                        Tensor.concat(images.stream().map(p -> p.get(name)).toList())));
        return inputs;
    }
}
