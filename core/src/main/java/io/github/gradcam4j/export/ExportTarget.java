package io.github.gradcam4j.export;

import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.Target;
import java.util.Objects;

/** The score that an exported model explains, and who chooses it: the export, or the caller with a further input. */
public sealed interface ExportTarget {

    /** The class with the highest score of each image; the output {@code saliency_class} has its index. */
    ExportTarget TOP1 = new OfTarget(Target.top(1));

    /** A further input {@code class}, int64 [N], has the index of each image's class; -1 stands for the best one. */
    ExportTarget INPUT = new Input();

    /** The maps of all classes, for a linear head. */
    ExportTarget ALL = new All();

    /** A further input {@code class_weights}, float32 [N, C], has weights of the classes' logits. */
    ExportTarget WEIGHTS = new Weights();

    /** Returns a class chosen by the export, or the class of a rank, alone or versus others. */
    static ExportTarget of(Target target) {
        return new OfTarget(target);
    }

    /** Returns the name that users know, such as {@code top1}, {@code input}, or the target's text. */
    String title();

    /**
     * A target.
     *
     * @param target classes by index or by rank, without names
     */
    record OfTarget(Target target) implements ExportTarget {

        public OfTarget {
            Objects.requireNonNull(target, "target");
        }

        @Override
        public String title() {
            return target.text();
        }
    }

    /**
     * An objective that is no score of classes.
     *
     * @param objective without names
     */
    record OfObjective(Objective objective) implements ExportTarget {

        public OfObjective {
            Objects.requireNonNull(objective, "objective");
        }

        @Override
        public String title() {
            return objective.title();
        }
    }

    /** The class that the input {@code class} names. */
    record Input() implements ExportTarget {

        @Override
        public String title() {
            return "input";
        }
    }

    /** All classes. */
    record All() implements ExportTarget {

        @Override
        public String title() {
            return "all";
        }
    }

    /** The weighted sum of logits of the input {@code class_weights}. */
    record Weights() implements ExportTarget {

        @Override
        public String title() {
            return "weights";
        }
    }
}
