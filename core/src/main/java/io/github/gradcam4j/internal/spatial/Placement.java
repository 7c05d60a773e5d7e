package io.github.gradcam4j.internal.spatial;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The part of the image for which each element of a tensor stands. Immutable.
 *
 * @param rows null if the rows cannot be followed to this tensor
 * @param columns null if the columns cannot be followed to this tensor
 */
record Placement(Spans rows, Spans columns) {

    /** Returns a placement; empty if neither rows nor columns are followed. */
    static Optional<Placement> of(Spans rows, Spans columns) {
        var r = rows == null || rows.isEmpty() ? null : rows;
        var c = columns == null || columns.isEmpty() ? null : columns;
        return r == null && c == null ? Optional.empty() : Optional.of(new Placement(r, c));
    }

    /** Returns whether both axes of the image are followed. */
    boolean isComplete() {
        return rows != null && columns != null;
    }

    /** Changes both axes in the same way; the operation returns null for an axis that ends. */
    Optional<Placement> map(UnaryOperator<Spans> operation) {
        return of(rows == null ? null : operation.apply(rows), columns == null ? null : operation.apply(columns));
    }

    /** Returns whether the rows or the columns vary along a dimension. */
    boolean varies(int axis) {
        return rows != null && rows.varies(axis) || columns != null && columns.varies(axis);
    }

    private Set<Integer> varyingAxes() {
        var axes = new HashSet<Integer>();
        if (rows != null) {
            axes.addAll(rows.varyingAxes());
        }
        if (columns != null) {
            axes.addAll(columns.varyingAxes());
        }
        return axes;
    }

    /**
     * Returns the placements of a tensor that is computed element by element from tensors with these placements. Where
     * two vary along the same dimensions, the first counts: both branches of a residual block have the same positions.
     * One that varies along fewer dimensions is coarser and does not count. Those that vary along different dimensions
     * are all kept, as queries and keys in an attention matrix.
     */
    static List<Placement> merged(List<Placement> placements) {
        var merged = new ArrayList<Placement>();
        for (Placement next : placements) {
            int i = 0;
            Optional<Placement> joined = Optional.empty();
            while (i < merged.size() && joined.isEmpty()) {
                joined = merged.get(i++).join(next);
            }
            if (joined.isPresent()) {
                merged.set(i - 1, joined.get());
            } else {
                merged.add(next);
            }
        }
        return List.copyOf(merged);
    }

    /** Returns one placement for both; empty if they vary along different dimensions. */
    private Optional<Placement> join(Placement other) {
        if (agree(rows, other.rows) && agree(columns, other.columns)) {
            return of(rows != null ? rows : other.rows, columns != null ? columns : other.columns);
        }
        if (varyingAxes().containsAll(other.varyingAxes())) {
            return Optional.of(this);
        }
        return other.varyingAxes().containsAll(varyingAxes()) ? Optional.of(other) : Optional.empty();
    }

    private static boolean agree(Spans a, Spans b) {
        return a == null || b == null || a.equals(b);
    }
}
