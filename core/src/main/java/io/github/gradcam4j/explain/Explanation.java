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
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.Prediction;
import io.github.gradcam4j.target.Predictions;
import io.github.gradcam4j.target.Target;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The explanation of one class score for one image: the scores of all classes and the map of the target. Immutable and
 * thread safe.
 *
 * <p>An explanation keeps the tensors that cross the split, so that {@link #forTarget} runs only the head of the model
 * and {@link #forMethod} only the method. Their memory, {@link #bytes} bytes and mostly outside the heap, is freed when
 * the explanation and all explanations derived from it are garbage collected; closing the explainer does not free it.
 * To keep only results, keep {@link #map} and {@link #predictions}.
 *
 * <p>Results stay readable after the explainer is closed. Methods that run the model then throw
 * {@link IllegalStateException}.
 */
public final class Explanation {

    /**
     * Time that the steps took; zero for a step whose result was kept.
     *
     * @param preprocessing from image to tensor
     * @param trunk from tensor to layer
     * @param head from layer to scores, and back to the gradient
     * @param map from activations and gradient to the map
     */
    public record Timings(Duration preprocessing, Duration trunk, Duration head, Duration map) {}

    /**
     * A class that the target is compared with.
     *
     * @param prediction the class and its scores
     * @param weight its share of the mean that is subtracted, above 0; all weights sum to 1
     */
    public record Contrast(Prediction prediction, double weight) {}

    private final ExplainedModel explained;
    private final ForwardState state;
    private final AttributionMethod method;
    private final Predictions predictions;
    private final ResolvedTarget target;
    private final AttributionContext context;
    private final HeatMap map;
    private final Timings timings;
    private final List<String> notes;

    Explanation(
            ExplainedModel explained,
            ForwardState state,
            AttributionMethod method,
            Predictions predictions,
            ResolvedTarget target,
            AttributionContext context,
            HeatMap map,
            Timings timings) {
        this.explained = explained;
        this.state = state;
        this.method = method;
        this.predictions = predictions;
        this.target = target;
        this.context = context;
        this.map = map;
        this.timings = timings;
        this.notes = new MapNotes(explained.facts()).of(state.split().layer(), method, context, map);
    }

    /** Returns the scores of all classes. */
    public Predictions predictions() {
        return predictions;
    }

    /** Returns the explained objective, with indices of classes in place of names and ranks. */
    public Objective objective() {
        return target.objective();
    }

    /**
     * Returns the explained class. For an objective that is not the score of a class, the index is -1, the label is the
     * objective's title, and both scores are its value.
     */
    public Prediction target() {
        return target.target();
    }

    /** Returns the classes that the target is compared with, in the order of the request; empty for none. */
    public List<Contrast> versus() {
        return target.versus();
    }

    /**
     * Returns the target and the classes of {@link #versus} by index: the same request for another image or layer.
     *
     * @throws IllegalStateException if the objective is not the score of a class
     */
    public Target asTarget() {
        return target.asTarget();
    }

    /** Returns the explained layer. */
    public Layer layer() {
        return state.split().layer();
    }

    /** Returns the model with all settings. */
    public Model model() {
        return explained.model();
    }

    /** Returns the settings of the model, with their sources. */
    public Settings settings() {
        return model().settings();
    }

    /** Returns the method that computed the map. */
    public AttributionMethod method() {
        return method;
    }

    /**
     * Returns the part of the upright image that the model saw, in the image's pixels; for a tensor, the whole input.
     */
    public CropRegion cropRegion() {
        return state.cropRegion();
    }

    /** Returns activations, gradient and score at the layer. */
    public AttributionContext context() {
        return context;
    }

    /**
     * Returns the raw map: signed, before ReLU, resizing and normalization. Its size is that of the layer, or that of
     * the model's input, depending on the method's {@link AttributionMethod#resolution resolution}.
     */
    public HeatMap map() {
        return map;
    }

    /** Returns one sign of the raw map. */
    public HeatMap map(Sign sign) {
        return sign.of(map);
    }

    /**
     * Returns the evidence for the class: {@code relu} of the raw map. All zero if no position of the layer supports
     * the class.
     */
    public HeatMap heatMap() {
        return map(Sign.POSITIVE);
    }

    /**
     * Returns the evidence for the class at each pixel of the explained image, {@code [image.height(), image.width()]}:
     * {@link #heatMap()} resized (bilinear) to the part that the model saw, and 0 outside of it.
     */
    public HeatMap heatMap(Image image) {
        return heatMap().resizeTo(image, cropRegion());
    }

    /**
     * Draws the evidence for the class over the explained image.
     *
     * @param alpha weight of the color, 0..1
     */
    public Image overlay(Image image, Colormap colors, double alpha) {
        return overlay(image, Sign.POSITIVE, colors, alpha);
    }

    /**
     * Draws one sign of the map over the explained image.
     *
     * @param alpha weight of the color, 0..1
     */
    public Image overlay(Image image, Sign sign, Colormap colors, double alpha) {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(sign, "sign");
        Objects.requireNonNull(colors, "colors");
        return map(sign).overlay(image, cropRegion(), sign.colors(colors), alpha);
    }

    /**
     * Returns the reasons why the map does not show what one expects, such as a layer behind which only the class token
     * reaches the score; usually none.
     */
    public List<String> notes() {
        return notes;
    }

    /** Returns the memory of all tensors and maps that this explanation keeps, in bytes. */
    public long bytes() {
        long maps = context.activations().values().length + context.gradient().values().length;
        return state.bytes() + Float.BYTES * (maps + (long) map.height() * map.width());
    }

    /** Returns how long the steps took. */
    public Timings timings() {
        return timings;
    }

    /** Explains another target for the same image, layer, method and score type; runs only the head. */
    public Explanation forTarget(Target other) {
        Objects.requireNonNull(other, "other");
        return forObjective(target.withTarget(other));
    }

    /**
     * Explains another objective for the same image, layer and method. Runs only the head, unless the objective reads
     * an output that does not depend on the layer alone.
     */
    public Explanation forObjective(Objective other) {
        Objects.requireNonNull(other, "other");
        var objective = other.resolve(explained.labels());
        var runner = new AttributionRunner(explained);
        return runner.run(runner.at(state, objective), objective, method, Duration.ZERO, Duration.ZERO);
    }

    /** Explains the same target with another method; runs the model only if the method does. */
    public Explanation forMethod(AttributionMethod other) {
        long start = System.nanoTime();
        var otherMap = other.attribute(context);
        var duration = Duration.ofNanos(System.nanoTime() - start);
        var none = Duration.ZERO;
        return new Explanation(
                explained,
                state,
                other,
                predictions,
                target,
                context,
                otherMap,
                new Timings(none, none, none, duration));
    }

    /**
     * Computes the raw maps of all classes. With Grad-CAM and a linear head this is one matrix product, otherwise one
     * run of the head per class, whose progress the request's listener receives.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public ClassMaps allClasses() {
        return new AttributionRunner(explained).allClasses(state, target.withTarget(Target.of(0)), method);
    }

    /**
     * Returns a copy that reports the progress of later calls to a listener. An exception thrown by the listener aborts
     * the computation.
     */
    public Explanation withProgress(Progress listener) {
        Objects.requireNonNull(listener, "listener");
        var listening = state.withProgress(listener);
        var same = new PerturbedForward(explained, listening, target).context(context.gradient(), context.score());
        return new Explanation(explained, listening, method, predictions, target, same, map, timings);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Explanation[%s of %d (%s)%s, %s %.4g, layer %s, %s]",
                method.title(),
                target().index(),
                target().label(),
                versus().isEmpty()
                        ? ""
                        : versus().stream()
                                .map(Contrast::prediction)
                                .map(v -> String.format(Locale.ROOT, "%d (%s)", v.index(), v.label()))
                                .collect(Collectors.joining(" and ", " versus ", "")),
                target.objective() instanceof ClassScore score ? score.type() : "score",
                context.score(),
                layer().name(),
                map);
    }
}
