package io.github.gradcam4j.cam;

import java.util.OptionalInt;

/** What is explained, with all names and ranks resolved: a class, or one against another, by logit or by probability. */
record Objective(int target, OptionalInt against, Scale scale, Activation activation) {

    static Objective of(Explanation.Resolved resolved, Scale scale, Activation activation) {
        var against = resolved.against().map(p -> OptionalInt.of(p.index())).orElse(OptionalInt.empty());
        return new Objective(resolved.target().index(), against, scale, activation);
    }

    /** The target by index, so that it stays the same whatever class comes first elsewhere. */
    Target asTarget() {
        var target = Target.of(this.target);
        return against.isPresent() ? target.versus(against.getAsInt()) : target;
    }

    double score(float[] logits) {
        var values = scale == Scale.PROBABILITY ? activation.apply(logits) : logits;
        return values[target] - (against.isPresent() ? (double) values[against.getAsInt()] : 0);
    }

    double probability(float[] logits) {
        return activation.apply(logits)[target];
    }
}
