package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * The state of an image after the trunk.
 *
 * @param split the split model
 * @param input the image as the model's input
 * @param frontier the tensors that cross the split, by name
 * @param activations the activations of the layer, which are part of the frontier
 * @param cropRegion the part of the image that the model saw
 * @param progress the listener for methods with many passes
 */
public record ForwardState(
        SplitModel split,
        Tensor input,
        Map<String, Tensor> frontier,
        FeatureMaps activations,
        CropRegion cropRegion,
        Progress progress) {

    /** Returns the state of an image whose trunk has run. */
    public static ForwardState of(
            SplitModel split, Tensor input, Map<String, Tensor> frontier, CropRegion cropRegion, Progress progress) {
        return new ForwardState(split, input, frontier, split.activations(frontier), cropRegion, progress);
    }

    /** Returns the memory of all tensors, in bytes. */
    public long bytes() {
        return input.data().capacity()
                + frontier.values().stream()
                        .mapToLong(tensor -> tensor.data().capacity())
                        .sum();
    }

    /**
     * Reports the progress of a method with many passes.
     *
     * @throws CancellationException if the thread is interrupted
     */
    public void report(int done, int total) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException(
                    String.format(Locale.ROOT, "cancelled after %d of %d runs of the model", done, total));
        }
        progress.update(done, total);
    }

    /** Returns a copy with another listener. */
    public ForwardState withProgress(Progress listener) {
        return new ForwardState(split, input, frontier, activations, cropRegion, listener);
    }
}
