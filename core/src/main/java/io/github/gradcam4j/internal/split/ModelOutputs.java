package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The outputs of a model.
 *
 * @param model the graph prepared for differentiation
 * @param logits the scores of the classes
 */
record ModelOutputs(DifferentiableGraph model, ClassScores logits) implements SizedOutputs {

    @Override
    public int classes() {
        return logits.classes();
    }

    @Override
    public int size(String output) {
        var names = model.graph().outputNames();
        if (!names.contains(output)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "the model has no output '%s'; its outputs are %s", output, names));
        }
        var shapes = model.shapes();
        if (shapes.type(output) != ElementType.FLOAT) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "output '%s' has no floating-point numbers, but %s", output, shapes.type(output)));
        }
        var shape = shapes.of(output);
        boolean isRow = model.batch() == 1 || shape.length > 0 && shape[0] == model.batch();
        if (!isRow || shapes.varies(output)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "output '%s' does not have one row of a fixed size for each image; for %d images, it has the shape"
                            + " %s",
                    output,
                    model.batch(),
                    Arrays.toString(shape)));
        }
        return Math.toIntExact(Constant.elements(shape) / model.batch());
    }

    @Override
    public Map<String, Integer> sizes() {
        var sizes = new LinkedHashMap<String, Integer>();
        for (String output : model.graph().outputNames()) {
            try {
                sizes.put(output, size(output));
            } catch (IllegalArgumentException e) {
                // No objective can read it.
            }
        }
        return sizes;
    }
}
