package io.github.gradcam4j.target;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The class to explain, alone or versus other classes (a contrastive explanation): the score of the class less the
 * weighted mean of the others' scores. The gradient of the logits is 1 at the class and minus the weight at each of the
 * others. Immutable and thread safe.
 *
 * <pre>{@code
 * Target.of("ox").versus(Target.top(1))
 * Target.of("ox").versus("bison", "zebra").withVersusWeights(3, 1)
 * }</pre>
 *
 * <p>Several classes are those of Finer-CAM with a comparison strength of 1: Zhang et al., "Finer-CAM: Spotting the
 * Difference Reveals Finer Details for Visual Explanation", CVPR 2025 (arXiv:2501.11309). Finer-CAM takes the classes
 * most similar to the target.
 *
 * @param choice the class
 * @param versus the classes that it is compared with; empty for none. The constructor divides their weights by the sum
 */
public record Target(Choice choice, List<Contrast> versus) {

    private static final Pattern TOP = Pattern.compile("top(\\d{1,6})", Pattern.CASE_INSENSITIVE);

    /** Weights whose sum is 1 up to rounding stay as they are, so that a copy equals its original. */
    private static final double ROUNDING = 1e-9;

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

    /**
     * A class that the target is compared with.
     *
     * @param choice the class
     * @param weight its share of the mean, finite and above 0
     */
    public record Contrast(Choice choice, double weight) {
        public Contrast {
            Objects.requireNonNull(choice, "choice");
            if (!(weight > 0 && Double.isFinite(weight))) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "the weight %s of a class in versus is not a finite number above 0", weight));
            }
        }
    }

    /**
     * Creates a target.
     *
     * @throws IllegalArgumentException if two of the classes are the same
     */
    public Target {
        Objects.requireNonNull(choice, "choice");
        versus = withSumOne(versus);
        requireDistinct(choice, versus, Target::text);
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
        return new Target(choice, List.of());
    }

    /**
     * Returns a target that explains the score of this class minus the mean score of other classes. Repeated calls add
     * classes: {@code versus("bison").versus("zebra")} is {@code versus("bison", "zebra")}. The weights are equal until
     * {@link #withVersusWeights} sets them.
     *
     * @param others targets without classes to compare them with
     * @throws IllegalArgumentException if two of the classes are the same, or if one of the others is itself compared
     *     with classes
     * @throws IllegalStateException if the weights were set to different values
     */
    public Target versus(Target... others) {
        Objects.requireNonNull(others, "others");
        if (others.length == 0) {
            return this;
        }
        if (versus.stream().mapToDouble(Contrast::weight).distinct().count() > 1) {
            throw new IllegalStateException(
                    "the weights are set for fewer classes; call withVersusWeights after the last versus");
        }
        for (Target other : others) {
            if (!other.versus.isEmpty()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s is compared with classes of its own; give it to versus without them",
                        text(other.choice)));
            }
        }
        return new Target(
                choice,
                Stream.concat(
                                versus.stream().map(Contrast::choice),
                                Arrays.stream(others).map(Target::choice))
                        .map(c -> new Contrast(c, 1))
                        .toList());
    }

    /**
     * Returns a target that explains the score of this class minus the mean of other classes; see {@link #of(String)}.
     */
    public Target versus(String... others) {
        Objects.requireNonNull(others, "others");
        return versus(Arrays.stream(others).map(Target::of).toArray(Target[]::new));
    }

    /** Returns a target that explains the score of this class minus the mean of other classes, by index. */
    public Target versus(int... others) {
        Objects.requireNonNull(others, "others");
        return versus(Arrays.stream(others).mapToObj(Target::of).toArray(Target[]::new));
    }

    /**
     * Returns a copy with weights for the classes of {@link #versus}, in their order. They are divided by their sum.
     *
     * @param weights finite and above 0, one for each class
     * @throws IllegalArgumentException if a weight is not finite or not above 0, or if their number is wrong
     */
    public Target withVersusWeights(double... weights) {
        if (weights.length != versus.size()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the number of weights is %d, that of classes in versus %d; give one weight for each class",
                    weights.length,
                    versus.size()));
        }
        return new Target(
                choice,
                IntStream.range(0, weights.length)
                        .mapToObj(i -> new Contrast(versus.get(i).choice, weights[i]))
                        .toList());
    }

    /**
     * Returns a copy with indices in place of names; keeps ranks.
     *
     * @throws IllegalArgumentException if a class does not exist, with candidates in the message, or if two are the
     *     same
     */
    public Target resolve(Labels labels) {
        Objects.requireNonNull(labels, "labels");
        return mapped(c -> resolve(c, labels), labels);
    }

    /**
     * Returns a copy with indices in place of names and ranks.
     *
     * @throws IllegalArgumentException if a class does not exist, or if two are the same
     */
    public Target resolve(Predictions predictions) {
        var labels = predictions.labels();
        return mapped(
                c -> c instanceof Choice.Rank rank
                        ? new Choice.Index(predictions.ranked(rank.rank()))
                        : resolve(c, labels),
                labels);
    }

    private Target mapped(UnaryOperator<Choice> change, Labels labels) {
        var changed = change.apply(choice);
        var others = versus.stream()
                .map(c -> new Contrast(change.apply(c.choice), c.weight))
                .toList();
        requireDistinct(
                changed,
                others,
                c -> c instanceof Choice.Index i
                        ? String.format(Locale.ROOT, "%s (%s)", text(c), labels.name(i.index()))
                        : text(c));
        return new Target(changed, others);
    }

    /** Returns how numbers that may be labels or indices are understood; see {@link Labels#note}. */
    public List<String> notes(Labels labels) {
        Objects.requireNonNull(labels, "labels");
        return Stream.concat(Stream.of(choice), versus.stream().map(Contrast::choice))
                .flatMap(c -> c instanceof Choice.Named named ? labels.note(named.label()).stream() : Stream.empty())
                .toList();
    }

    private static List<Contrast> withSumOne(List<Contrast> contrasts) {
        double sum = contrasts.stream().mapToDouble(Contrast::weight).sum();
        return Math.abs(sum - 1) < ROUNDING
                ? List.copyOf(contrasts)
                : contrasts.stream()
                        .map(c -> new Contrast(c.choice, c.weight / sum))
                        .toList();
    }

    private static void requireDistinct(Choice choice, List<Contrast> contrasts, Function<Choice, String> text) {
        var seen = new HashSet<Choice>();
        for (Contrast contrast : contrasts) {
            if (contrast.choice.equals(choice)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s is the target and is in versus as well; compare the target with another class",
                        text.apply(choice)));
            }
            if (!seen.add(contrast.choice)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "%s is in versus twice; give each class once", text.apply(contrast.choice)));
            }
        }
    }

    /** Returns the classes as text, such as {@code 'ox' versus 'bison' and top1}. */
    public String text() {
        String others = versus.stream().map(c -> text(c.choice)).collect(Collectors.joining(" and "));
        return versus.isEmpty() ? text(choice) : String.format(Locale.ROOT, "%s versus %s", text(choice), others);
    }

    private static String text(Choice choice) {
        if (choice instanceof Choice.Index index) {
            return "class " + index.index();
        }
        return choice instanceof Choice.Rank rank ? "top" + rank.rank() : "'" + ((Choice.Named) choice).label() + "'";
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
