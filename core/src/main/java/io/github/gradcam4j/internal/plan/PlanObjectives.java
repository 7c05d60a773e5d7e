package io.github.gradcam4j.internal.plan;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.ObjectiveGraph;
import io.github.gradcam4j.target.Outputs;
import io.github.gradcam4j.target.RawOutput;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import io.github.gradcam4j.target.Target.Choice;
import io.github.gradcam4j.target.WeightedSum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An objective as the properties of a plan. The graph of the plan contains its nodes, so that a custom objective needs
 * only its parameters, which are tensors.
 */
final class PlanObjectives {

    private static final String CLASS = "class";
    private static final String OUTPUT = "output";
    private static final String SUM = "sum";
    private static final String CUSTOM = "custom";
    private static final String INDEX = "index ";
    private static final String RANK = "rank ";

    /** The deepest nesting of sums. */
    private static final int DEEPEST = 16;

    private PlanObjectives() {}

    /** A custom objective whose nodes are in the plan's graph. */
    private record Written(String key, String title, boolean isLinear, Map<String, Tensor> tensors)
            implements Objective {

        @Override
        public String write(ObjectiveGraph graph) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "the plan contains the objective '%s' for its own layer alone", title));
        }

        @Override
        public Map<String, Tensor> parameters(Outputs outputs) {
            return tensors;
        }
    }

    /**
     * Writes an objective.
     *
     * @param objective without names
     * @param parameters receives the parameters of custom objectives
     */
    static void write(
            Objective objective, Outputs outputs, String prefix, PlanProperties properties, List<Constant> parameters) {
        if (objective instanceof ClassScore score) {
            properties.put(prefix, CLASS).put(prefix + ".score", score.type().name());
            write(score.target(), prefix, properties);
        } else if (objective instanceof RawOutput raw) {
            properties
                    .put(prefix, OUTPUT)
                    .put(prefix + ".output", raw.output())
                    .put(prefix + ".index", raw.index())
                    .put(prefix + ".sign", raw.sign());
        } else if (objective instanceof WeightedSum sum) {
            properties.put(prefix, SUM);
            for (int i = 0; i < sum.terms().size(); i++) {
                String term = prefix + ".term." + i;
                properties.put(term + ".weight", sum.terms().get(i).weight());
                write(sum.terms().get(i).objective(), outputs, term, properties, parameters);
            }
        } else {
            properties
                    .put(prefix, CUSTOM)
                    .put(prefix + ".key", objective.key())
                    .put(prefix + ".title", objective.title())
                    .put(prefix + ".linear", objective.isLinear());
            objective.parameters(outputs).forEach((name, tensor) -> parameters.add(constant(prefix, name, tensor)));
        }
    }

    private static Constant constant(String prefix, String name, Tensor tensor) {
        if (tensor.type() != ElementType.FLOAT) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "the objective's parameter '%s' is %s; a plan holds float32 alone", name, tensor));
        }
        return Constant.floats(prefix + "/" + name, tensor.toArray(), tensor.shape());
    }

    private static void write(Target target, String prefix, PlanProperties properties) {
        properties.put(prefix + ".target", text(target.choice()));
        for (int i = 0; i < target.versus().size(); i++) {
            var contrast = target.versus().get(i);
            properties
                    .put(prefix + ".versus." + i, text(contrast.choice()))
                    .put(prefix + ".versus." + i + ".weight", contrast.weight());
        }
    }

    private static String text(Choice choice) {
        if (choice instanceof Choice.Index index) {
            return INDEX + index.index();
        } else if (choice instanceof Choice.Rank rank) {
            return RANK + rank.rank();
        }
        throw new IllegalStateException("the name of the target is not resolved: " + choice);
    }

    /** @param parameters those of custom objectives, by name */
    static Objective read(String prefix, PlanProperties properties, Map<String, Constant> parameters) {
        return read(prefix, properties, parameters, 0);
    }

    private static Objective read(
            String prefix, PlanProperties properties, Map<String, Constant> parameters, int depth) {
        if (depth > DEEPEST) {
            throw new InvalidModelException("the plan's objective has more than " + DEEPEST + " sums in each other");
        }
        String kind = properties.text(prefix);
        return switch (kind) {
            case CLASS ->
                new ClassScore(target(prefix, properties), properties.get(prefix + ".score", ScoreType::valueOf));
            case OUTPUT ->
                properties.get(
                        prefix + ".sign",
                        sign -> new RawOutput(
                                properties.text(prefix + ".output"),
                                properties.integer(prefix + ".index"),
                                Integer.parseInt(sign)));
            case SUM -> sum(prefix, properties, parameters, depth);
            case CUSTOM -> written(prefix, properties, parameters);
            default ->
                throw new InvalidModelException(String.format(
                        Locale.ROOT, "the plan's objective is '%s', which this version does not have", kind));
        };
    }

    private static Objective sum(
            String prefix, PlanProperties properties, Map<String, Constant> parameters, int depth) {
        var terms = new ArrayList<WeightedSum.Term>();
        while (properties.has(prefix + ".term." + terms.size())) {
            String term = prefix + ".term." + terms.size();
            var objective = read(term, properties, parameters, depth + 1);
            terms.add(properties.get(
                    term + ".weight", weight -> new WeightedSum.Term(Double.parseDouble(weight), objective)));
        }
        return properties.get(prefix, kind -> new WeightedSum(terms));
    }

    private static Objective written(String prefix, PlanProperties properties, Map<String, Constant> parameters) {
        var tensors = new HashMap<String, Tensor>();
        parameters.forEach((name, constant) -> {
            if (name.startsWith(prefix + "/")) {
                var values = new float[Math.toIntExact(constant.size())];
                constant.floats().get(values);
                tensors.put(name.substring(prefix.length() + 1), Tensor.of(values, constant.shape()));
            }
        });
        return new Written(
                properties.text(prefix + ".key"),
                properties.text(prefix + ".title"),
                Boolean.parseBoolean(properties.text(prefix + ".linear")),
                Map.copyOf(tensors));
    }

    private static Target target(String prefix, PlanProperties properties) {
        var contrasts = new ArrayList<Target.Contrast>();
        while (properties.has(prefix + ".versus." + contrasts.size())) {
            String key = prefix + ".versus." + contrasts.size();
            var choice = properties.get(key, PlanObjectives::choice);
            contrasts.add(
                    properties.get(key + ".weight", weight -> new Target.Contrast(choice, Double.parseDouble(weight))));
        }
        return properties.get(prefix + ".target", text -> new Target(choice(text), contrasts));
    }

    private static Choice choice(String text) {
        if (text.startsWith(INDEX)) {
            return new Choice.Index(Integer.parseInt(text.substring(INDEX.length())));
        } else if (text.startsWith(RANK)) {
            return new Choice.Rank(Integer.parseInt(text.substring(RANK.length())));
        }
        throw new IllegalArgumentException("a class is 'index N' or 'rank N'");
    }
}
