package io.github.gradcam4j.target;

import java.util.Locale;

/**
 * A function from logits to probabilities. With {@link #NONE} a model's output is explained as it is, as for a
 * regression.
 */
public enum Activation {
    SOFTMAX,
    SIGMOID,
    NONE;

    /** Returns probabilities in 0..1; a copy of the logits for {@link #NONE}. */
    public float[] apply(float[] logits) {
        var values = new float[logits.length];
        switch (this) {
            case SOFTMAX -> softmax(logits, values);
            case SIGMOID -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (1 / (1 + Math.exp(-logits[i])));
                }
            }
            case NONE -> System.arraycopy(logits, 0, values, 0, values.length);
        }
        return values;
    }

    /** Returns a text of a probability: a percentage, or the value itself for {@link #NONE}. */
    public String text(float probability) {
        return this == NONE
                ? String.format(Locale.ROOT, "%.4g", probability)
                : String.format(Locale.ROOT, "%.1f %%", 100 * probability);
    }

    private static void softmax(float[] logits, float[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (Math.exp(logits[i] - largest) / sum);
        }
    }
}
