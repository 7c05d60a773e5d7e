package io.github.gradcam4j.samples;

import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/** Thrown when no sample has the requested id. */
public final class UnknownSampleException extends NoSuchElementException {

    private final String id;
    private final List<String> suggestions;

    UnknownSampleException(String id, List<String> suggestions) {
        super(String.format(
                Locale.ROOT, "no sample is called '%s'; the nearest are %s", id, String.join(", ", suggestions)));
        this.id = id;
        this.suggestions = List.copyOf(suggestions);
    }

    /** Returns the requested id. */
    public String id() {
        return id;
    }

    /** Returns the most similar ids, nearest first; at most three. */
    public List<String> suggestions() {
        return suggestions;
    }
}
