package io.github.gradcam4j.metric;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A measure of one explanation. Measures have no state and are thread safe. */
public interface Metric {

    /** Which values are better. */
    enum Direction {
        HIGHER,
        LOWER,
        /** A description: neither end is better. */
        NEITHER
    }

    /** The name that users write, such as {@code deletion}. */
    String id();

    /** What people call it. */
    String title();

    /** What is measured, with its range and its source, in a sentence or two. */
    String definition();

    Direction direction();

    /** The value of a case; empty where it has none, as where the object's place is not known. */
    OptionalDouble measure(EvaluationInput explained);

    /** Every measure there is. */
    static List<Metric> all() {
        return List.of(
                new DeletionInsertionCurve(DeletionInsertionCurve.Mode.DELETION, DeletionInsertionCurve.Fill.ZERO),
                new DeletionInsertionCurve(DeletionInsertionCurve.Mode.INSERTION, DeletionInsertionCurve.Fill.ZERO),
                new DeletionInsertionCurve(DeletionInsertionCurve.Mode.DELETION, DeletionInsertionCurve.Fill.BLUR),
                new DeletionInsertionCurve(DeletionInsertionCurve.Mode.INSERTION, DeletionInsertionCurve.Fill.BLUR),
                new Road(),
                new AverageDrop(),
                new ConfidenceIncrease(),
                new EnergyPointingGame(),
                new PointingGame(),
                new CompletenessError(),
                new Sparseness());
    }

    /**
     * The measure of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    static Metric byName(String name) {
        String wanted = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return all().stream().filter(m -> m.id().equals(wanted)).findFirst().orElseThrow(() -> {
            String known = all().stream().map(Metric::id).collect(Collectors.joining(", "));
            return new IllegalArgumentException("no measure is called '%s'; there are %s".formatted(name, known));
        });
    }
}
