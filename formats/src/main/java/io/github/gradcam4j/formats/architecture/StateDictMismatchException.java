package io.github.gradcam4j.formats.architecture;

import io.github.gradcam4j.formats.weights.StateDict;
import io.github.gradcam4j.internal.text.MessageText;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown when weights do not fit the requested architecture. */
public final class StateDictMismatchException extends IllegalArgumentException {
    private static final int SHOWN = 5;

    private final transient List<String> differences;

    StateDictMismatchException(Architecture architecture, StateDict weights, List<String> differences) {
        super("the weights do not fit " + architecture.name() + ": " + summary(differences) + hint(weights));
        this.differences = List.copyOf(differences);
    }

    /** Returns a phrase for each tensor that is missing, unexpected, or of another shape or type. */
    public List<String> differences() {
        return differences;
    }

    private static String summary(List<String> differences) {
        String shown =
                differences.stream().limit(SHOWN).map(MessageText::excerpt).collect(Collectors.joining("; "));
        return differences.size() > SHOWN ? shown + "; and " + (differences.size() - SHOWN) + " more" : shown;
    }

    private static String hint(StateDict weights) {
        return Architecture.matching(weights)
                .map(found -> " (they fit " + found.name() + ")")
                .orElse("");
    }
}
