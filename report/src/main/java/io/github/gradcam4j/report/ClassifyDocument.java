package io.github.gradcam4j.report;

import io.github.gradcam4j.target.Prediction;
import java.util.List;

/**
 * The document of {@code gradcam classify --json}.
 *
 * @param results one for each input, in the order of the inputs
 * @param failures the inputs that could not be classified
 */
public record ClassifyDocument(List<Result> results, List<FailureJson> failures) {

    /**
     * The classification of one image.
     *
     * @param input the input's name as it was given
     * @param predictions the best classes, best first
     */
    public record Result(String input, List<Prediction> predictions) {}
}
