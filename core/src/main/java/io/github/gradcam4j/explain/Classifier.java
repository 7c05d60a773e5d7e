package io.github.gradcam4j.explain;

import io.github.gradcam4j.internal.split.SplitCache;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.Predictions;
import io.github.gradcam4j.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Computes the scores of all classes. Runs the split at the model's target layer if it is open, since another session
 * would need a copy of all weights. Thread safe.
 */
record Classifier(ExplainedModel model, SplitCache splits) {

    private static final Objective TOP1 = ClassScore.of(Target.top(1));

    Predictions of(Tensor image) {
        return predictions(model.exclusively(() -> scores(image)));
    }

    private float[] scores(Tensor image) {
        return splits.atModelLayer()
                .map(split -> split.head(model.trunk(split, image), TOP1).logits())
                .orElseGet(() -> model.fullModel().logits(image).get(0));
    }

    /**
     * Classifies the images in batches of bounded memory, or one by one.
     *
     * @param inputs returns the input of an index below {@code n}; called when it is needed
     * @throws CancellationException if the thread is interrupted
     */
    List<Predictions> of(int n, IntFunction<Tensor> inputs) {
        BatchRunner.checkInterrupt(0, n);
        int size = n > 1 && takesBatches() ? BatchRunner.imagesAtOnce(shape()) : 1;
        var predictions = new ArrayList<Predictions>(n);
        for (int from = 0; from < n; from += size) {
            BatchRunner.checkInterrupt(from, n);
            var batch = IntStream.range(from, Math.min(from + size, n))
                    .mapToObj(inputs)
                    .toList();
            if (size == 1) {
                predictions.add(of(batch.get(0)));
            } else {
                var together = Tensor.concat(batch);
                model.exclusively(() -> model.fullModel().logits(together))
                        .forEach(logits -> predictions.add(predictions(logits)));
            }
        }
        return List.copyOf(predictions);
    }

    /** Returns whether the model computes the scores of the images of a batch as those of each alone. */
    boolean takesBatches() {
        var shape = shape();
        return model.exclusively(() -> splits.atModelLayer().isEmpty()
                && model.fullModel().takesImageBatches(() -> List.of(Tensor.randn(0, shape), Tensor.randn(1, shape))));
    }

    private long[] shape() {
        return model.model().preprocessing().shape();
    }

    private Predictions predictions(float[] logits) {
        return new Predictions(model.labels(), logits, model.probabilities(logits));
    }
}
