package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.internal.model.ModelOutput.Kind;
import io.github.gradcam4j.internal.text.MessageText;
import io.github.gradcam4j.target.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The choice of the output with the class scores.
 *
 * @param output the name of the output
 * @param tensor the name of the tensor with its values, which differs for a ZipMap
 * @param note how the output was chosen, if there was a choice
 */
public record OutputChoice(String output, String tensor, Optional<String> note) {

    private static final String OPTION = "name an output or a tensor of the graph with --output NAME";

    private static final Pattern OTHER_NAMES =
            Pattern.compile("feat|pool|aux|attention|attn|box|mask", Pattern.CASE_INSENSITIVE);
    private static final Pattern SCORE_NAMES =
            Pattern.compile("logit|prob|softmax|score|class|pred|label", Pattern.CASE_INSENSITIVE);

    /**
     * Chooses an output.
     *
     * @param id the model's id, for messages
     * @param given the name of the output or tensor, if it is set
     * @param labels the labels, if they are set
     * @throws InvalidModelException if no output has one row of scores
     * @throws IllegalArgumentException if the given tensor does not exist or does not have one row of scores
     */
    public static OutputChoice of(PerImage model, String id, Optional<String> given, Optional<Labels> labels) {
        var outputs = model.graph().outputNames().stream()
                .map(name -> ModelOutput.of(model, name))
                .toList();
        return given.isPresent() ? given(model, id, given.get(), outputs) : best(model, id, outputs, labels);
    }

    private static OutputChoice given(PerImage model, String id, String name, List<ModelOutput> outputs) {
        if (!model.graph().tensors().contains(name)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the model has no output '%s'; it has %s",
                    MessageText.excerpt(name),
                    model.graph().outputNames().stream()
                            .map(MessageText::excerpt)
                            .toList()));
        }
        var output = ModelOutput.of(model, name);
        if (!Set.of(Kind.SCORES, Kind.BEST_SCORES, Kind.FEATURES).contains(output.kind())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "model %s: output %s, not one row of class scores. The outputs are %s; %s",
                    id,
                    output,
                    declarations(outputs),
                    OPTION));
        }
        return new OutputChoice(name, output.tensor(), Optional.empty());
    }

    private static String declarations(List<ModelOutput> outputs) {
        return outputs.stream().map(ModelOutput::declaration).collect(Collectors.joining(", "));
    }

    private static OutputChoice best(PerImage model, String id, List<ModelOutput> outputs, Optional<Labels> labels) {
        var rows = outputs.stream()
                .filter(o -> o.kind() == Kind.SCORES || o.kind() == Kind.FEATURES && fits(o, labels))
                .toList();
        if (rows.isEmpty()) {
            var scores = BestScores.allScores(model).orElseThrow(() -> refusal(id, outputs));
            return new OutputChoice(scores.name(), scores.tensor(), Optional.of(phrase("tensor", scores, outputs)));
        }
        var remaining = new ArrayList<>(rows);
        retain(remaining, o -> fits(o, labels));
        retain(remaining, o -> !isOnTheWay(o, remaining));
        remaining.sort(Comparator.comparing(OutputChoice::nameRank).thenComparing(o -> o.size() == 1));
        var chosen = remaining.get(0);
        var phrase = outputs.size() == 1 ? Optional.<String>empty() : Optional.of(phrase("output", chosen, outputs));
        return new OutputChoice(chosen.name(), chosen.tensor(), phrase);
    }

    private static boolean fits(ModelOutput output, Optional<Labels> labels) {
        return labels.filter(l -> output.size() == l.size() || output.size() == 1 && l.size() == 2)
                .isPresent();
    }

    /** Removes the outputs that do not satisfy a condition, unless none does. */
    private static void retain(List<ModelOutput> outputs, Predicate<ModelOutput> condition) {
        var kept = outputs.stream().filter(condition).toList();
        if (!kept.isEmpty()) {
            outputs.retainAll(kept);
        }
    }

    /** Returns whether another row of scores is computed from an output, as logits are from features. */
    private static boolean isOnTheWay(ModelOutput output, List<ModelOutput> others) {
        return others.stream()
                .filter(o -> !o.tensor().equals(output.tensor()))
                .filter(o -> o.size() > 1 || output.size() == 1)
                .anyMatch(o -> o.model().graph().ancestors(Set.of(o.tensor())).contains(output.tensor()));
    }

    private static int nameRank(ModelOutput output) {
        if (OTHER_NAMES.matcher(output.name()).find()) {
            return 2;
        }
        return SCORE_NAMES.matcher(output.name()).find() ? 0 : 1;
    }

    private static String phrase(String what, ModelOutput chosen, List<ModelOutput> outputs) {
        return String.format(
                Locale.ROOT,
                "%s %s is taken for the class scores; the outputs are %s, and --output NAME takes another",
                what,
                chosen.declaration(),
                declarations(outputs));
    }

    private static InvalidModelException refusal(String id, List<ModelOutput> outputs) {
        if (outputs.isEmpty()) {
            return new InvalidModelException(
                    String.format(Locale.ROOT, "model %s is not a classifier: it has no output", id));
        }
        return new InvalidModelException(String.format(
                Locale.ROOT,
                "model %s is not a classifier: no output has one row of class scores for each image; %s. "
                        + "If the graph has class scores, %s",
                id,
                outputs.stream().map(ModelOutput::toString).collect(Collectors.joining(", ")),
                OPTION));
    }
}
