package io.github.gradcam4j.method;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.image.HeatMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Computes a map of the evidence for a class from the activations of a layer and the gradient of the class score with
 * respect to them. {@link Methods} lists the built-in implementations and describes how to register another.
 *
 * <p>Implementations are immutable and thread safe.
 */
public interface AttributionMethod {

    /**
     * Returns a method from a function, for notebooks and short programs.
     *
     * @param id as {@link #id}
     * @param title as {@link #title}
     * @param attribute as {@link #attribute}; thread safe
     */
    static AttributionMethod of(String id, String title, Function<AttributionContext, HeatMap> attribute) {
        return new FunctionMethod(id, title, attribute);
    }

    /** Returns the name that users write, such as {@code gradcam}: lower-case letters and digits. */
    String id();

    /** Returns the name that papers use, such as {@code Grad-CAM}. */
    String title();

    /** Returns the spatial grid of the returned map. */
    default Resolution resolution() {
        return Resolution.LAYER;
    }

    /**
     * Returns whether the method satisfies completeness: the raw map sums to the score minus the score of the baseline.
     * The metric {@code completeness-error} measures how closely.
     */
    default boolean isComplete(AttributionContext context) {
        return false;
    }

    /**
     * Returns whether the map is {@code sum_k w_k A_k} with w_k the spatial mean of the gradient. Behind a linear head
     * one matrix product then gives the maps of all classes.
     */
    default boolean supportsAllClassesInOnePass() {
        return false;
    }

    /**
     * Returns whether the method compares channels with each other in place of weighting each by its gradient. Such a
     * method needs a layer whose channels are features of the image, not scores of the classes.
     */
    default boolean comparesChannels() {
        return false;
    }

    /**
     * Returns the modes in which the method differentiates the score with respect to the model's input, by
     * {@link ModelScorer#inputGradient} or {@link ModelScorer#guidedGradient}. An explanation plan contains a graph for
     * each.
     */
    default Set<BackwardMode> inputGradients() {
        return Set.of();
    }

    /**
     * Returns the method as a part of a graph that reads activations and gradient; empty if it cannot be written so, as
     * if it runs the model again. {@link GraphForm#of} reports that as an error.
     */
    default Optional<GraphForm> graphForm() {
        return Optional.empty();
    }

    /**
     * Returns about how many forward passes of the model one map takes, besides the pass that all methods share; the
     * gradient of the whole model counts as two. 0 for a method that reads only activations and their gradient.
     *
     * @param channels number of channels of the layer
     * @param head the share of the layers behind the layer in the time of a forward pass, 0 to 1
     */
    default double passes(int channels, double head) {
        return 0;
    }

    /** Returns whether a map takes a few passes or many, for a layer of usual size. */
    default Cost cost() {
        return Cost.of(passes(Cost.USUAL_CHANNELS, Cost.USUAL_HEAD));
    }

    /**
     * Returns the map of one image, [h, w] of {@link #resolution}: signed, before any ReLU, resizing or normalization.
     */
    HeatMap attribute(AttributionContext context);
}
