package io.github.gradcam4j.cam;

import java.util.Locale;

/** What is explained: a class's score before the activation, or the probability behind it. */
public enum Scale {
    LOGITS,
    PROBABILITY;

    /** The scale of that name, in any case. */
    public static Scale named(String name) {
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'%s' is neither logits nor probability".formatted(name), e);
        }
    }
}
