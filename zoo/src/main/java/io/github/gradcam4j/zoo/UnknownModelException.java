package io.github.gradcam4j.zoo;

import java.util.List;
import java.util.Locale;

/** Thrown when no card has the requested id. */
public final class UnknownModelException extends IllegalArgumentException {

    private final String id;
    private final List<String> suggestions;

    UnknownModelException(String id, List<String> suggestions) {
        super(String.format(
                Locale.ROOT,
                "no model is called '%s'; available are %s, or give the path of a file",
                id,
                String.join(", ", suggestions)));
        this.id = id;
        this.suggestions = List.copyOf(suggestions);
    }

    /** Returns the requested id. */
    public String id() {
        return id;
    }

    /** Returns the ids of all available models, the most similar first. */
    public List<String> suggestions() {
        return suggestions;
    }
}
