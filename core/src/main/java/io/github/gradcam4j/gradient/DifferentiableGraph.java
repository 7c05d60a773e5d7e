package io.github.gradcam4j.gradient;

import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.graph.ConstantIfFolding;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.ModelFile;
import io.github.gradcam4j.graph.OpsetUpgrade;
import io.github.gradcam4j.runtime.Shapes;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph in the form in which it is differentiated: float32, in a recent operator set, without functions of its own and
 * without branches that shapes decide; and the shape of each of its tensors. Computes what the model computes. Immutable.
 *
 * @param graph the forward graph
 * @param shapes the shapes for inputs like the example's
 */
public record DifferentiableGraph(Graph graph, Shapes shapes) {

    /**
     * @param model any ONNX model
     * @param example inputs by name, of the shapes that the graph is meant for; the values do not matter
     */
    public static DifferentiableGraph of(ModelProto model, Map<String, Tensor> example) {
        return of(ModelFile.graph(model).offHeap(), example);
    }

    /**
     * @param original a graph of float32 without functions of its own
     * @param example inputs by name, of the shapes that the graph is meant for; the values do not matter
     */
    public static DifferentiableGraph of(Graph original, Map<String, Tensor> example) {
        var graph = original;
        var shapes = Shapes.probe(graph, example);
        while (ConstantIfFolding.foldable(graph)) {
            graph = ConstantIfFolding.fold(graph, shapes::integers);
            shapes = Shapes.probe(graph, example);
        }
        var known = shapes;
        var raised = OpsetUpgrade.raise(graph, tensor -> known.of(tensor).length);
        boolean complete = raised.tensors().stream().allMatch(shapes::knows);
        return new DifferentiableGraph(raised, complete ? shapes : Shapes.probe(raised, example));
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
