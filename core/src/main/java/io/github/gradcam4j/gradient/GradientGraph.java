package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.runtime.Provider;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.SessionOptions;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph with its gradient: the model's forward graph, followed by a backward graph of standard ONNX operators. It
 * computes a vector-Jacobian product, the gradient of {@code sum(seed * output)} with respect to a tensor. Every ONNX
 * runtime can run it.
 *
 * <pre>{@code
 * var gradient = GradientGraph.of(ModelSource.of(path), inputs);
 * try (var session = gradient.open()) {
 *     Tensor dx = session.run(inputs, seed);
 * }
 * }</pre>
 *
 * <p>A free batch of the model stays free; all other sizes are those of the example. Immutable and thread safe.
 *
 * @param graph inputs: those of the model and {@link #seed}; outputs: {@link #output} and {@link #gradient}
 * @param output the name of the differentiated tensor
 * @param seed the name of the input with the cotangent: the weights of the output's elements, of its shape
 * @param wrt the name of the tensor with respect to which the gradient is taken
 * @param gradient the name of the gradient, of the shape of {@code wrt}
 */
public record GradientGraph(Graph graph, String output, String seed, String wrt, String gradient) {

    /** The name of the input with the weights of the output's elements. */
    public static final String SEED = "grad/seed";

    /**
     * Returns the gradient of a model's first output with respect to its first input.
     *
     * @param example inputs by name with the shapes of later inputs, except for a free batch; the values do not matter
     * @throws IOException if the model cannot be read
     * @throws NoGradientException if an operator between them has no gradient rule, or the output does not depend on
     *     the input
     */
    public static GradientGraph of(ModelSource model, Map<String, Tensor> example) throws IOException {
        return of(model.graph(), example);
    }

    /**
     * Returns the gradient of a graph's first output with respect to its first input.
     *
     * @param example inputs by name with the shapes of later inputs, except for a free batch; the values do not matter
     * @throws NoGradientException if an operator between them has no gradient rule, or the output does not depend on
     *     the input
     */
    public static GradientGraph of(Graph original, Map<String, Tensor> example) {
        var differentiable = DifferentiableGraph.of(original, example);
        var graph = differentiable.graph();
        return of(differentiable, graph.outputNames().get(0), graph.inputNames().get(0));
    }

    /**
     * Returns the gradient of one tensor with respect to another.
     *
     * @param output the tensor to differentiate; any tensor of the graph
     * @param wrt the tensor with respect to which the gradient is taken; any tensor of the graph
     * @throws NoGradientException if an operator between them has no gradient rule, or {@code output} does not depend
     *     on {@code wrt}
     */
    public static GradientGraph of(DifferentiableGraph forward, String output, String wrt) {
        var shape = forward.shapes().of(output);
        var builder = GraphBuilder.from(forward.graph());
        var dims = new Object[shape.length];
        for (int d = 0; d < dims.length; d++) {
            dims[d] = d == 0 ? "seeds" : (Object) shape[d];
        }
        builder.input(SEED, ElementType.FLOAT, dims);
        String gradient = forward.appendGradients(builder, output, SEED, List.of(wrt), BackwardMode.EXACT)
                .get(wrt);
        var all = builder.build();
        var seed = all.inputs().stream().filter(i -> i.name().equals(SEED)).toList();
        return new GradientGraph(all.part(seed, List.of(output, gradient)), output, SEED, wrt, gradient);
    }

    /** Opens a session on the CPU. */
    public Runner open() {
        return open(Provider.CPU);
    }

    /** Opens a session on an execution provider. */
    public Runner open(Provider provider) {
        return open(SessionOptions.DEFAULT.withProvider(provider));
    }

    /** Opens a session. */
    public Runner open(SessionOptions options) {
        return new Runner(this, Session.open(graph, options));
    }

    /** A gradient graph with an open session. Thread safe. */
    public record Runner(GradientGraph graph, Session session) implements AutoCloseable {

        /**
         * Computes the gradient.
         *
         * @param inputs the model's inputs by name
         * @param seed the weight of each element of the output, of its shape
         * @return the gradient, of the shape of {@link GradientGraph#wrt}
         */
        public Tensor run(Map<String, Tensor> inputs, Tensor seed) {
            var all = new HashMap<>(inputs);
            all.keySet().retainAll(session.inputs());
            all.put(graph.seed(), seed);
            return session.run(all).get(graph.gradient());
        }

        /** Closes the session. */
        @Override
        public void close() {
            session.close();
        }
    }
}
