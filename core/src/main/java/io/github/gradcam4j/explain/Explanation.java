package io.github.gradcam4j.explain;

import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.internal.split.ForwardState;
import io.github.gradcam4j.method.AttributionContext;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.model.ClassMaps;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.target.Prediction;
import io.github.gradcam4j.target.Predictions;
import io.github.gradcam4j.target.Target;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a model scored a class as it did on one picture. Immutable and thread safe; it holds the picture's activations, so
 * that another class or method costs only the head of the model, for as long as the explainer is open.
 */
public final class Explanation {

    /**
     * How long the parts took; zero for what was there already.
     *
     * @param trunk from picture to layer
     * @param head from layer to scores and back
     * @param map from activations and gradient to the map
     */
    public record Timings(Duration preprocessing, Duration trunk, Duration head, Duration map) {}

    /**
     * The target with its ranks turned to classes.
     *
     * @param versus the class compared with, if any
     */
    public record Resolved(Prediction target, Optional<Prediction> versus) {}

    private final Explainer explainer;
    private final ForwardState state;
    private final AttributionMethod method;
    private final Predictions predictions;
    private final Resolved target;
    private final AttributionContext context;
    private final HeatMap map;
    private final Timings timings;

    Explanation(
            Explainer explainer,
            ForwardState state,
            AttributionMethod method,
            Predictions predictions,
            Resolved target,
            AttributionContext context,
            HeatMap map,
            Timings timings) {
        this.explainer = explainer;
        this.state = state;
        this.method = method;
        this.predictions = predictions;
        this.target = target;
        this.context = context;
        this.map = map;
        this.timings = timings;
    }

    /** The model's scores for every class. */
    public Predictions predictions() {
        return predictions;
    }

    /** The class explained. */
    public Prediction target() {
        return target.target();
    }

    /** The class that it is compared with, if any. */
    public Optional<Prediction> versus() {
        return target.versus();
    }

    public Layer layer() {
        return state.split().layer();
    }

    public AttributionMethod method() {
        return method;
    }

    /** The part of the upright picture that the model saw; for a tensor, the input's own size. */
    public CropRegion view() {
        return state.view();
    }

    /** Activations and gradient at the layer. */
    public AttributionContext context() {
        return context;
    }

    /**
     * The raw map: signed, before ReLU, resizing and normalization. It is [h, w] of the layer, or [H, W] of the model's input
     * for a method that looks there.
     */
    public HeatMap map() {
        return map;
    }

    /** The evidence for the class: the raw map after ReLU. All zero where nothing at this layer speaks for the class. */
    public HeatMap heatMap() {
        return map(Sign.POSITIVE);
    }

    /** The evidence of that sign. */
    public HeatMap map(Sign sign) {
        return sign.of(map);
    }

    /** The evidence for the class over the picture that was explained, within the part that the model saw. */
    public Image overlay(Image picture, Colormap colors, double alpha) {
        return overlay(picture, Sign.POSITIVE, colors, alpha);
    }

    /** The evidence of that sign over the picture that was explained, within the part that the model saw. */
    public Image overlay(Image picture, Sign sign, Colormap colors, double alpha) {
        return map(sign).overlay(picture, view(), sign.colors(colors), alpha);
    }

    /** The memory that its tensors take, in bytes: the input, what the head needs of it, activations and gradient. */
    public long bytes() {
        long maps = context.activations().values().length + context.gradient().values().length;
        return state.bytes() + Float.BYTES * (maps + map.values().length);
    }

    public Timings timings() {
        return timings;
    }

    /** The same picture, layer and method for another target: only the head runs. */
    public Explanation forTarget(Target other) {
        return explainer.ask(state, other, method, Duration.ZERO, Duration.ZERO);
    }

    /**
     * The maps of every class by this method, as {@link #map} would be for each. By Grad-CAM behind a linear head they cost one
     * product of matrices, else a run of the head for each class, which is reported to the question's progress.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public ClassMaps everyClass() {
        return explainer.everyClass(state, method);
    }

    /**
     * The same explanation, of which what is asked next is reported: methods that run the model many times, and every class.
     * A listener that throws ends what it hears of.
     */
    public Explanation withProgress(Progress listener) {
        var heard = state.withProgress(listener);
        var objective = ResolvedTarget.of(target, state.scoreType(), explainer.activation());
        var same = new PerturbedForward(explainer, heard, objective).context(context.gradient(), context.score());
        return new Explanation(explainer, heard, method, predictions, target, same, map, timings);
    }

    /** The same picture, layer and target by another method: nothing runs but the method, and what of the model it asks for. */
    public Explanation forMethod(AttributionMethod other) {
        long start = System.nanoTime();
        var otherMap = other.attribute(context);
        var took = Duration.ofNanos(System.nanoTime() - start);
        var none = Duration.ZERO;
        return new Explanation(
                explainer, state, other, predictions, target, context, otherMap, new Timings(none, none, none, took));
    }
}
