package io.github.gradcam4j.metric;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A number that describes the quality of one explanation. Implementations are immutable and thread safe.
 *
 * <pre>{@code
 * var value = Metric.byName("deletion").compute(EvaluationInput.of(explanation));
 * }</pre>
 */
public interface Metric {

    /** The direction of better values. */
    enum Direction {
        HIGHER,
        LOWER,
        /** Descriptive only: neither is better. */
        NEITHER
    }

    /** Returns the name that users write, such as {@code deletion}: lower-case letters and hyphens. */
    String id();

    /** Returns the title, such as {@code Deletion (zero)}. */
    String title();

    /** Returns the definition with its range and source, in one to three sentences. */
    String definition();

    /** Returns whether high or low values are better. */
    Direction direction();

    /** Computes the value; empty if it is not defined, such as without an object. */
    OptionalDouble compute(EvaluationInput input);

    /** Returns all metrics. */
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
     * Returns the metric with an id, in any case; underscores count as hyphens.
     *
     * @throws IllegalArgumentException if no metric has this id; the message lists all ids
     */
    static Metric byName(String name) {
        String wanted = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return all().stream().filter(m -> m.id().equals(wanted)).findFirst().orElseThrow(() -> {
            String known = all().stream().map(Metric::id).collect(Collectors.joining(", "));
            return new IllegalArgumentException(
                    String.format(Locale.ROOT, "no metric is called '%s'; there are %s", name, known));
        });
    }
}
