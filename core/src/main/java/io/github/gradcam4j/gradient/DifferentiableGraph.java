package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Shapes;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A graph in the form in which it is differentiated: float32, in a recent operator set, without functions of its own and
 * without branches that shapes decide; and the shape of each of its tensors. Computes what the model computes. Immutable.
 *
 * @param graph the forward graph
 * @param shapes the shapes for inputs like the example's
 */
public record DifferentiableGraph(Graph graph, Shapes shapes) {

    /**
     * Reads a model in the form in which it is differentiated.
     *
     * @param example inputs by name, of the shapes that the graph is meant for; the values do not matter
     */
    public static DifferentiableGraph of(ModelSource model, Map<String, Tensor> example) throws IOException {
        return of(model.graph(), example);
    }

    /**
     * Returns a graph in the form in which it is differentiated.
     *
     * @param example inputs by name, of the shapes that the graph is meant for; the values do not matter
     */
    public static DifferentiableGraph of(Graph original, Map<String, Tensor> example) {
        var graph = original.float32().offHeap();
        var shapes = Shapes.probe(graph, example);
        // A branch that is put in may have an If of its own; the condition of one that stays is not known.
        for (var folded = graph.foldIfs(shapes::integers); folded != graph; folded = graph.foldIfs(shapes::integers)) {
            graph = folded;
            shapes = Shapes.probe(graph, example);
        }
        var known = shapes;
        var upgraded = graph.upgradeOpset(tensor -> known.of(tensor).length);
        boolean complete = upgraded.tensors().stream().allMatch(shapes::knows);
        return new DifferentiableGraph(upgraded, complete ? shapes : Shapes.probe(upgraded, example));
    }

    /**
     * Appends the backward graph of {@code sum(gradOutput * output)}.
     *
     * @param builder a graph that began as a copy of {@link #graph}
     * @param output the tensor to differentiate
     * @param gradOutput the tensor that weights the output's elements, of the output's shape
     * @param wrt the tensors with respect to which the gradient is taken
     * @return for each of them the name of its gradient, a tensor of its shape
     * @throws NoGradientException if the mode does not apply, an operator between them has no gradient, or the output does
     *     not depend on one of them
     */
    public Map<String, String> appendGradients(
            GraphBuilder builder, String output, String gradOutput, Collection<String> wrt, BackwardMode mode) {
        var operators = graph.nodes().stream().map(Node::op).collect(Collectors.toSet());
        return new Backward(graph, shapes, mode.rules(operators), builder).write(output, gradOutput, wrt);
    }

    /** How many pictures the example had. */
    public long batch() {
        var shape = shapes.of(graph.inputNames().get(0));
        return shape.length == 0 ? 1 : shape[0];
    }

    /**
     * The tensors through which a change of the given ones passes on, themselves included: not shapes, integers or
     * comparisons.
     */
    public Set<String> differentiableFrom(Collection<String> tensors) {
        return Backward.differentiableFrom(graph, shapes, tensors, RuleTable.standard());
    }

    /** Why no gradient can be formed from {@code output} back to {@code tensor}; empty where one can. */
    public Optional<String> firstNonDifferentiable(String tensor, String output) {
        var table = RuleTable.standard();
        var carrying = differentiableFrom(Set.of(tensor));
        var needed = graph.ancestors(Set.of(output));
        return graph.nodes().stream()
                .filter(n -> n.outputs().stream().anyMatch(o -> needed.contains(o) && carrying.contains(o)))
                .filter(n -> !n.outputs().contains(tensor))
                .map(n -> table.missing(n))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
