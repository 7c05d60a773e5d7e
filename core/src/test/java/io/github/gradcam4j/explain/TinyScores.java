package io.github.gradcam4j.explain;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Classifiers of 2 x 2 images whose scores are known on paper, with outputs of different forms. The channels are
 * rectified, which makes the layer {@code features}; their means are multiplied by {@link #WEIGHTS}.
 */
public final class TinyScores {

    /** One row for each class. */
    public static final float[][] WEIGHTS = {{4, -8, 12}, {0, 4, 0}, {2, 2, -4}};

    private TinyScores() {}

    /** Writes the end of a model behind the scores [N, C] and returns its outputs. */
    @FunctionalInterface
    public interface Ending {
        List<String> write(TestGraph g, String scores);

        /** Returns an ending with one output. */
        static Ending of(One ending) {
            return (g, scores) -> List.of(ending.write(g, scores));
        }
    }

    /** Writes the end of a model and returns its only output. */
    @FunctionalInterface
    public interface One {
        String write(TestGraph g, String scores);
    }

    /** Returns the image as a tensor: the channels (1 2 3 4), (0 -1 2 0) and (-1 0 0 1). */
    public static Tensor input() {
        return TinyModels.input();
    }

    /** Returns the graph of a model with the first {@code classes} rows of the weights. */
    public static Graph graph(Object batch, int classes, Ending ending) {
        return graph(18, batch, classes, ending);
    }

    public static Graph graph(int opset, Object batch, int classes, Ending ending) {
        var g = TestGraph.opset(opset);
        g.named("features", "Relu", Attributes.none(), g.x(batch, 3, 2, 2));
        String flat = g.op("Flatten", g.op("GlobalAveragePool", "features_output_0"));
        var weights = new float[3 * classes];
        for (int c = 0; c < classes; c++) {
            System.arraycopy(WEIGHTS[c], 0, weights, 3 * c, 3);
        }
        String scores = g.op(
                "Gemm",
                Attributes.of("transB", 1),
                flat,
                g.floats(weights, classes, 3),
                g.floats(new float[classes], classes));
        return g.model(ending.write(g, scores).toArray(String[]::new));
    }

    public static Model model(Graph graph) {
        return Model.of(ModelSource.of("tiny", graph)).withLayer("features");
    }

    /** Returns the scores of the first {@code classes} classes by the definition of the model. */
    public static double[] scores(int classes) {
        var scores = new double[classes];
        for (int c = 0; c < classes; c++) {
            scores[c] = Arrays.stream(map(c)).sum();
        }
        return scores;
    }

    /** Returns the raw map of a class: each position's part of the class's score. */
    public static double[] map(int target) {
        var map = new double[4];
        for (int k = 0; k < 3; k++) {
            for (int p = 0; p < 4; p++) {
                map[p] += WEIGHTS[target][k] / 4 * Math.max(0, TinyModels.IMAGE[4 * k + p]);
            }
        }
        return map;
    }

    public static double[] softmax(double... scores) {
        double sum = Arrays.stream(scores).map(Math::exp).sum();
        return Arrays.stream(scores).map(z -> Math.exp(z) / sum).toArray();
    }

    public static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
