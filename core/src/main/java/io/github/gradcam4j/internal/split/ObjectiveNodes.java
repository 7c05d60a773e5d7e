package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.target.ObjectiveGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The graph of a model to which an objective is written. Each tensor of the model is reshaped once. */
final class ObjectiveNodes implements ObjectiveGraph {

    private final GraphBuilder builder;
    private final ModelOutputs outputs;
    private final LoadedModel model;
    private final String prefix;
    private final Set<String> parameters;
    private final Map<String, String> rows = new HashMap<>();
    private String logits;
    private String probabilities;

    /**
     * @param model the model behind which the objective is written
     * @param prefix the start of the parameters' names in the graph
     * @param parameters the names of the parameters
     */
    ObjectiveNodes(
            GraphBuilder builder, ModelOutputs outputs, LoadedModel model, String prefix, Set<String> parameters) {
        this.builder = builder;
        this.outputs = outputs;
        this.model = model;
        this.prefix = prefix;
        this.parameters = parameters;
    }

    @Override
    public GraphBuilder builder() {
        return builder;
    }

    @Override
    public String logits() {
        if (logits == null) {
            logits = outputs.logits().write(builder);
        }
        return logits;
    }

    @Override
    public String probabilities() {
        if (probabilities == null) {
            probabilities = RoundedProbabilities.of(model)
                    .map(rounded -> rounded.write(builder))
                    .orElseGet(this::activated);
        }
        return probabilities;
    }

    private String activated() {
        return switch (model.activation()) {
            case SOFTMAX -> builder.node("objective/p", "Softmax", List.of(logits()), Attributes.of("axis", 1));
            case SIGMOID -> builder.node("objective/p", "Sigmoid", List.of(logits()));
            case NONE -> logits();
        };
    }

    @Override
    public String output(String name) {
        int size = size(name);
        return rows.computeIfAbsent(
                name, n -> builder.node("objective/values", "Reshape", List.of(n, builder.vector(-1, size))));
    }

    @Override
    public String parameter(String name) {
        if (!parameters.contains(name)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "the objective has no parameter '%s'; it has %s", name, parameters));
        }
        return prefix + name;
    }

    @Override
    public int classes() {
        return outputs.classes();
    }

    @Override
    public int size(String output) {
        return outputs.size(output);
    }
}
