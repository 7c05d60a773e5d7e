package io.github.gradcam4j.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * The document of {@code gradcam explain --json}.
 *
 * @param explanations one for each class of each image, in the order of the inputs. {@code --jsonl} prints each on a
 *     line of its own
 * @param failures the inputs that could not be explained
 * @param skipped with {@code --skip-existing}, the names of the inputs whose results existed
 */
public record ExplainDocument(List<Written> explanations, List<FailureJson> failures, List<String> skipped) {

    /**
     * An explanation and its files.
     *
     * @param files the paths of the files that were written
     */
    public record Written(@JsonUnwrapped ExplanationJson explanation, List<String> files) {}
}
