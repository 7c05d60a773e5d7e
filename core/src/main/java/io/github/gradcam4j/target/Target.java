package io.github.gradcam4j.target;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The class to explain, alone or versus another class (a contrastive explanation): the gradient of the logits is 1 at
 * the class and -1 at the other. Immutable and thread safe.
 *
 * <pre>{@code
 * Target.of("ox").versus(Target.top(1))
 * }</pre>
 *
 * @param choice the class
 * @param versus the class that it is compared with, if any
 */
public record Target(Choice choice, Optional<Choice> versus) {

    private static final Pattern TOP = Pattern.compile("top(\\d{1,6})", Pattern.CASE_INSENSITIVE);

    /** A way to select a class. */
    public sealed interface Choice {

        /** A class by its index, 0 or more. */
        record Index(int index) implements Choice {}

        /** A class by its rank among the predictions, 1 for the highest score. */
        record Rank(int rank) implements Choice {
            public Rank {
                if (rank < 1) {
                    throw new IllegalArgumentException(
                            String.format(Locale.ROOT, "ranks start at 1 (top1), not %d", rank));
                }
            }
        }

        /** A class by its name or a part of it; see {@link Labels#resolve}. */
        record Named(String label) implements Choice {}
    }

    /** Returns the class with an index. */
    public static Target of(int index) {
        return of(new Choice.Index(index));
    }

    /** Returns the class that a text denotes: a label, an index, or {@code top1}, {@code top2}, ... */
    public static Target of(String text) {
        var top = TOP.matcher(text.strip());
        return of(top.matches() ? new Choice.Rank(Integer.parseInt(top.group(1))) : new Choice.Named(text));
    }

    /** Returns the class at a rank, 1 for the highest score. */
    public static Target top(int rank) {
        return of(new Choice.Rank(rank));
    }

    private static Target of(Choice choice) {
        return new Target(choice, Optional.empty());
    }

    /** Returns a target that explains the score of this class minus that of another. */
    public Target versus(Target other) {
        return new Target(choice, Optional.of(other.choice));
    }

    /** Returns a target that explains the score of this class minus that of another; see {@link #of(String)}. */
    public Target versus(String other) {
        return versus(of(other));
    }

    /** Returns a target that explains the score of this class minus that of another, by index. */
    public Target versus(int other) {
        return versus(of(other));
    }

    /**
     * Returns a copy with indices in place of names; keeps ranks.
     *
     * @throws IllegalArgumentException if a class does not exist; the message lists candidates
     */
    public Target resolve(Labels labels) {
        return new Target(resolve(choice, labels), versus.map(c -> resolve(c, labels)));
    }

    /** Returns how numbers that may be labels or indices are understood; see {@link Labels#note}. */
    public List<String> notes(Labels labels) {
        return Stream.concat(Stream.of(choice), versus.stream())
                .flatMap(c -> c instanceof Choice.Named named ? labels.note(named.label()).stream() : Stream.empty())
                .toList();
    }

    private static Choice resolve(Choice choice, Labels labels) {
        if (choice instanceof Choice.Named named) {
            return new Choice.Index(labels.resolve(named.label()));
        }
        if (choice instanceof Choice.Index index && (index.index() < 0 || index.index() >= labels.size())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "there is no class %d: the model has %d, 0 to %d",
                    index.index(),
                    labels.size(),
                    labels.size() - 1));
        }
        return choice;
    }
}
