package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.internal.model.LogitsLocation;
import io.github.gradcam4j.internal.model.OutputChoice;
import io.github.gradcam4j.internal.model.PerImage;
import io.github.gradcam4j.internal.split.ClassScores.Form;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.target.Activation;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model's class scores: where they are, and how they become probabilities.
 *
 * @param graph the graph prepared for a batch of two if the model scores several images at once, else for one image
 * @param output the choice of the output
 * @param logits the position of the logits
 * @param scores the relation of the logits to the classes
 * @param activation the function from logits to probabilities
 */
record ModelScores(
        DifferentiableGraph graph,
        OutputChoice output,
        LogitsLocation logits,
        ClassScores scores,
        Activation activation) {

    /**
     * Finds the class scores.
     *
     * @param model the model with its settings
     * @param original the graph as it was read
     * @param prepared the graph prepared for a batch of one or two
     * @param alone prepares the graph for one image
     * @throws io.github.gradcam4j.graph.InvalidModelException if the model is not a classifier
     * @throws IllegalArgumentException if a setting does not fit the model
     */
    static ModelScores of(
            Model model, Graph original, DifferentiableGraph prepared, Supplier<DifferentiableGraph> alone) {
        if (prepared.batch() == 1) {
            return of(model, prepared);
        }
        var outputs = prepared.graph().outputNames();
        if (outputs.containsAll(model.output().stream().toList()) && BatchAxis.isDeclaredFirst(original, prepared)) {
            var scores = of(model, prepared);
            var shape = prepared.shapes().of(scores.logits.tensor());
            if (shape.length > 0 && shape[0] == prepared.batch()) {
                return scores;
            }
        }
        var one = alone.get();
        var scores = of(model, one);
        return BatchAxis.isFirst(prepared, one, scores.logits.tensor()) ? scores.with(prepared) : scores;
    }

    private static ModelScores of(Model model, DifferentiableGraph graph) {
        var image = new PerImage(graph);
        var output = OutputChoice.of(image, model.id(), model.output(), model.labels());
        var found = LogitsLocation.of(image, output.tensor());
        boolean isOutputItself = model.activation().equals(Optional.of(Activation.NONE));
        var logits = isOutputItself ? LogitsLocation.raw(output.tensor()) : found;
        int values = Math.toIntExact(image.size(logits.tensor()));
        var activation =
                model.activation().or(logits::activation).orElse(values == 1 ? Activation.SIGMOID : Activation.SOFTMAX);
        boolean twoClasses =
                !isOutputItself || model.labels().filter(l -> l.size() == 2).isPresent();
        boolean isProbability = found.activation().isPresent() && twoClasses;
        var scores = new ClassScores(logits.tensor(), values, form(values, activation, isProbability));
        return new ModelScores(graph, output, logits, scores, activation);
    }

    private ModelScores with(DifferentiableGraph prepared) {
        return new ModelScores(prepared, output, logits, scores, activation);
    }

    /** One score is for two classes, unless it is neither a logit nor a probability. */
    private static Form form(int values, Activation activation, boolean isProbability) {
        if (values > 1) {
            return Form.ONE_PER_CLASS;
        }
        return switch (activation) {
            case SOFTMAX -> Form.ONE_PER_CLASS;
            case SIGMOID -> Form.LOGIT_OF_SECOND;
            case NONE -> isProbability ? Form.PROBABILITY_OF_SECOND : Form.ONE_PER_CLASS;
        };
    }
}
