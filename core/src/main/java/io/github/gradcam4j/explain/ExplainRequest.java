package io.github.gradcam4j.explain;

import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A request for one explanation: the objective, usually a target, and where the explainer's own settings do not fit,
 * the layer and the method. Immutable and thread safe.
 *
 * <pre>{@code
 * var request = ExplainRequest.of(Target.of("ox")).withLayer("layer3").withMethod(Methods.LAYER_CAM);
 * }</pre>
 */
public final class ExplainRequest {

    private final Objective objective;
    private final String layer;
    private final AttributionMethod method;
    private final Progress progress;

    private ExplainRequest(Objective objective, String layer, AttributionMethod method, Progress progress) {
        this.objective = Objects.requireNonNull(objective, "objective");
        this.layer = layer;
        this.method = method;
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    /** Returns a request that explains the logit of a target by the explainer's layer and method. */
    public static ExplainRequest of(Target target) {
        return of(ClassScore.of(Objects.requireNonNull(target, "target")));
    }

    /** Returns a request that explains an objective by the explainer's layer and method. */
    public static ExplainRequest of(Objective objective) {
        return new ExplainRequest(objective, null, null, Progress.NONE);
    }

    /** Returns a copy of this request for another target, with the same score type if this request has one. */
    public ExplainRequest withTarget(Target target) {
        Objects.requireNonNull(target, "target");
        return withObjective(objective instanceof ClassScore score ? score.withTarget(target) : ClassScore.of(target));
    }

    /** Returns a copy of this request for another objective. */
    public ExplainRequest withObjective(Objective objective) {
        return new ExplainRequest(objective, layer, method, progress);
    }

    /** Returns a copy of this request for a layer by name. */
    public ExplainRequest withLayer(String layer) {
        return new ExplainRequest(objective, Objects.requireNonNull(layer, "layer"), method, progress);
    }

    /** Returns a copy of this request for a method. */
    public ExplainRequest withMethod(AttributionMethod method) {
        return new ExplainRequest(objective, layer, Objects.requireNonNull(method, "method"), progress);
    }

    /**
     * Returns a copy of this request that explains a logit or a probability.
     *
     * @throws IllegalStateException if the objective is not the score of a class
     */
    public ExplainRequest withScoreType(ScoreType scoreType) {
        Objects.requireNonNull(scoreType, "scoreType");
        if (objective instanceof ClassScore score) {
            return withObjective(new ClassScore(score.target(), scoreType));
        }
        throw new IllegalStateException(
                String.format(Locale.ROOT, "the objective '%s' has neither logit nor probability", objective.title()));
    }

    /** Returns a copy of this request whose listener receives the progress of methods with many passes. */
    public ExplainRequest withProgress(Progress progress) {
        return new ExplainRequest(objective, layer, method, progress);
    }

    /** Returns the objective to explain. */
    public Objective objective() {
        return objective;
    }

    /** Returns the layer's name; empty for the explainer's own layer. */
    public Optional<String> layer() {
        return Optional.ofNullable(layer);
    }

    /** Returns the method; empty for the explainer's own method. */
    public Optional<AttributionMethod> method() {
        return Optional.ofNullable(method);
    }

    /** Returns the listener for methods with many passes. */
    public Progress progress() {
        return progress;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "ExplainRequest[%s, layer %s, method %s]",
                objective.title(),
                layer().orElse("of the explainer"),
                method().map(AttributionMethod::id).orElse("of the explainer"));
    }
}
