package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.Node;
import java.util.Set;

/** Tells a head that is an affine function of a layer, as a pool and a linear layer are. */
final class LinearHead {

    /** Linear in all their inputs together. */
    private static final Set<String> LINEAR = Set.of(
            "Add",
            "Sub",
            "Sum",
            "Neg",
            "Identity",
            "Dropout",
            "Concat",
            "Flatten",
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Slice",
            "Gather",
            "GlobalAveragePool",
            "AveragePool",
            "ReduceMean",
            "ReduceSum");

    /** Linear in each of their inputs while the others stay. */
    private static final Set<String> BILINEAR = Set.of("Gemm", "MatMul", "Mul", "Conv");

    /** Linear in the first of their inputs. */
    private static final Set<String> LINEAR_IN_FIRST = Set.of("Div", "BatchNormalization");

    private LinearHead() {}

    static boolean isLinear(DifferentiableGraph model, String layer, String logits) {
        var graph = model.graph();
        var carrying = model.differentiableFrom(Set.of(layer));
        var needed = graph.ancestors(Set.of(logits));
        return graph.nodes().stream()
                .filter(n -> !n.output().equals(layer))
                .filter(n -> n.outputs().stream().anyMatch(o -> needed.contains(o) && carrying.contains(o)))
                .allMatch(n -> isLinear(n, carrying));
    }

    private static boolean isLinear(Node node, Set<String> carrying) {
        long varying = node.inputs().stream().filter(carrying::contains).count();
        return LINEAR.contains(node.op())
                || BILINEAR.contains(node.op()) && varying == 1
                || LINEAR_IN_FIRST.contains(node.op()) && varying == 1 && carrying.contains(node.input(0));
    }
}
