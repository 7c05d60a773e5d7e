package io.github.gradcam4j.formats.architecture;

import io.github.gradcam4j.formats.weights.StateDict;
import java.util.List;

/** Weights that are not those of the architecture that was asked for. */
public final class StateDictMismatchException extends IllegalArgumentException {
    private static final int SHOWN = 5;

    private final transient List<String> differences;

    StateDictMismatchException(Architecture wanted, StateDict weights, List<String> differences) {
        super("the weights are not those of " + wanted.name() + ": " + summary(differences) + hint(weights));
        this.differences = List.copyOf(differences);
    }

    /** One sentence for each tensor that is missing, unexpected, or of another shape or type. */
    public List<String> differences() {
        return differences;
    }

    private static String summary(List<String> differences) {
        String shown = String.join("; ", differences.subList(0, Math.min(SHOWN, differences.size())));
        return differences.size() > SHOWN ? shown + "; and " + (differences.size() - SHOWN) + " more" : shown;
    }

    private static String hint(StateDict weights) {
        return Architecture.matching(weights)
                .map(found -> " (they fit " + found.name() + ")")
                .orElse("");
    }
}
