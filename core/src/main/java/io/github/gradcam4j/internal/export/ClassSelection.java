package io.github.gradcam4j.internal.export;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.target.Target;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The choice of classes in a graph, by operators that every runtime has: ArgMax, Equal, Cast. Indices are compared as
 * float32, which has all integers to 2^24. Not thread safe.
 */
final class ClassSelection {

    /** The lowest rank that is found without sorting. */
    private static final int LOWEST_RANK = 10;

    private final GraphBuilder graph;
    private final String prefix;
    private final Supplier<String> logits;
    private final int classes;

    /**
     * @param prefix the start of the names of the added tensors; ranks that were added under it before are reused
     * @param logits writes the scores of all classes, [N, classes], when they are needed
     */
    ClassSelection(GraphBuilder graph, String prefix, Supplier<String> logits, int classes) {
        this.graph = graph;
        this.prefix = prefix;
        this.logits = logits;
        this.classes = classes;
    }

    /** Returns the index of the class of a rank, int64 [N, 1]; 1 for the class with the highest score. */
    String ofRank(int rank) {
        String name = prefix + "/top" + rank;
        if (graph.has(name)) {
            return name;
        }
        if (rank > LOWEST_RANK || rank > classes) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "an exported model finds the classes top1 to top%d, not top%d",
                    Math.min(classes, LOWEST_RANK),
                    rank));
        }
        String scores = logits.get();
        for (int higher = 1; higher < rank; higher++) {
            scores = node("Where", isClass(ofRank(higher)), graph.scalar(-Float.MAX_VALUE), scores);
        }
        return graph.node(name, "ArgMax", List.of(scores), Attributes.of("axis", 1));
    }

    /**
     * Returns the index that an input has, int64 [N, 1]; the best class for a negative one.
     *
     * @param index int64 [N]
     */
    String ofInput(String index) {
        String column = node("Reshape", index, graph.vector(-1, 1));
        String isNegative = node("Less", cast(column, ElementType.FLOAT), graph.scalar(0));
        return node("Where", isNegative, ofRank(1), column);
    }

    /** Returns whether each class is the one of an index, [N, classes]. */
    private String isClass(String index) {
        return node("Equal", cast(index, ElementType.FLOAT), indices());
    }

    private String indices() {
        String name = prefix + "/indices";
        var all = new float[classes];
        IntStream.range(0, classes).forEach(c -> all[c] = c);
        return graph.has(name) ? name : graph.initializer(name, all, 1, classes);
    }

    /** Returns 1 for the class of an index, int64 [N, 1], and 0 for all others, [N, classes]. */
    String oneHot(String index) {
        return cast(isClass(index), ElementType.FLOAT);
    }

    /** Returns the weights of a target's score, [N, classes], or [1, classes] if they are the same for all images. */
    String weights(Target target) {
        var constant = new float[classes];
        String sum = add(target.choice(), 1, constant, null);
        for (Target.Contrast contrast : target.versus()) {
            sum = add(contrast.choice(), -contrast.weight(), constant, sum);
        }
        boolean hasConstant = IntStream.range(0, classes).anyMatch(c -> constant[c] != 0);
        if (!hasConstant && sum != null) {
            return sum;
        }
        String fixed = graph.constant(prefix + "/weights", constant, 1, classes);
        return sum == null ? fixed : node("Add", sum, fixed);
    }

    /** Adds a class to the constant weights, or returns the sum with the weights of a rank. */
    private String add(Target.Choice choice, double weight, float[] constant, String sum) {
        if (choice instanceof Target.Choice.Index i) {
            constant[i.index()] += (float) weight;
            return sum;
        }
        String oneHot = oneHot(ofRank(((Target.Choice.Rank) choice).rank()));
        String term = weight == 1 ? oneHot : node("Mul", oneHot, graph.scalar(weight));
        return sum == null ? term : node("Add", sum, term);
    }

    private String cast(String tensor, ElementType type) {
        return graph.node(prefix + "/Cast", "Cast", List.of(tensor), Attributes.of("to", type.code()));
    }

    private String node(String op, String... inputs) {
        return graph.node(prefix + "/" + op, op, List.of(inputs));
    }
}
