package io.github.gradcam4j.report;

import io.github.gradcam4j.target.Prediction;
import java.util.List;

/**
 * The document of {@code gradcam classify --try --json}.
 *
 * @param results one for each input, in the order of the inputs
 * @param failures the inputs that could not be classified
 */
public record TryDocument(List<Result> results, List<FailureJson> failures) {

    /**
     * The classifications of one image under several recipes of preprocessing.
     *
     * @param input the input's name as it was given
     */
    public record Result(String input, List<Recipe> recipes) {}

    /**
     * The classification under one recipe.
     *
     * @param options the options of the command line that select the recipe
     * @param current whether the model's settings are these
     * @param predictions the best classes, best first
     */
    public record Recipe(String name, String options, boolean current, List<Prediction> predictions) {}
}
