package io.github.gradcam4j.cam;

import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Picture;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.image.View;
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
     * @param against the class compared with, if any
     */
    public record Resolved(Prediction target, Optional<Prediction> against) {}

    private final Explainer explainer;
    private final Subject subject;
    private final Cam method;
    private final Predictions predictions;
    private final Resolved target;
    private final Evidence evidence;
    private final HeatMap map;
    private final Timings timings;

    Explanation(
            Explainer explainer,
            Subject subject,
            Cam method,
            Predictions predictions,
            Resolved target,
            Evidence evidence,
            HeatMap map,
            Timings timings) {
        this.explainer = explainer;
        this.subject = subject;
        this.method = method;
        this.predictions = predictions;
        this.target = target;
        this.evidence = evidence;
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
        return target.against();
    }

    public Layer layer() {
        return subject.cut().layer();
    }

    public Cam method() {
        return method;
    }

    /** The part of the upright picture that the model saw; for a tensor, the input's own size. */
    public View view() {
        return subject.view();
    }

    /** Activations and gradient at the layer. */
    public Evidence evidence() {
        return evidence;
    }

    /**
     * The raw map: signed, before ReLU, resizing and normalisation. It is [h, w] of the layer, or [H, W] of the model's input
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
    public Picture overlay(Picture picture, Colormap colors, double alpha) {
        return overlay(picture, Sign.POSITIVE, colors, alpha);
    }

    /** The evidence of that sign over the picture that was explained, within the part that the model saw. */
    public Picture overlay(Picture picture, Sign sign, Colormap colors, double alpha) {
        return map(sign).overlay(picture, view(), sign.colors(colors), alpha);
    }

    /** The memory that its tensors take, in bytes: the input, what the head needs of it, activations and gradient. */
    public long bytes() {
        long maps = evidence.activations().values().length + evidence.gradient().values().length;
        return subject.bytes() + Float.BYTES * (maps + map.values().length);
    }

    public Timings timings() {
        return timings;
    }

    /** The same picture, layer and method for another target: only the head runs. */
    public Explanation forTarget(Target other) {
        return explainer.ask(subject, other, method, Duration.ZERO, Duration.ZERO);
    }

    /**
     * The maps of every class by this method, as {@link #map} would be for each. By Grad-CAM behind a linear head they cost one
     * product of matrices, else a run of the head for each class, which is reported to the question's progress.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public ClassMaps everyClass() {
        return explainer.everyClass(subject, method);
    }

    /**
     * The same explanation, of which what is asked next is reported: methods that run the model many times, and every class.
     * A listener that throws ends what it hears of.
     */
    public Explanation reportingTo(Progress listener) {
        var heard = subject.reportingTo(listener);
        var objective = Objective.of(target, subject.scale(), explainer.activation());
        var same = new ModelRerun(explainer, heard, objective).evidence(evidence.gradient(), evidence.score());
        return new Explanation(explainer, heard, method, predictions, target, same, map, timings);
    }

    /** The same picture, layer and target by another method: nothing runs but the method, and what of the model it asks for. */
    public Explanation forMethod(Cam other) {
        long start = System.nanoTime();
        var otherMap = other.map(evidence);
        var took = Duration.ofNanos(System.nanoTime() - start);
        var none = Duration.ZERO;
        return new Explanation(
                explainer,
                subject,
                other,
                predictions,
                target,
                evidence,
                otherMap,
                new Timings(none, none, none, took));
    }
}
