package io.github.gradcam4j.explain;

import io.github.gradcam4j.internal.split.ForwardState;
import io.github.gradcam4j.internal.split.SplitModel;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Objective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Explains several images, with one run of the trunk and one of the head where the model takes batches.
 *
 * @param objective without names, of the key of the split
 */
record BatchRunner(
        ExplainedModel model, SplitModel split, Objective objective, AttributionMethod method, Progress progress) {

    private static final int IMAGES_AT_ONCE = 32;

    /** The largest input of one run, in bytes: 26 images of 3 x 224 x 224. Layers take a multiple of it. */
    private static final long INPUT_AT_ONCE = 16_000_000;

    /**
     * Explains the images in batches of bounded memory, or one by one.
     *
     * @param inputs returns the input of an index below {@code n}; called when it is needed
     * @throws CancellationException if the thread is interrupted
     */
    List<Explanation> run(int n, IntFunction<ModelInputs.Input> inputs) {
        checkInterrupt(0, n);
        int size = n > 1 && takesBatches() ? imagesAtOnce(shape()) : 1;
        var explanations = new ArrayList<Explanation>(n);
        for (int from = 0; from < n; from += size) {
            checkInterrupt(from, n);
            var batch = IntStream.range(from, Math.min(from + size, n))
                    .mapToObj(inputs)
                    .toList();
            if (size == 1) {
                explanations.add(new AttributionRunner(model).run(split, batch.get(0), objective, method, progress));
            } else {
                explanations.addAll(together(batch));
            }
        }
        return List.copyOf(explanations);
    }

    /** Returns whether the model computes the same for the images of a batch as for each alone. */
    boolean takesBatches() {
        var shape = shape();
        return model.exclusively(() -> split.takesImageBatches(
                model.fullModel().input(), () -> List.of(Tensor.randn(0, shape), Tensor.randn(1, shape)), objective));
    }

    private long[] shape() {
        return model.model().preprocessing().shape();
    }

    /** @throws CancellationException if the thread is interrupted */
    static void checkInterrupt(int done, int images) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException(
                    String.format(Locale.ROOT, "cancelled after %d of %d images", done, images));
        }
    }

    /**
     * Returns the number of images that run together in bounded memory.
     *
     * @param shape the shape of one image
     */
    static int imagesAtOnce(long[] shape) {
        long bytes = Float.BYTES;
        for (long size : shape) {
            bytes *= size;
        }
        return (int) Math.max(1, Math.min(IMAGES_AT_ONCE, INPUT_AT_ONCE / bytes));
    }

    private List<Explanation> together(List<ModelInputs.Input> inputs) {
        int n = inputs.size();
        long start = System.nanoTime();
        var batch = Tensor.concat(inputs.stream().map(ModelInputs.Input::tensor).toList());
        var frontier = model.exclusively(() -> model.trunk(split, batch));
        var trunk = Duration.ofNanos((System.nanoTime() - start) / n);
        long afterTrunk = System.nanoTime();
        var heads = model.exclusively(() -> split.heads(frontier, Collections.nCopies(n, objective)));
        var head = Duration.ofNanos((System.nanoTime() - afterTrunk) / n);
        var runner = new AttributionRunner(model);
        var explanations = new ArrayList<Explanation>(n);
        for (int i = 0; i < n; i++) {
            var input = inputs.get(i);
            var state = ForwardState.of(split, batch.row(i), SplitModel.row(frontier, i), input.region(), progress);
            var took = new Explanation.Timings(input.preprocessing(), trunk, head, Duration.ZERO);
            explanations.add(runner.explanation(state, objective, method, heads.get(i), took));
        }
        return explanations;
    }
}
