package io.github.gradcam4j.target;

import java.util.Locale;

/** The score of a class that is explained: the logit, before the activation, or the probability after it. */
public enum ScoreType {
    LOGIT,
    PROBABILITY;

    /**
     * Returns the score type with a name, in any case; {@code logits} is accepted for {@code logit}.
     *
     * @throws IllegalArgumentException if the name is unknown
     */
    public static ScoreType byName(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "LOGIT", "LOGITS" -> LOGIT;
            case "PROBABILITY" -> PROBABILITY;
            default ->
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "'%s' is neither logit nor probability", name));
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
