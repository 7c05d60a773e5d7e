package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ScoreType;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * A picture on its way through a cut model.
 *
 * @param input as the model takes it
 * @param frontier what the head needs of it
 * @param activations the layer's, which are part of that
 */
public record ForwardState(
        SplitModel split,
        Tensor input,
        Map<String, Tensor> frontier,
        FeatureMaps activations,
        CropRegion view,
        ScoreType scoreType,
        Progress progress) {

    /** A picture whose trunk has run. */
    public static ForwardState of(
            SplitModel split,
            Tensor input,
            Map<String, Tensor> frontier,
            CropRegion view,
            ScoreType scoreType,
            Progress progress) {
        return new ForwardState(split, input, frontier, split.activations(frontier), view, scoreType, progress);
    }

    /** The memory that its tensors take. */
    public long bytes() {
        return input.data().capacity()
                + frontier.values().stream()
                        .mapToLong(tensor -> tensor.data().capacity())
                        .sum();
    }

    /** Tells how far something has come that runs the model often, and ends it where the thread is interrupted. */
    public void report(int done, int total) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException(
                    String.format(Locale.ROOT, "cancelled after %d of %d runs of the model", done, total));
        }
        progress.update(done, total);
    }

    public ForwardState withProgress(Progress listener) {
        return new ForwardState(split, input, frontier, activations, view, scoreType, listener);
    }
}
