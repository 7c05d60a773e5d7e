package io.github.gradcam4j.report.evaluation;

import java.time.Duration;

/**
 * Receives the events of an evaluation, on the thread that runs it. To cancel the evaluation, interrupt that thread:
 * the scores of the finished images are kept. All methods do nothing by default.
 */
public interface EvaluationListener {

    /** Ignores all events. */
    EvaluationListener NONE = new EvaluationListener() {};

    /**
     * Receives the progress within an image.
     *
     * @param methods the number of methods that are finished
     */
    default void progress(EvaluationImage image, int methods, int total) {}

    /**
     * Receives the scores of an image.
     *
     * @param images the number of images that are finished, failed ones included
     */
    default void finished(EvaluationImage image, ImageScores scores, int images, int total) {}

    /**
     * Receives an estimate of the time that the rest of the evaluation takes: after each map that is computed, and
     * after each shuffled model.
     *
     * @param left rough until each method ran once; too long while images follow whose scores are kept
     */
    default void estimated(Duration left) {}

    /** Receives the failure of an image. The evaluation continues with the next one. */
    default void failed(EvaluationImage image, Exception cause) {}

    /**
     * Receives the progress of the model randomization test.
     *
     * @param models the number of shuffled models that are finished
     */
    default void randomization(int models, int total) {}
}
