package io.github.gradcam4j.target;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.internal.argument.NonNullList;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A weighted sum of objectives.
 *
 * @param terms the objectives with their weights, at least one
 */
public record WeightedSum(List<Term> terms) implements Objective {

    private static final String WEIGHTS = "weights";

    /**
     * A term of the sum.
     *
     * @param weight finite; negative to explain what lowers the objective
     */
    public record Term(double weight, Objective objective) {
        public Term {
            Objects.requireNonNull(objective, "objective");
            if (!Double.isFinite(weight)) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "the weight %s is not finite", weight));
            }
        }
    }

    public WeightedSum {
        terms = NonNullList.copyOf(terms, "terms");
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a weighted sum needs one term or more");
        }
    }

    /** Returns an objective times a weight. */
    public static WeightedSum of(double weight, Objective objective) {
        return new WeightedSum(List.of(new Term(weight, objective)));
    }

    /** Returns this sum plus a further term. */
    public WeightedSum plus(double weight, Objective objective) {
        var all = new ArrayList<>(terms);
        all.add(new Term(weight, objective));
        return new WeightedSum(all);
    }

    @Override
    public String key() {
        return terms.stream().map(t -> t.objective.key()).collect(Collectors.joining(", ", "sum (", ")"));
    }

    @Override
    public String title() {
        return terms.stream()
                .map(t -> String.format(Locale.ROOT, "%.4g (%s)", t.weight, t.objective.title()))
                .collect(Collectors.joining(" + "));
    }

    @Override
    public String write(ObjectiveGraph graph) {
        var g = graph.builder();
        var columns = new ArrayList<String>();
        for (int i = 0; i < terms.size(); i++) {
            String score = terms.get(i).objective.write(new OfTerm(graph, i));
            columns.add(g.node("objective/column", "Unsqueeze", List.of(score, g.vector(1))));
        }
        String all = g.node("objective/columns", "Concat", columns, Attributes.of("axis", 1));
        return ClassScore.weighted(graph, all, graph.parameter(WEIGHTS));
    }

    @Override
    public Map<String, Tensor> parameters(Outputs outputs) {
        var all = new HashMap<String, Tensor>();
        var weights = Tensor.zeros(1, terms.size());
        for (int i = 0; i < terms.size(); i++) {
            int term = i;
            weights.floats().put(i, (float) terms.get(i).weight);
            terms.get(i).objective.parameters(outputs).forEach((name, tensor) -> all.put(inTerm(term, name), tensor));
        }
        all.put(WEIGHTS, weights);
        return all;
    }

    private static String inTerm(int term, String parameter) {
        return term + "/" + parameter;
    }

    @Override
    public WeightedSum resolve(Labels labels) {
        Objects.requireNonNull(labels, "labels");
        return map(o -> o.resolve(labels));
    }

    @Override
    public WeightedSum resolve(Predictions predictions) {
        Objects.requireNonNull(predictions, "predictions");
        return map(o -> o.resolve(predictions));
    }

    private WeightedSum map(UnaryOperator<Objective> change) {
        return new WeightedSum(terms.stream()
                .map(t -> new Term(t.weight, change.apply(t.objective)))
                .toList());
    }

    @Override
    public boolean isLinear() {
        return terms.stream().allMatch(t -> t.objective.isLinear());
    }

    /** The graph as a term sees it: its parameters have names of their own. */
    private record OfTerm(ObjectiveGraph graph, int term) implements ObjectiveGraph {

        @Override
        public String parameter(String name) {
            return graph.parameter(inTerm(term, name));
        }

        @Override
        public GraphBuilder builder() {
            return graph.builder();
        }

        @Override
        public String logits() {
            return graph.logits();
        }

        @Override
        public String probabilities() {
            return graph.probabilities();
        }

        @Override
        public String output(String name) {
            return graph.output(name);
        }

        @Override
        public int classes() {
            return graph.classes();
        }

        @Override
        public int size(String output) {
            return graph.size(output);
        }
    }
}
