package io.github.gradcam4j.target;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is to be explained: one class, or one class versus another. It becomes a seed over the logits, 1 at the class and
 * -1 at the other: {@code Target.of("ox").versus(Target.top(1))}. Immutable.
 *
 * @param choice the class
 * @param versus the class that it is compared with, if any
 */
public record Target(Choice choice, Optional<Choice> versus) {

    private static final Pattern TOP = Pattern.compile("top(\\d{1,6})", Pattern.CASE_INSENSITIVE);

    /** A way to name a class. */
    public sealed interface Choice {

        /** The class of that index. */
        record Index(int index) implements Choice {}

        /** The class that stands at a rank among the predictions, 1 for the best. */
        record Rank(int rank) implements Choice {
            public Rank {
                if (rank < 1) {
                    throw new IllegalArgumentException("ranks begin with top1");
                }
            }
        }

        /** The class of that name, see {@link Labels#resolve}. */
        record Named(String label) implements Choice {}
    }

    public static Target of(int index) {
        return of(new Choice.Index(index));
    }

    /** A class as a user writes it: an index, a label, or {@code top1}, {@code top2}, ... */
    public static Target of(String text) {
        var top = TOP.matcher(text.strip());
        return of(top.matches() ? new Choice.Rank(Integer.parseInt(top.group(1))) : new Choice.Named(text));
    }

    /** The class at a rank, 1 for the one with the highest score. */
    public static Target top(int rank) {
        return of(new Choice.Rank(rank));
    }

    private static Target of(Choice choice) {
        return new Target(choice, Optional.empty());
    }

    /** Why this class rather than the other. */
    public Target versus(Target other) {
        return new Target(choice, Optional.of(other.choice));
    }

    public Target versus(String other) {
        return versus(of(other));
    }

    public Target versus(int other) {
        return versus(of(other));
    }

    /**
     * With names turned to indices; ranks stay as they are.
     *
     * @throws IllegalArgumentException if there is no such class; the message lists what may be meant
     */
    public Target resolve(Labels labels) {
        return new Target(resolve(choice, labels), versus.map(c -> resolve(c, labels)));
    }

    private static Choice resolve(Choice choice, Labels labels) {
        if (choice instanceof Choice.Named named) {
            return new Choice.Index(labels.resolve(named.label()));
        }
        if (choice instanceof Choice.Index index && (index.index() < 0 || index.index() >= labels.size())) {
            throw new IllegalArgumentException("there is no class %d: the model has %d, 0 to %d"
                    .formatted(index.index(), labels.size(), labels.size() - 1));
        }
        return choice;
    }
}
