package io.github.gradcam4j.internal.export;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The channel weights of each class in a graph, [C, K] times a factor. Where they are the weights of the model's
 * classifier times a factor, such as 1 / (h w) behind a pooling, these are used and not repeated.
 */
final class ClassMatrix {

    /** Larger than the differences of rounding, relative to the largest weight. */
    private static final double ROUNDING = 1e-6;

    private final GraphBuilder graph;
    private final Tensor weights;
    private final String tensor;
    private final double factor;

    private ClassMatrix(GraphBuilder graph, Tensor weights, String tensor, double factor) {
        this.graph = graph;
        this.weights = weights;
        this.tensor = tensor;
        this.factor = factor;
    }

    /**
     * Returns the weights in a graph.
     *
     * @param graph receives nodes and constants
     * @param model the graph whose constants are searched
     * @param weights [C, K]
     */
    static ClassMatrix of(GraphBuilder graph, Graph model, Tensor weights) {
        return model.initializers().values().stream()
                .filter(c -> c.type() == ElementType.FLOAT && c.size() == weights.size())
                .flatMap(c -> existing(graph, c, weights).stream())
                .findFirst()
                .orElseGet(() -> new ClassMatrix(
                        graph, weights, graph.constant("class/channels", weights.toArray(), weights.shape()), 1));
    }

    private static Optional<ClassMatrix> existing(GraphBuilder graph, Constant constant, Tensor weights) {
        var shape = Arrays.stream(constant.shape()).filter(d -> d != 1).toArray();
        var wanted = Arrays.stream(weights.shape()).filter(d -> d != 1).toArray();
        boolean straight = Arrays.equals(shape, wanted);
        boolean turned = constant.shape().length == 2
                && constant.shape()[0] == weights.dim(1)
                && constant.shape()[1] == weights.dim(0);
        var values = new float[weights.size()];
        constant.floats().get(values);
        if (straight) {
            var factor = factor(values, weights.toArray());
            if (factor.isPresent()) {
                String matrix = constant.shape().length == 2
                        ? constant.name()
                        : graph.node(
                                "class/matrix", "Reshape", List.of(constant.name(), graph.vector(weights.shape())));
                return Optional.of(new ClassMatrix(graph, weights, matrix, factor.get()));
            }
        }
        return turned
                ? factor(transposed(values, (int) weights.dim(1)), weights.toArray())
                        .map(f -> new ClassMatrix(
                                graph,
                                weights,
                                graph.node(
                                        "class/matrix",
                                        "Transpose",
                                        List.of(constant.name()),
                                        Attributes.of("perm", new long[] {1, 0})),
                                f))
                : Optional.empty();
    }

    /** Returns f with {@code wanted = f values}, if there is one. */
    private static Optional<Double> factor(float[] values, float[] wanted) {
        int largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.abs(values[i]) > Math.abs(values[largest]) ? i : largest;
        }
        double factor = (double) wanted[largest] / values[largest];
        double tolerance = ROUNDING * Math.abs(wanted[largest]);
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(wanted[i] - factor * values[i]) <= tolerance)) {
                return Optional.empty();
            }
        }
        return Optional.of(factor);
    }

    private static float[] transposed(float[] matrix, int rows) {
        int columns = matrix.length / rows;
        var transposed = new float[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            transposed[i % columns * rows + i / columns] = matrix[i];
        }
        return transposed;
    }

    /** Returns the name of the matrix, [C, K], without the factor. */
    String tensor() {
        return tensor;
    }

    /** Returns maps times the factor. */
    String scaled(String maps) {
        return factor == 1 ? maps : graph.node("class/scaled", "Mul", List.of(maps, graph.scalar(factor)));
    }

    /** Returns the weights of the class of each image, [N, K], without the factor. */
    String row(String index) {
        return graph.node(
                "class/row",
                "Gather",
                List.of(tensor, graph.node("class/index", "Reshape", List.of(index, graph.vector(-1)))),
                Attributes.of("axis", 0));
    }

    /** Returns the weights for weighted classes [N, C], without the factor. */
    String product(String classWeights) {
        return graph.node("class/product", "MatMul", List.of(classWeights, tensor));
    }

    /** Returns the weights for a target, [N, K] or [1, K], without the factor. */
    String ofTarget(ClassSelection selection, Target target) {
        var constant = new double[(int) weights.dim(1)];
        String sum = add(selection, target.choice(), 1, constant, "");
        for (Target.Contrast contrast : target.versus()) {
            sum = add(selection, contrast.choice(), -contrast.weight(), constant, sum);
        }
        boolean hasConstant = Arrays.stream(constant).anyMatch(w -> w != 0);
        if (!hasConstant && !sum.isEmpty()) {
            return sum;
        }
        var row = new float[constant.length];
        for (int k = 0; k < row.length; k++) {
            row[k] = (float) (constant[k] / factor);
        }
        String fixed = graph.constant("class/fixed", row, 1, row.length);
        return sum.isEmpty() ? fixed : graph.node("class/sum", "Add", List.of(sum, fixed));
    }

    private String add(ClassSelection selection, Target.Choice choice, double weight, double[] constant, String sum) {
        if (choice instanceof Target.Choice.Index i) {
            var row = weights.floats();
            for (int k = 0; k < constant.length; k++) {
                constant[k] += weight * row.get(i.index() * constant.length + k);
            }
            return sum;
        }
        String ofRank = row(selection.ofRank(((Target.Choice.Rank) choice).rank()));
        String term = weight == 1 ? ofRank : graph.node("class/term", "Mul", List.of(ofRank, graph.scalar(weight)));
        return sum.isEmpty() ? term : graph.node("class/sum", "Add", List.of(sum, term));
    }
}
