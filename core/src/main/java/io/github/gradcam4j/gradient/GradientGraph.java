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
 * A graph with its own gradient: the model's forward graph and, behind it, a backward graph of ordinary ONNX operators
 * that computes a vector-Jacobian product, the gradient of {@code sum(seed * output)} with respect to a tensor. Any engine
 * that runs the forward graph runs this one.
 *
 * <pre>{@code
 * var gradient = GradientGraph.of(ModelSource.of(path), inputs);
 * try (var session = gradient.open()) {
 *     Tensor dx = session.run(inputs, seed);
 * }
 * }</pre>
 *
 * <p>The batch stays as free as it is in the model; all other sizes are those of the example. Immutable.
 *
 * @param graph inputs: the model's and {@link #seed}; outputs: {@link #output} and {@link #gradient}
 * @param output the differentiated output
 * @param seed the input that weights the output's elements, of its shape
 * @param wrt the tensor with respect to which the gradient is taken
 * @param gradient the gradient, of that tensor's shape
 */
public record GradientGraph(Graph graph, String output, String seed, String wrt, String gradient) {

    /** The name of the seed among the inputs. */
    public static final String SEED = "grad/seed";

    /** Returns the gradient of a model's first output with respect to its first input. */
    public static GradientGraph of(ModelSource model, Map<String, Tensor> example) throws IOException {
        return of(model.graph(), example);
    }

    /** Returns the gradient of a graph's first output with respect to its first input. */
    public static GradientGraph of(Graph original, Map<String, Tensor> example) {
        var differentiable = DifferentiableGraph.of(original, example);
        var graph = differentiable.graph();
        return of(differentiable, graph.outputNames().get(0), graph.inputNames().get(0));
    }

    /**
     * @param output the tensor to differentiate, an output or not
     * @param wrt the tensor with respect to which, an input or not
     * @throws NoGradientException if an operator between them has no gradient, or none leads from one to the other
     */
    public static GradientGraph of(DifferentiableGraph forward, String output, String wrt) {
        return of(forward, output, wrt, RuleTable.standard());
    }

    static GradientGraph of(DifferentiableGraph forward, String output, String wrt, RuleTable rules) {
        var shape = forward.shapes().of(output);
        var builder = GraphBuilder.from(forward.graph());
        var dims = new Object[shape.length];
        for (int d = 0; d < dims.length; d++) {
            dims[d] = d == 0 ? "seeds" : (Object) shape[d];
        }
        builder.input(SEED, ElementType.FLOAT, dims);
        var backward = new Backward(forward.graph(), forward.shapes(), rules, builder);
        String gradient = backward.write(output, SEED, List.of(wrt)).get(wrt);
        var whole = builder.build();
        var seeded = whole.inputs().stream().filter(i -> i.name().equals(SEED)).toList();
        return new GradientGraph(whole.part(seeded, List.of(output, gradient)), output, SEED, wrt, gradient);
    }

    /** On the processor. */
    public Runner open() {
        return open(Provider.CPU);
    }

    public Runner open(Provider provider) {
        return open(SessionOptions.DEFAULT.withProvider(provider));
    }

    public Runner open(SessionOptions options) {
        return new Runner(this, Session.open(graph, options));
    }

    /** A gradient graph made ready to run. Thread safe. */
    public record Runner(GradientGraph graph, Session session) implements AutoCloseable {

        /**
         * @param inputs the model's inputs by name
         * @param seed one weight for each element of the output
         * @return the gradient, of the shape of {@link GradientGraph#wrt}
         */
        public Tensor run(Map<String, Tensor> inputs, Tensor seed) {
            var all = new HashMap<>(inputs);
            all.keySet().retainAll(session.inputs());
            all.put(graph.seed(), seed);
            return session.run(all).get(graph.gradient());
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
