package io.github.gradcam4j.cam;

import io.github.gradcam4j.image.View;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * A picture on its way through a cut model.
 *
 * @param input as the model takes it
 * @param frontier what the head needs of it
 * @param activations the layer's, which are part of that
 */
record Subject(
        CutModel cut,
        Tensor input,
        Map<String, Tensor> frontier,
        FeatureMaps activations,
        View view,
        Scale scale,
        Progress progress) {

    /** A picture whose trunk has run. */
    static Subject of(
            CutModel cut, Tensor input, Map<String, Tensor> frontier, View view, Scale scale, Progress progress) {
        return new Subject(cut, input, frontier, cut.activations(frontier), view, scale, progress);
    }

    /** The memory that its tensors take. */
    long bytes() {
        return input.data().capacity()
                + frontier.values().stream()
                        .mapToLong(tensor -> tensor.data().capacity())
                        .sum();
    }

    /** Tells how far something has come that runs the model often, and ends it where the thread is interrupted. */
    void report(int done, int total) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("cancelled after %d of %d runs of the model".formatted(done, total));
        }
        progress.done(done, total);
    }

    Subject reportingTo(Progress listener) {
        return new Subject(cut, input, frontier, activations, view, scale, listener);
    }
}
