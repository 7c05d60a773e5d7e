package io.github.gradcam4j.internal.export;

import io.github.gradcam4j.export.ExportTarget;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.ObjectiveGraph;
import io.github.gradcam4j.target.Outputs;
import io.github.gradcam4j.target.ScoreType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * The score of classes that the graph itself or its caller chooses: {@code sum_c w_c s_c}.
 *
 * @param target a choice of classes
 * @param type the explained scores
 * @param prefix the start of the names of the added tensors
 */
record ExportedScore(ExportTarget target, ScoreType type, String prefix) implements Objective {

    /** The parameter with the index of the class. */
    static final String CLASS = "class";

    /** The parameter with the weights of all classes. */
    static final String WEIGHTS = "class_weights";

    @Override
    public String key() {
        return "exported " + type + " of " + target.title();
    }

    @Override
    public String title() {
        return target.title();
    }

    @Override
    public String write(ObjectiveGraph graph) {
        var g = graph.builder();
        var selection = new ClassSelection(g, prefix, graph::logits, graph.classes());
        String weights = weights(graph, selection);
        String values = type == ScoreType.LOGIT ? graph.logits() : graph.probabilities();
        String terms = g.node("objective/terms", "Mul", List.of(values, weights));
        return g.node("objective/score", "ReduceSum", List.of(terms, g.vector(1)), Attributes.of("keepdims", 0));
    }

    private String weights(ObjectiveGraph graph, ClassSelection selection) {
        if (target instanceof ExportTarget.OfTarget of) {
            return selection.weights(of.target());
        }
        return target instanceof ExportTarget.Input
                ? selection.oneHot(selection.ofInput(graph.parameter(CLASS)))
                : graph.parameter(WEIGHTS);
    }

    @Override
    public Map<String, Tensor> parameters(Outputs outputs) {
        if (target instanceof ExportTarget.Input) {
            var index = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
            return Map.of(CLASS, new Tensor(ElementType.INT64, new long[] {1}, index));
        }
        return target instanceof ExportTarget.Weights ? Map.of(WEIGHTS, Tensor.zeros(1, outputs.classes())) : Map.of();
    }
}
