package io.github.gradcam4j.explain;

import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.image.Image;
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

/**
 * Explains several images with one run of the trunk and one of the head.
 *
 * @param split takes batches
 * @param objective without names, of the key of the split
 */
record BatchRunner(
        Explainer explainer, SplitModel split, Objective objective, AttributionMethod method, Progress progress) {

    private static final int IMAGES_AT_ONCE = 32;

    /** The largest input of one run, in bytes: 26 images of 3 x 224 x 224. Layers take a multiple of it. */
    private static final long INPUT_AT_ONCE = 16_000_000;

    /** Explains the images in batches of bounded memory. */
    List<Explanation> run(List<Image> images) {
        var explanations = new ArrayList<Explanation>(images.size());
        int size = imagesAtOnce();
        for (int from = 0; from < images.size(); from += size) {
            checkInterrupt(from, images.size());
            explanations.addAll(together(images.subList(from, Math.min(from + size, images.size()))));
        }
        return List.copyOf(explanations);
    }

    static void checkInterrupt(int done, int images) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException(
                    String.format(Locale.ROOT, "cancelled after %d of %d images", done, images));
        }
    }

    private int imagesAtOnce() {
        long bytes = Float.BYTES;
        for (long size : explainer.model().preprocessing().shape()) {
            bytes *= size;
        }
        return (int) Math.max(1, Math.min(IMAGES_AT_ONCE, INPUT_AT_ONCE / bytes));
    }

    private List<Explanation> together(List<Image> images) {
        var preprocessing = explainer.model().preprocessing();
        int n = images.size();
        long start = System.nanoTime();
        var shape = preprocessing.shape();
        shape[0] = n;
        var input = Tensor.zeros(shape);
        for (int i = 0; i < n; i++) {
            preprocessing.writeTensor(images.get(i), input.row(i).floats());
        }
        long prepared = System.nanoTime();
        var frontier = explainer.exclusively(() -> explainer.trunk(split, input));
        long afterTrunk = System.nanoTime();
        var heads = explainer.exclusively(() -> split.heads(frontier, Collections.nCopies(n, objective)));
        var took = new Explanation.Timings(
                Duration.ofNanos((prepared - start) / n),
                Duration.ofNanos((afterTrunk - prepared) / n),
                Duration.ofNanos((System.nanoTime() - afterTrunk) / n),
                Duration.ZERO);
        var runner = new AttributionRunner(explainer);
        var explanations = new ArrayList<Explanation>(n);
        for (int i = 0; i < n; i++) {
            var image = images.get(i);
            CropRegion region = preprocessing.cropRegion(image.width(), image.height());
            var state = ForwardState.of(split, input.row(i), SplitModel.row(frontier, i), region, progress);
            explanations.add(runner.explanation(state, objective, method, heads.get(i), took));
        }
        return explanations;
    }
}
