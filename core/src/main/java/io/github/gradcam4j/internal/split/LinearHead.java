package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.Node;
import java.util.Set;

/** A test whether the logits are an affine function of a layer, as behind a pooling and one linear layer. */
final class LinearHead {

    /** Operators that are linear in all inputs together. */
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

    /** Operators that are linear in each input for constant other inputs. */
    private static final Set<String> BILINEAR = Set.of("Gemm", "MatMul", "Mul", "Conv");

    /** Operators that are linear in their first input for constant other inputs. */
    private static final Set<String> LINEAR_IN_FIRST = Set.of("Div", "BatchNormalization");

    private LinearHead() {}

    /** Returns whether the logits are an affine function of a layer's activations. */
    static boolean isLinear(DifferentiableGraph model, String layer, String logits) {
        var graph = model.graph();
        var varying = model.differentiableFrom(Set.of(layer));
        var needed = graph.ancestors(Set.of(logits));
        return graph.nodes().stream()
                .filter(n -> !n.output().equals(layer))
                .filter(n -> n.outputs().stream().anyMatch(o -> needed.contains(o) && varying.contains(o)))
                .allMatch(n -> isLinear(n, varying));
    }

    private static boolean isLinear(Node node, Set<String> varying) {
        long count = node.inputs().stream().filter(varying::contains).count();
        return LINEAR.contains(node.op())
                || BILINEAR.contains(node.op()) && count == 1
                || LINEAR_IN_FIRST.contains(node.op()) && count == 1 && varying.contains(node.input(0));
    }
}
