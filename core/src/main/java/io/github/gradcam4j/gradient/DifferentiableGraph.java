package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Shapes;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A graph prepared for differentiation: float32, opset 18 or later, without functions and without branches that depend
 * only on shapes; and the shapes of its tensors. It computes the same results as the model. Immutable and thread safe.
 *
 * @param graph the forward graph
 * @param shapes the shapes for inputs of the example's shapes
 */
public record DifferentiableGraph(Graph graph, Shapes shapes) {

    /** The domains whose operators ONNX Runtime has on every processor. */
    private static final Set<String> IN_RUNTIME = Set.of("com.microsoft", "ai.onnx.ml");

    /**
     * Reads a model and prepares it for differentiation.
     *
     * @param example inputs by name with the shapes of later inputs, except for a free batch; the values do not matter
     * @throws IOException if the model cannot be read
     * @throws io.github.gradcam4j.graph.InvalidModelException if it is not a valid model or its opset is older than 7
     */
    public static DifferentiableGraph of(ModelSource model, Map<String, Tensor> example) throws IOException {
        return of(model.graph(), example);
    }

    /**
     * Prepares a graph for differentiation.
     *
     * @param example inputs by name with the shapes of later inputs, except for a free batch; the values do not matter
     * @throws io.github.gradcam4j.graph.InvalidModelException if its opset is older than 7
     */
    public static DifferentiableGraph of(Graph original, Map<String, Tensor> example) {
        var graph = original.float32().expandOperators().offHeap();
        var shapes = probe(graph, example);
        // The branch of an If may contain another If, so fold until nothing changes.
        for (var folded = graph.foldIfs(shapes::integers); folded != graph; folded = graph.foldIfs(shapes::integers)) {
            graph = folded.expandOperators();
            shapes = Shapes.probe(graph, example);
        }
        var finalShapes = shapes;
        var upgraded = graph.upgradeOpset(tensor -> finalShapes.of(tensor).length);
        boolean complete = upgraded.tensors().stream().allMatch(shapes::contains);
        return new DifferentiableGraph(upgraded, complete ? shapes : Shapes.probe(upgraded, example));
    }

    /**
     * Returns this graph with further nodes.
     *
     * @param builder started as a copy of {@link #graph}; has received the nodes, and inputs if needed
     * @param inputs values of the further inputs by name, for the example's batch
     * @throws EngineException if ONNX Runtime rejects or cannot run the further nodes
     */
    public DifferentiableGraph extendedBy(GraphBuilder builder, Map<String, Tensor> inputs) {
        var extended = builder.build();
        return new DifferentiableGraph(extended, shapes.and(extended, inputs));
    }

    /**
     * Names an operator that ONNX Runtime does not have, or has for one kind of processor, as the cause of a failure.
     */
    private static Shapes probe(Graph graph, Map<String, Tensor> example) {
        try {
            return Shapes.probe(graph, example);
        } catch (EngineException e) {
            throw graph.nodes().stream()
                    .filter(n -> !n.isStandard() && !IN_RUNTIME.contains(n.domain()))
                    .findFirst()
                    .<RuntimeException>map(n -> new InvalidModelException(RuleTable.foreign(n), e))
                    .orElse(e);
        }
    }

    /**
     * Appends the backward graph of a scalar, or of the sum of a tensor's elements, as
     * {@link #appendGradients(GraphBuilder, String, String, Collection, BackwardMode)} with weights of 1.
     */
    public Map<String, String> appendGradients(
            GraphBuilder builder, String scalar, Collection<String> wrt, BackwardMode mode) {
        String shape = builder.node("grad/shape", "Shape", List.of(scalar));
        String ones = builder.node("grad/" + scalar, "Expand", List.of(builder.scalar(1), shape));
        return appendGradients(builder, scalar, ones, wrt, mode);
    }

    /**
     * Appends the backward graph of {@code sum(gradOutput * output)}.
     *
     * @param builder started as a copy of {@link #graph}; receives the backward graph
     * @param output the tensor to differentiate
     * @param gradOutput the cotangent: a tensor of the output's shape that weights its elements
     * @param wrt the tensors with respect to which the gradient is taken
     * @param mode the rules of differentiation
     * @return for each tensor of {@code wrt} the name of its gradient, a tensor of its shape
     * @throws NoGradientException if the mode does not apply, an operator on a path has no gradient rule, or the output
     *     does not depend on one of the tensors
     */
    public Map<String, String> appendGradients(
            GraphBuilder builder, String output, String gradOutput, Collection<String> wrt, BackwardMode mode) {
        return new Backward(graph, shapes, mode.rules(graph, shapes), builder).write(output, gradOutput, wrt);
    }

    /**
     * Returns whether a node is a QuantizeLinear that acts as a ReLU: its least integer represents 0, and it rounds the
     * result of an operator that can be negative.
     */
    public boolean foldsRelu(Node node) {
        return QuantizationRules.foldsRelu(graph, node);
    }

    /** Returns the batch size of the example, the first dimension of the first input. */
    public long batch() {
        var shape = shapes.of(graph.inputNames().get(0));
        return shape.length == 0 ? 1 : shape[0];
    }

    /**
     * Returns these tensors and all tensors that are computed from them by differentiable operators; shapes, integers
     * and comparisons are not differentiable.
     */
    public Set<String> differentiableFrom(Collection<String> tensors) {
        return Backward.differentiableFrom(graph, shapes, tensors, RuleTable.standard());
    }

    /**
     * Returns the reason why the gradient of {@code output} with respect to {@code tensor} cannot be computed: the
     * first operator between them without a gradient rule. Empty if it can be computed.
     */
    public Optional<String> firstNonDifferentiable(String tensor, String output) {
        Objects.requireNonNull(tensor, "tensor");
        return Optional.ofNullable(nonDifferentiable(output).get(tensor));
    }

    /**
     * Returns by tensor the reason why the gradient of {@code output} with respect to it cannot be computed, for all
     * tensors that have one, as {@link #firstNonDifferentiable}. One pass through the graph finds all of them.
     */
    public Map<String, String> nonDifferentiable(String output) {
        Objects.requireNonNull(output, "output");
        return Obstacles.of(graph, shapes, RuleTable.standard(), output);
    }
}
