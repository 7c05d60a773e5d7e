package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Provider;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.SessionOptions;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A graph with its gradients: the model's forward graph, followed by a backward graph of standard ONNX operators. Every
 * ONNX runtime can run it. It computes the gradients of a scalar, or a vector-Jacobian product, the gradients of
 * {@code sum(seed * output)}, with respect to one tensor or several.
 *
 * <pre>{@code
 * var gradient = GradientGraph.vectorJacobian(ModelSource.of(path), inputs);
 * try (var session = gradient.open()) {
 *     Tensor dx = session.run(inputs, seed);
 * }
 * }</pre>
 *
 * <p>A free batch of the model stays free; all other sizes are those of the example. Immutable and thread safe.
 *
 * @param graph inputs: those of the model and {@link #seed}; outputs: {@link #output} and the gradients
 * @param output the name of the differentiated tensor
 * @param seed the name of the input with the cotangent: the weights of the output's elements, of its shape; empty if
 *     all weights are 1
 * @param gradients the names of the gradients, by the names of the tensors with respect to which they are taken; each
 *     gradient has the shape of its tensor
 */
public record GradientGraph(Graph graph, String output, Optional<String> seed, Map<String, String> gradients) {

    /** The name of the input with the weights of the output's elements. */
    public static final String SEED = "grad/seed";

    public GradientGraph {
        gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
    }

    /**
     * Returns the gradients of a scalar.
     *
     * @param forward the graph
     * @param scalar the tensor to differentiate; any tensor of the graph. If it has several elements, as one for each
     *     image of a batch, their sum is differentiated
     * @param wrt the tensors with respect to which the gradients are taken; any tensors of the graph, several inputs
     *     for example
     * @throws NoGradientException if an operator between them has no gradient rule, or {@code scalar} does not depend
     *     on one of them
     */
    public static GradientGraph of(DifferentiableGraph forward, String scalar, String... wrt) {
        var builder = GraphBuilder.from(forward.graph());
        var gradients = forward.appendGradients(builder, scalar, List.of(wrt), BackwardMode.EXACT);
        return of(builder, scalar, Optional.empty(), gradients);
    }

    /**
     * Returns the vector-Jacobian product of a model's first output and its first input.
     *
     * @param example inputs by name with the shapes of later inputs, except for a free batch; the values do not matter
     * @throws IOException if the model cannot be read
     * @throws NoGradientException if an operator between them has no gradient rule, or the output does not depend on
     *     the input
     */
    public static GradientGraph vectorJacobian(ModelSource model, Map<String, Tensor> example) throws IOException {
        try {
            return vectorJacobian(model.graph(), example);
        } catch (InvalidModelException e) {
            throw e.in(model);
        } catch (EngineException e) {
            throw e.in(model);
        }
    }

    /**
     * Returns the vector-Jacobian product of a graph's first output and its first input.
     *
     * @param example inputs by name with the shapes of later inputs, except for a free batch; the values do not matter
     * @throws NoGradientException if an operator between them has no gradient rule, or the output does not depend on
     *     the input
     */
    public static GradientGraph vectorJacobian(Graph original, Map<String, Tensor> example) {
        var differentiable = DifferentiableGraph.of(original, example);
        var graph = differentiable.graph();
        return vectorJacobian(
                differentiable, graph.outputNames().get(0), graph.inputNames().get(0));
    }

    /**
     * Returns the vector-Jacobian product of one tensor and others: the gradients of {@code sum(seed * output)}.
     *
     * @param output the tensor to differentiate; any tensor of the graph
     * @param wrt the tensors with respect to which the gradients are taken; any tensors of the graph
     * @throws NoGradientException if an operator between them has no gradient rule, or {@code output} does not depend
     *     on one of them
     */
    public static GradientGraph vectorJacobian(DifferentiableGraph forward, String output, String... wrt) {
        var shape = forward.shapes().of(output);
        var dims = new Object[shape.length];
        for (int d = 0; d < dims.length; d++) {
            dims[d] = d == 0 ? "seeds" : (Object) shape[d];
        }
        var builder = GraphBuilder.from(forward.graph());
        builder.input(SEED, ElementType.FLOAT, dims);
        var gradients = forward.appendGradients(builder, output, SEED, List.of(wrt), BackwardMode.EXACT);
        return of(builder, output, Optional.of(SEED), gradients);
    }

    private static GradientGraph of(
            GraphBuilder builder, String output, Optional<String> seed, Map<String, String> gradients) {
        var all = builder.build();
        var first = all.inputs().stream()
                .filter(i -> seed.equals(Optional.of(i.name())))
                .toList();
        // The gradients of both terms of a sum are one tensor.
        var outputs = new LinkedHashSet<>(List.of(output));
        outputs.addAll(gradients.values());
        return new GradientGraph(all.part(first, outputs), output, seed, gradients);
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
         * Computes the gradient with respect to the first tensor.
         *
         * @param inputs the model's inputs by name
         * @param seed the weight of each element of the output, of its shape
         * @return the gradient, of the shape of the tensor
         * @throws IllegalStateException if the graph has no seed
         */
        public Tensor run(Map<String, Tensor> inputs, Tensor seed) {
            return gradients(inputs, seed).values().iterator().next();
        }

        /**
         * Computes the gradients of the scalar.
         *
         * @param inputs the model's inputs by name
         * @return the gradients by the names of the tensors with respect to which they are taken
         * @throws IllegalStateException if the graph needs a seed
         */
        public Map<String, Tensor> gradients(Map<String, Tensor> inputs) {
            if (graph.seed().isPresent()) {
                throw new IllegalStateException(
                        "this graph is a vector-Jacobian product; call gradients with a seed, the weights of "
                                + graph.output());
            }
            return computed(inputs);
        }

        /**
         * Computes the gradients of {@code sum(seed * output)}.
         *
         * @param inputs the model's inputs by name
         * @param seed the weight of each element of the output, of its shape
         * @return the gradients by the names of the tensors with respect to which they are taken
         * @throws IllegalStateException if the graph has no seed
         */
        public Map<String, Tensor> gradients(Map<String, Tensor> inputs, Tensor seed) {
            var all = new HashMap<>(inputs);
            all.put(
                    graph.seed()
                            .orElseThrow(() -> new IllegalStateException(
                                    "this graph is the gradient of a scalar, without a seed")),
                    seed);
            return computed(all);
        }

        private Map<String, Tensor> computed(Map<String, Tensor> inputs) {
            var all = new HashMap<>(inputs);
            all.keySet().retainAll(session.inputs());
            var outputs = session.run(all);
            var results = new LinkedHashMap<String, Tensor>();
            graph.gradients().forEach((tensor, gradient) -> results.put(tensor, outputs.get(gradient)));
            return results;
        }

        /** Closes the session. */
        @Override
        public void close() {
            session.close();
        }
    }
}
