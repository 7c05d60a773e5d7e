package io.github.gradcam4j.report;

import java.util.List;

/**
 * The document of {@code gradcam explain --json}.
 *
 * @param explanations one for each class of each input, in the order of the inputs
 * @param failures the inputs that could not be explained
 */
public record ExplainDocument(List<ExplanationJson> explanations, List<FailureJson> failures) {}
