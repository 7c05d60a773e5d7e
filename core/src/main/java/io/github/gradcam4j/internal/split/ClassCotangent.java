package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The cotangent of class scores. The head has two more inputs, weights by class and weights by rank, both [N, C]. The
 * graph itself finds the class of a rank, so that a target such as the first class needs no separate forward pass.
 *
 * @param scores the scores of the classes in the differentiated output
 * @param scoreType the explained score
 * @param activation the function from logits to probabilities
 */
record ClassCotangent(ClassScores scores, ScoreType scoreType, Activation activation) implements OutputCotangent {

    private static final String CLASSES = "target/classes";
    private static final String RANKS = "target/ranks";

    @Override
    public String write(GraphBuilder g, String output, long[] shape) {
        long classes = scores.classes();
        String byClass = g.input(CLASSES, ElementType.FLOAT, "N", classes);
        String byRank = g.input(RANKS, ElementType.FLOAT, "N", classes);
        String logits = scores.write(g);
        var sorted = g.nodes("target/sorted", 2, "TopK", List.of(logits, g.vector(classes)), Attributes.of("axis", 1));
        String weights = g.node(
                "target/weights",
                "ScatterElements",
                List.of(byClass, sorted.get(1), byRank),
                Attributes.of("axis", 1).and("reduction", "add"));
        return scores.writeCotangent(
                g, scoreType == ScoreType.PROBABILITY ? throughActivation(g, logits, weights) : weights);
    }

    /**
     * Writes the cotangent of the logits for the cotangent d of the probabilities: p (d - sum(p d)) for a softmax, p (1
     * - p) d for a sigmoid.
     */
    private String throughActivation(GraphBuilder g, String logits, String cotangent) {
        if (activation == Activation.NONE) {
            return cotangent;
        }
        if (activation == Activation.SIGMOID) {
            String p = g.node("target/p", "Sigmoid", List.of(logits));
            String complement = g.node("target/q", "Sub", List.of(g.scalar(1), p));
            return g.node(
                    "target/dp", "Mul", List.of(cotangent, g.node("target/slope", "Mul", List.of(p, complement))));
        }
        String p = g.node("target/p", "Softmax", List.of(logits), Attributes.of("axis", 1));
        String weighted = g.node("target/weighted", "Mul", List.of(p, cotangent));
        String mean = g.node("target/mean", "ReduceSum", List.of(weighted, g.vector(1)));
        return g.node("target/dp", "Mul", List.of(p, g.node("target/centered", "Sub", List.of(cotangent, mean))));
    }

    /** Returns the head's inputs for a target without names. */
    static Map<String, Tensor> inputs(Target target, int classes) {
        var byClass = Tensor.zeros(1, classes);
        var byRank = Tensor.zeros(1, classes);
        addWeight(target.choice(), 1, byClass, byRank);
        target.versus().forEach(c -> addWeight(c.choice(), (float) -c.weight(), byClass, byRank));
        return Map.of(CLASSES, byClass, RANKS, byRank);
    }

    /** Returns the head's inputs for a batch of {@code n} classes, from {@code first} on. */
    static Map<String, Tensor> oneHot(int first, int n, int classes) {
        var byClass = Tensor.zeros(n, classes);
        for (int i = 0; i < n; i++) {
            byClass.floats().put(i * classes + first + i, 1);
        }
        return Map.of(CLASSES, byClass, RANKS, Tensor.zeros(n, classes));
    }

    private static void addWeight(Target.Choice choice, float weight, Tensor byClass, Tensor byRank) {
        if (choice instanceof Target.Choice.Index i) {
            add(byClass, i.index(), weight);
        } else if (choice instanceof Target.Choice.Rank r) {
            add(byRank, r.rank() - 1, weight);
        } else {
            throw new IllegalStateException("the name of the target is not resolved: " + choice);
        }
    }

    private static void add(Tensor tensor, int at, float weight) {
        if (at >= tensor.size()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "there is no top%d: the model has %d classes", at + 1, tensor.size()));
        }
        var values = tensor.floats();
        values.put(at, values.get(at) + weight);
    }
}
