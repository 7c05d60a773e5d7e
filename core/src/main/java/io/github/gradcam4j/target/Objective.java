package io.github.gradcam4j.target;

import io.github.gradcam4j.runtime.Tensor;
import java.util.Map;

/**
 * The scalar of each image that is explained, written in ONNX operators over the outputs of a model. It is
 * differentiated like the rest of the model, by the gradient rules of its operators.
 *
 * <p>Values that differ from request to request, such as the weights of the classes, are {@link #parameters}: inputs of
 * the graph. Objectives that differ only in them have the same {@link #key} and share one graph and its session.
 *
 * <p>{@link ClassScore} is what a {@link Target} stands for, {@link RawOutput} is one value of a named output, and
 * {@link WeightedSum} combines objectives. A custom objective implements {@link #key}, {@link #write} and
 * {@link #title}:
 *
 * <pre>{@code
 * record Entropy() implements Objective {
 *     public String key() { return "entropy"; }
 *     public String title() { return "entropy"; }
 *     public String write(ObjectiveGraph graph) {
 *         var g = graph.builder();
 *         String p = graph.probabilities();
 *         String terms = g.node("terms", "Mul", List.of(p, g.node("log", "Log", List.of(p))));
 *         String sum = g.node("sum", "ReduceSum", List.of(terms, g.vector(1)), Attributes.of("keepdims", 0));
 *         return g.node("entropy", "Neg", List.of(sum));
 *     }
 * }
 * }</pre>
 *
 * <p>Implementations are immutable and thread safe.
 */
public interface Objective {

    /** Returns a text that identifies the graph: objectives with the same key write the same nodes. */
    String key();

    /** Returns the text that users read, such as {@code ox versus bison}. */
    String title();

    /**
     * Writes the objective to a graph.
     *
     * @param graph the outputs of the model, and the builder that receives the nodes
     * @return the name of a float32 tensor [N], one value for each image, which depends on no other image of the batch
     * @throws IllegalArgumentException if the model has no such output
     */
    String write(ObjectiveGraph graph);

    /**
     * Returns the parameters of one image by name, of any shape [1, ...]. They are inputs of the graph.
     *
     * @throws IllegalArgumentException if a parameter does not fit the outputs, such as a class that does not exist
     */
    default Map<String, Tensor> parameters(Outputs outputs) {
        return Map.of();
    }

    /**
     * Returns a copy in which the names of classes are replaced by indices.
     *
     * @throws IllegalArgumentException if a class does not exist; the message lists candidates
     */
    default Objective resolve(Labels labels) {
        return this;
    }

    /** Returns a copy in which ranks are replaced by the classes that have them, so that it fits other images. */
    default Objective resolve(Predictions predictions) {
        return this;
    }

    /**
     * Returns whether the scalar is a linear function of the outputs and the logits, the same for all images with the
     * same parameters. Behind a linear head, the gradient is then the same for all images.
     */
    default boolean isLinear() {
        return false;
    }
}
