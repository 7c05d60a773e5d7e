package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Node;
import java.util.Optional;
import java.util.Set;

/** Finds the scores of all classes in models whose outputs hold only the best ones or their labels. */
final class BestScores {

    private BestScores() {}

    /** Returns whether a node selects the best of several scores in one row. */
    static boolean isSelection(Node node, PerImage model) {
        return Set.of("TopK", "ArgMax", "ReduceMax").contains(node.op())
                && model.size(node.input(0)) > 1
                && model.isRow(node.input(0));
    }

    /** Returns the tensor from whose values the last selection is made. */
    static Optional<ModelOutput> allScores(PerImage model) {
        var needed = model.graph().ancestors(model.graph().outputNames());
        var varying = model.graph().descendants(model.graph().inputNames());
        return model.graph().nodes().stream()
                .filter(n -> n.outputs().stream().anyMatch(needed::contains))
                .filter(n -> model.type(n.input(0)) == ElementType.FLOAT && varying.contains(n.input(0)))
                .filter(n -> isSelection(n, model))
                .reduce((first, second) -> second)
                .map(n -> ModelOutput.of(model, n.input(0)));
    }
}
