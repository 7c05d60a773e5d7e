package io.github.gradcam4j.cam;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What a model says of every class. Immutable. */
public final class Predictions {

    private final Labels labels;
    private final float[] logits;
    private final float[] probabilities;
    private final List<Integer> order;

    Predictions(Labels labels, float[] logits, Activation activation) {
        this.labels = labels;
        this.logits = logits;
        this.probabilities = activation.apply(logits);
        this.order = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -logits[i]))
                .toList();
    }

    /** The {@code n} classes with the highest scores, best first; fewer where the model has fewer. */
    public List<Prediction> top(int n) {
        return order.stream().limit(n).map(this::of).toList();
    }

    /** What the model says of one class. */
    public Prediction of(int index) {
        return new Prediction(index, labels.name(index), logits[index], probabilities[index]);
    }

    /** The class that stands at a rank, 1 for the best. */
    public int ranked(int rank) {
        if (rank < 1 || rank > logits.length) {
            throw new IllegalArgumentException(
                    "there is no top%d: the model has %d classes".formatted(rank, logits.length));
        }
        return order.get(rank - 1);
    }

    public Labels labels() {
        return labels;
    }

    /** The number of classes. */
    public int size() {
        return logits.length;
    }

    /** A copy of all scores before the activation, by class. */
    public float[] logits() {
        return logits.clone();
    }
}
