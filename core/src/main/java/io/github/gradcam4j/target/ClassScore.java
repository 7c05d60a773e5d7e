package io.github.gradcam4j.target;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.runtime.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The score of a target: {@code sum_c w_c s_c} over the logits or probabilities s of the classes. The weights w are 1
 * at the target's class, and sum to -1 over the classes that it is compared with.
 *
 * <p>Two parameters hold them, weights by class and weights by rank, both [1, C]. The graph itself finds the class of a
 * rank, so that a target such as the first class needs no separate forward pass.
 *
 * @param target the target
 * @param type the explained score: logits or probabilities
 */
public record ClassScore(Target target, ScoreType type) implements Objective {

    private static final String BY_CLASS = "classes";
    private static final String BY_RANK = "ranks";

    public ClassScore {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(type, "type");
    }

    /** Returns the logit of a target. */
    public static ClassScore of(Target target) {
        return new ClassScore(target, ScoreType.LOGIT);
    }

    /** Returns the same score of another target. */
    public ClassScore withTarget(Target target) {
        return new ClassScore(target, type);
    }

    @Override
    public String key() {
        return "class " + type;
    }

    @Override
    public String title() {
        return String.format(Locale.ROOT, "%s of %s", type, target.text());
    }

    @Override
    public String write(ObjectiveGraph graph) {
        var g = graph.builder();
        var sorted = g.nodes(
                "objective/sorted",
                2,
                "TopK",
                List.of(graph.logits(), g.vector(graph.classes())),
                Attributes.of("axis", 1));
        String weights = g.node(
                "objective/weights",
                "ScatterElements",
                List.of(graph.parameter(BY_CLASS), sorted.get(1), graph.parameter(BY_RANK)),
                Attributes.of("axis", 1).and("reduction", "add"));
        return weighted(graph, type == ScoreType.LOGIT ? graph.logits() : graph.probabilities(), weights);
    }

    /** Writes the sum of values [N, size], weighted by weights of the same shape. */
    static String weighted(ObjectiveGraph graph, String values, String weights) {
        var g = graph.builder();
        String terms = g.node("objective/terms", "Mul", List.of(values, weights));
        return g.node("objective/score", "ReduceSum", List.of(terms, g.vector(1)), Attributes.of("keepdims", 0));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if names are not resolved
     */
    @Override
    public Map<String, Tensor> parameters(Outputs outputs) {
        var byClass = Tensor.zeros(1, outputs.classes());
        var byRank = Tensor.zeros(1, outputs.classes());
        addWeight(target.choice(), 1, byClass, byRank);
        target.versus().forEach(c -> addWeight(c.choice(), -c.weight(), byClass, byRank));
        return Map.of(BY_CLASS, byClass, BY_RANK, byRank);
    }

    private static void addWeight(Target.Choice choice, double weight, Tensor byClass, Tensor byRank) {
        if (choice instanceof Target.Choice.Index i) {
            add(byClass, i.index(), weight);
        } else if (choice instanceof Target.Choice.Rank r) {
            add(byRank, r.rank() - 1, weight);
        } else {
            throw new IllegalStateException("the name of the target is not resolved: " + choice);
        }
    }

    private static void add(Tensor tensor, int at, double weight) {
        if (at >= tensor.size()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "there is no top%d: the model has %d classes", at + 1, tensor.size()));
        }
        var values = tensor.floats();
        values.put(at, (float) (values.get(at) + weight));
    }

    @Override
    public ClassScore resolve(Labels labels) {
        return withTarget(target.resolve(labels));
    }

    @Override
    public ClassScore resolve(Predictions predictions) {
        return withTarget(target.resolve(predictions));
    }

    @Override
    public boolean isLinear() {
        return type == ScoreType.LOGIT;
    }
}
