package io.github.gradcam4j.explain;

import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.util.OptionalInt;

/** What is explained, with all names and ranks resolved: a class, or one versus another, by logit or by probability. */
record ResolvedTarget(int target, OptionalInt versus, ScoreType scoreType, Activation activation) {

    static ResolvedTarget of(Explanation.Resolved resolved, ScoreType scoreType, Activation activation) {
        var versus = resolved.versus().map(p -> OptionalInt.of(p.index())).orElse(OptionalInt.empty());
        return new ResolvedTarget(resolved.target().index(), versus, scoreType, activation);
    }

    /** The target by index, so that it stays the same whatever class comes first elsewhere. */
    Target asTarget() {
        var target = Target.of(this.target);
        return versus.isPresent() ? target.versus(versus.getAsInt()) : target;
    }

    double score(float[] logits) {
        var values = scoreType == ScoreType.PROBABILITY ? activation.apply(logits) : logits;
        return values[target] - (versus.isPresent() ? (double) values[versus.getAsInt()] : 0);
    }

    double probability(float[] logits) {
        return activation.apply(logits)[target];
    }
}
