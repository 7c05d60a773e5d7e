package io.github.gradcam4j.target;

import java.util.Arrays;
import java.util.List;

/** What a model says of every class. Immutable. */
public final class Predictions {

    private final Labels labels;
    private final float[] logits;
    private final float[] probabilities;
    private final int[] order;

    public Predictions(Labels labels, float[] logits, Activation activation) {
        this.labels = labels;
        this.logits = logits;
        this.probabilities = activation.apply(logits);
        this.order = order(logits);
    }

    /** Classes from the highest score to the lowest, equal ones by index: sorted as numbers with the score above the index. */
    private static int[] order(float[] logits) {
        var keys = new long[logits.length];
        for (int i = 0; i < keys.length; i++) {
            int bits = Float.floatToIntBits(-logits[i]);
            int ascending = bits ^ bits >> 31 & Integer.MAX_VALUE;
            keys[i] = (long) ascending << 32 | i;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    /** The {@code n} classes with the highest scores, best first; fewer where the model has fewer. */
    public List<Prediction> top(int n) {
        return Arrays.stream(order).limit(n).mapToObj(this::of).toList();
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
        return order[rank - 1];
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
