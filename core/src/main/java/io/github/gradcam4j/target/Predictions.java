package io.github.gradcam4j.target;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** A model's scores of all classes. Thread safe; immutable unless an array given to the constructor is written to. */
public final class Predictions {

    private static final int SHOWN = 3;

    private final Labels labels;
    private final float[] logits;
    private final float[] probabilities;
    private final int[] order;

    /**
     * Creates predictions.
     *
     * @param logits one per class; not copied, do not write to it afterwards
     * @throws ScoreException if a logit is not finite, as after an overflow in the model
     */
    public Predictions(Labels labels, float[] logits, Activation activation) {
        this(labels, logits, activation.apply(logits));
    }

    /**
     * Creates predictions of a model that computes probabilities in a way of its own, such as with rounding.
     *
     * @param logits one per class; not copied, do not write to it afterwards
     * @param probabilities one per class; not copied either
     * @throws ScoreException if a logit is not finite, as after an overflow in the model
     */
    public Predictions(Labels labels, float[] logits, float[] probabilities) {
        Objects.requireNonNull(labels, "labels");
        Objects.requireNonNull(logits, "logits");
        Objects.requireNonNull(probabilities, "probabilities");
        requireFinite(labels, logits);
        this.labels = labels;
        this.logits = logits;
        this.probabilities = probabilities;
        this.order = order(logits);
    }

    private static void requireFinite(Labels labels, float[] logits) {
        for (int i = 0; i < logits.length; i++) {
            if (!Float.isFinite(logits[i])) {
                throw new ScoreException(String.format(
                        Locale.ROOT,
                        "the score of class %d (%s) is %s: numbers in the model overflow, or are undefined as 0/0."
                                + " Check that the input has the values that the model expects (range, mean and"
                                + " standard deviation), and that the weights did not overflow, as in a conversion"
                                + " to float16",
                        i,
                        labels.name(i),
                        logits[i]));
            }
        }
    }

    /**
     * Returns the classes from the highest score to the lowest, equal ones by index: sorts integers of score and index.
     */
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

    /** Returns the {@code n} classes with the highest scores, best first, or all classes if there are fewer. */
    public List<Prediction> top(int n) {
        return Arrays.stream(order).limit(n).mapToObj(this::of).toList();
    }

    /** Returns the score of a class by its index. */
    public Prediction of(int index) {
        return new Prediction(index, labels.name(index), logits[index], probabilities[index]);
    }

    /**
     * Returns the index of the class at a rank, 1 for the highest score.
     *
     * @throws IllegalArgumentException if the rank is not 1 to the number of classes
     */
    public int ranked(int rank) {
        if (rank < 1 || rank > logits.length) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "there is no top%d: the model has %d classes", rank, logits.length));
        }
        return order[rank - 1];
    }

    /** Returns the names of the classes. */
    public Labels labels() {
        return labels;
    }

    /** Returns the number of classes. */
    public int size() {
        return logits.length;
    }

    /** Returns a copy of all scores before the activation, by class. */
    public float[] logits() {
        return logits.clone();
    }

    /** Returns a copy of all scores after the activation, by class; see {@link Prediction#probability}. */
    public float[] probabilities() {
        return probabilities.clone();
    }

    /** Returns whether labels and scores are equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Predictions that
                && labels.equals(that.labels)
                && Arrays.equals(logits, that.logits)
                && Arrays.equals(probabilities, that.probabilities);
    }

    @Override
    public int hashCode() {
        return 31 * labels.hashCode() + Arrays.hashCode(logits);
    }

    @Override
    public String toString() {
        String first = top(SHOWN).stream()
                .map(p -> String.format(Locale.ROOT, "%s %.4g", p.label(), p.probability()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT, "Predictions[%d classes: %s%s]", size(), first, size() > SHOWN ? ", ..." : "");
    }
}
