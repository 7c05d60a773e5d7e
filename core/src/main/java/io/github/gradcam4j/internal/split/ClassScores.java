package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The scores of the classes in a tensor of the graph. The tensor has any shape, such as [N, C], [C] or [N, C, 1, 1].
 *
 * @param tensor the name of the tensor
 * @param values the number of its values for each image
 * @param form the relation of values to classes
 */
public record ClassScores(String tensor, int values, Form form) {

    /** The relation of the tensor's values to the scores of the classes. */
    public enum Form {
        /** Each value is the score of a class. */
        ONE_PER_CLASS(null, null),
        /** One value z is the logit of class 1; class 0 has the score -z. */
        LOGIT_OF_SECOND(new float[] {-1, 1}, new float[] {0, 0}),
        /** One value p is the probability of class 1; class 0 has the score 1 - p. */
        PROBABILITY_OF_SECOND(new float[] {-1, 1}, new float[] {1, 0});

        private final float[] factors;
        private final float[] offsets;

        Form(float[] factors, float[] offsets) {
            this.factors = factors;
            this.offsets = offsets;
        }
    }

    /** Returns the number of classes. */
    public int classes() {
        return form == Form.ONE_PER_CLASS ? values : form.factors.length;
    }

    /** Returns the scores of each image of a batch. */
    List<float[]> rows(Tensor tensor, int images) {
        var all = tensor.toArray();
        if (all.length != images * values) {
            throw new IllegalStateException(tensor + " does not hold the scores of " + images + " images");
        }
        var rows = new ArrayList<float[]>();
        for (int i = 0; i < images; i++) {
            rows.add(classScores(Arrays.copyOfRange(all, i * values, (i + 1) * values)));
        }
        return rows;
    }

    private float[] classScores(float[] row) {
        if (form == Form.ONE_PER_CLASS) {
            return row;
        }
        var scores = new float[classes()];
        for (int c = 0; c < scores.length; c++) {
            scores[c] = form.factors[c] * row[0] + form.offsets[c];
        }
        return scores;
    }

    /** Writes the scores of all classes, [N, classes], and returns their name. */
    String write(GraphBuilder g) {
        String rows = g.node("objective/rows", "Reshape", List.of(tensor, g.vector(-1, values)));
        if (form == Form.ONE_PER_CLASS) {
            return rows;
        }
        String factors = g.constant("objective/factors", form.factors, 1, classes());
        String offsets = g.constant("objective/offsets", form.offsets, 1, classes());
        return g.node(
                "objective/logits", "Add", List.of(g.node("objective/signed", "Mul", List.of(rows, factors)), offsets));
    }
}
