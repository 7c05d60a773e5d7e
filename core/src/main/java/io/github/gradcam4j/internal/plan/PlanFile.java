package io.github.gradcam4j.internal.plan;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.internal.split.RoundedProbabilities;
import io.github.gradcam4j.internal.split.ScoreTensors;
import io.github.gradcam4j.internal.split.Split;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A file with an explanation plan, a ZIP archive: {@code plan.properties} with all small values, {@code labels.txt}
 * with the names of the classes, and the graphs {@code trunk.onnx} and {@code head.onnx}; for some methods, graphs with
 * the gradient at the input.
 */
public final class PlanFile {

    /** The version of the format. Increases when older programs cannot read new files. */
    private static final int VERSION = 1;

    private static final String PROPERTIES = "plan.properties";
    private static final String TRUNK = "trunk.onnx";
    private static final String HEAD = "head.onnx";
    private static final String PARAMETERS = "parameters.onnx";
    private static final String PROBABILITIES = "probabilities.onnx";
    private static final String OBJECTIVE = "objective";
    private static final String NOTE = "layer.note.";

    private PlanFile() {}

    /**
     * Writes a plan. Does not close the stream.
     *
     * @throws IllegalArgumentException if another process cannot have the method, or a parameter of a custom objective
     *     is not float32
     */
    public static void write(PlanContent plan, OutputStream out) throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        entries.put(PROPERTIES, new byte[0]);
        var properties = new PlanProperties()
                .put("plan.version", VERSION)
                .put(
                        "plan.writer",
                        Optional.ofNullable(PlanFile.class.getPackage().getImplementationVersion()))
                .put("model", plan.model())
                .put("input", plan.input())
                .put("batches", plan.takesBatches());
        PlanLayers.write(plan.layer(), properties);
        properties
                .put(NOTE + "experiment", plan.notes().experiment())
                .put(NOTE + "earlier", plan.notes().earlier())
                .put(NOTE + "normalized", plan.notes().normalized());
        PlanMethods.write(plan.method(), properties);
        var parameters = new ArrayList<Constant>();
        PlanObjectives.write(plan.objective(), plan.split().scores().outputs(), OBJECTIVE, properties, parameters);
        PlanScores.write(plan.split().scores(), properties);
        write(plan.split(), "split", properties);
        PlanSettings.write(plan.settings(), properties, entries);
        if (!parameters.isEmpty()) {
            var g = GraphBuilder.opset(18);
            parameters.forEach(g::initializer);
            entries.put(PARAMETERS, g.build().toBytes());
        }
        entries.put(TRUNK, plan.split().trunk().toBytes());
        entries.put(HEAD, plan.split().head().toBytes());
        plan.rounded().ifPresent(rounded -> {
            PlanScores.write(rounded, properties);
            entries.put(PROBABILITIES, rounded.part().toBytes());
        });
        plan.inputGradients().forEach((mode, split) -> {
            write(split, prefix(mode), properties);
            entries.put(file(mode), split.head().toBytes());
        });
        entries.put(PROPERTIES, properties.toBytes());
        PlanArchive.write(entries, out);
    }

    private static String prefix(BackwardMode mode) {
        return "input-gradient." + mode.name().toLowerCase(Locale.ROOT);
    }

    private static String file(BackwardMode mode) {
        return "input-gradient-" + mode.name().toLowerCase(Locale.ROOT) + ".onnx";
    }

    private static void write(Split split, String prefix, PlanProperties properties) {
        properties
                .putAll(prefix + ".frontier", split.frontier())
                .put(prefix + ".gradient", split.gradient())
                .put(prefix + ".linear", split.isLinear())
                .put(prefix + ".batches", split.mayTakeBatches());
    }

    /**
     * Reads a plan. Does not close the stream.
     *
     * @param name of the file, for messages
     * @throws InvalidModelException if it is not a plan, is damaged, or was written by a later version
     */
    public static PlanContent read(InputStream in, String name) throws IOException {
        var entries = PlanArchive.read(in, name);
        if (!entries.containsKey(PROPERTIES)) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT, "%s is a ZIP archive without %s, not a plan of gradcam4j", name, PROPERTIES));
        }
        try {
            return content(entries);
        } catch (InvalidModelException e) {
            throw new InvalidModelException(name + ": " + e.getMessage(), e);
        }
    }

    private static PlanContent content(Map<String, byte[]> entries) throws IOException {
        var properties = PlanProperties.of(entries.get(PROPERTIES));
        int version = properties.integer("plan.version");
        if (version != VERSION) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "the plan has version %d of the format%s; this gradcam4j reads version %d. Update gradcam4j, or"
                            + " write the plan with this version",
                    version,
                    properties
                            .find("plan.writer")
                            .map(w -> " (gradcam4j " + w + ")")
                            .orElse(""),
                    VERSION));
        }
        var scores = PlanScores.read(properties);
        var parameters = entries.containsKey(PARAMETERS)
                ? graph(PARAMETERS, entries).initializers()
                : Map.<String, Constant>of();
        var gradients = new EnumMap<BackwardMode, Split>(BackwardMode.class);
        for (var mode : BackwardMode.values()) {
            if (entries.containsKey(file(mode))) {
                var none = GraphBuilder.opset(18).build();
                gradients.put(mode, split(none, file(mode), prefix(mode), scores, properties, entries));
            }
        }
        var rounded = entries.containsKey(PROBABILITIES)
                ? Optional.of(PlanScores.read(graph(PROBABILITIES, entries), scores.logits(), properties))
                : Optional.<RoundedProbabilities>empty();
        return new PlanContent(
                properties.text("model"),
                PlanSettings.read(properties, entries),
                properties.text("input"),
                Boolean.parseBoolean(properties.text("batches")),
                PlanLayers.read(properties),
                PlanMethods.read(properties),
                PlanObjectives.read(OBJECTIVE, properties, parameters),
                split(graph(TRUNK, entries), HEAD, "split", scores, properties, entries),
                gradients,
                rounded,
                new PlanContent.Notes(
                        properties.find(NOTE + "experiment"),
                        properties.find(NOTE + "earlier"),
                        properties.find(NOTE + "normalized")));
    }

    private static Split split(
            Graph trunk,
            String head,
            String prefix,
            ScoreTensors scores,
            PlanProperties properties,
            Map<String, byte[]> entries)
            throws IOException {
        var graph = graph(head, entries);
        var frontier = properties.all(prefix + ".frontier");
        String gradient = properties.text(prefix + ".gradient");
        var needed = List.of(scores.logits().tensor(), scores.score(), gradient);
        if (!graph.outputNames().containsAll(needed)) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT, "%s has the outputs %s, but the plan needs %s", head, graph.outputNames(), needed));
        }
        return new Split(
                trunk,
                graph,
                frontier,
                scores,
                gradient,
                Boolean.parseBoolean(properties.text(prefix + ".linear")),
                Boolean.parseBoolean(properties.text(prefix + ".batches")));
    }

    private static Graph graph(String file, Map<String, byte[]> entries) throws IOException {
        if (!entries.containsKey(file)) {
            throw new InvalidModelException("the plan has no entry '" + file + "'. Write it again");
        }
        try {
            return ModelSource.of(file, entries.get(file)).graph();
        } catch (InvalidModelException e) {
            throw new InvalidModelException(file + ": " + e.getMessage(), e);
        }
    }
}
