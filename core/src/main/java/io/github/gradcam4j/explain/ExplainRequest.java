package io.github.gradcam4j.explain;

import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A request for one explanation: the target, and where the explainer's own settings do not fit, the layer, the method
 * and the score type. Immutable and thread safe.
 *
 * <pre>{@code
 * var request = ExplainRequest.of(Target.of("ox")).withLayer("layer3").withMethod(Methods.LAYER_CAM);
 * }</pre>
 */
public final class ExplainRequest {

    private final Target target;
    private final String layer;
    private final AttributionMethod method;
    private final ScoreType scoreType;
    private final Progress progress;

    private ExplainRequest(
            Target target, String layer, AttributionMethod method, ScoreType scoreType, Progress progress) {
        this.target = Objects.requireNonNull(target, "target");
        this.layer = layer;
        this.method = method;
        this.scoreType = Objects.requireNonNull(scoreType, "scoreType");
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    /** Returns a request that explains the logit of a target by the explainer's layer and method. */
    public static ExplainRequest of(Target target) {
        return new ExplainRequest(target, null, null, ScoreType.LOGIT, Progress.NONE);
    }

    /** Returns a copy of this request for another target. */
    public ExplainRequest withTarget(Target changed) {
        return new ExplainRequest(changed, layer, method, scoreType, progress);
    }

    /** Returns a copy of this request for a layer by name. */
    public ExplainRequest withLayer(String changed) {
        return new ExplainRequest(target, Objects.requireNonNull(changed, "layer"), method, scoreType, progress);
    }

    /** Returns a copy of this request for a method. */
    public ExplainRequest withMethod(AttributionMethod changed) {
        return new ExplainRequest(target, layer, Objects.requireNonNull(changed, "method"), scoreType, progress);
    }

    /** Returns a copy of this request that explains a logit or a probability. */
    public ExplainRequest withScoreType(ScoreType changed) {
        return new ExplainRequest(target, layer, method, changed, progress);
    }

    /** Returns a copy of this request whose listener receives the progress of methods with many passes. */
    public ExplainRequest withProgress(Progress listener) {
        return new ExplainRequest(target, layer, method, scoreType, listener);
    }

    /** Returns the class to explain. */
    public Target target() {
        return target;
    }

    /** Returns the layer's name; empty for the explainer's own layer. */
    public Optional<String> layer() {
        return Optional.ofNullable(layer);
    }

    /** Returns the method; empty for the explainer's own method. */
    public Optional<AttributionMethod> method() {
        return Optional.ofNullable(method);
    }

    /** Returns whether the logit or the probability is explained. */
    public ScoreType scoreType() {
        return scoreType;
    }

    /** Returns the listener for methods with many passes. */
    public Progress progress() {
        return progress;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "ExplainRequest[%s, layer %s, method %s, %s]",
                target,
                layer().orElse("of the explainer"),
                method().map(AttributionMethod::id).orElse("of the explainer"),
                scoreType);
    }
}
