package io.github.gradcam4j.internal.plan;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The settings of a model with their sources as entries of a plan: preprocessing, labels, activation. Sources keep
 * their order, and every value is kept exactly.
 */
final class PlanSettings {

    private static final String SOURCE = "settings.";
    private static final String NOTE = "settings.note";

    /** A setting of one line. */
    private record Text<T>(SettingKey<T> key, Function<T, String> writer, Function<String, T> parser) {

        void write(PartialSettings from, String prefix, PlanProperties to) {
            to.put(prefix + key.name(), from.get(key).map(writer));
        }

        PartialSettings read(String prefix, PlanProperties from, PartialSettings to) {
            return from.has(prefix + key.name()) ? to.with(key, from.get(prefix + key.name(), parser)) : to;
        }
    }

    private static final List<Text<?>> TEXTS = List.of(
            new Text<>(SettingKey.INPUT_SIZE, InputSize::toString, InputSize::parse),
            new Text<>(SettingKey.LAYOUT, Enum::name, Preprocessing.Layout::valueOf),
            new Text<>(SettingKey.COLOR, Enum::name, Preprocessing.Channels::valueOf),
            new Text<>(SettingKey.SCALE, String::valueOf, Double::valueOf),
            new Text<>(SettingKey.MEAN, PlanSettings::numbers, PlanSettings::numbers),
            new Text<>(SettingKey.STD, PlanSettings::numbers, PlanSettings::numbers),
            new Text<>(SettingKey.FIT, Enum::name, Preprocessing.Fit::valueOf),
            new Text<>(SettingKey.RESIZE, String::valueOf, Integer::valueOf),
            new Text<>(SettingKey.INTERPOLATION, Enum::name, Preprocessing.Interpolation::valueOf),
            new Text<>(SettingKey.OUTPUT, name -> name, name -> name),
            new Text<>(SettingKey.ACTIVATION, Enum::name, Activation::valueOf));

    private PlanSettings() {}

    private static String numbers(List<Double> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static List<Double> numbers(String text) {
        return Arrays.stream(text.split(" ")).map(Double::valueOf).toList();
    }

    /** @param entries receives files beside the properties */
    static void write(Settings settings, PlanProperties properties, Map<String, byte[]> entries) {
        for (int i = 0; i < settings.sources().size(); i++) {
            var source = settings.sources().get(i);
            String prefix = SOURCE + i + ".";
            properties.put(prefix + "origin", source.origin()).put(prefix + "from", source.from());
            TEXTS.forEach(text -> text.write(source, prefix, properties));
            source.get(SettingKey.INPUT).ifPresent(input -> write(input, prefix + "input", properties));
            var labels = source.get(SettingKey.LABELS);
            if (labels.isPresent()) {
                entries.put(file(prefix, "labels", "txt", entries, properties), bytes(labels.get()));
            }
            var constants = source.get(SettingKey.CONSTANTS);
            if (constants.isPresent()) {
                entries.put(file(prefix, "constants", "onnx", entries, properties), bytes(constants.get()));
            }
        }
        properties.putAll(NOTE, settings.notes());
    }

    /** Returns the name of a file, which begins with that of its source if it is not the first one of its kind. */
    private static String file(
            String prefix, String key, String ending, Map<String, byte[]> entries, PlanProperties properties) {
        String first = key + "." + ending;
        String name = entries.containsKey(first) ? prefix + first : first;
        properties.put(prefix + key, name);
        return name;
    }

    /** @throws InvalidModelException if the entries contradict each other */
    static Settings read(PlanProperties properties, Map<String, byte[]> entries) {
        var sources = new ArrayList<PartialSettings>();
        while (properties.has(SOURCE + sources.size() + ".origin")) {
            String prefix = SOURCE + sources.size() + ".";
            var source = PartialSettings.of(
                    properties.get(prefix + "origin", Origin::valueOf), properties.text(prefix + "from"));
            for (var text : TEXTS) {
                source = text.read(prefix, properties, source);
            }
            source = source.with(SettingKey.INPUT, input(prefix + "input", properties))
                    .with(SettingKey.LABELS, properties.find(prefix + "labels").map(file -> labels(file, entries)))
                    .with(
                            SettingKey.CONSTANTS,
                            properties.find(prefix + "constants").map(file -> constants(file, entries)));
            sources.add(source);
        }
        var settings = Settings.NONE.with(sources);
        for (String note : properties.all(NOTE)) {
            settings = settings.withNote(note);
        }
        return settings;
    }

    private static void write(TensorInfo input, String key, PlanProperties properties) {
        properties.put(key, input.name()).put(key + ".type", input.type());
        input.shape()
                .ifPresent(shape -> properties.putAll(
                        key + ".dim",
                        IntStream.range(0, shape.length)
                                .mapToObj(d -> shape[d] >= 0
                                        ? Long.toString(shape[d])
                                        : "N" + input.symbol(d).orElse(""))
                                .toList()));
    }

    private static Optional<TensorInfo> input(String key, PlanProperties properties) {
        return properties.find(key).map(name -> {
            Object[] dims = properties.all(key + ".dim").stream()
                    .map(d -> d.startsWith("N") ? d.substring(1) : (Object) Long.valueOf(d))
                    .toArray();
            return TensorInfo.of(name, properties.get(key + ".type", ElementType::valueOf), dims);
        });
    }

    private static byte[] entry(String file, Map<String, byte[]> entries) {
        if (!entries.containsKey(file)) {
            throw new InvalidModelException(
                    String.format(Locale.ROOT, "the plan has no entry '%s'. Write it again", file));
        }
        return entries.get(file);
    }

    /** Returns one line for each class, with a tab between its names. */
    private static byte[] bytes(Labels labels) {
        return labels.names().stream()
                .map(names -> names.stream().map(PlanSettings::escaped).collect(Collectors.joining("\t", "", "\n")))
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String name) {
        return name.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static Labels labels(String file, Map<String, byte[]> entries) {
        String text = new String(entry(file, entries), StandardCharsets.UTF_8);
        try {
            var lines = List.of(text.split("\n", -1));
            return new Labels(lines.subList(0, lines.size() - 1).stream()
                    .map(line -> Arrays.stream(line.split("\t", -1))
                            .map(String::translateEscapes)
                            .toList())
                    .toList());
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException(
                    String.format(Locale.ROOT, "the plan's entry '%s' is damaged: %s", file, e.getMessage()), e);
        }
    }

    private static byte[] bytes(List<Constant> constants) {
        var g = GraphBuilder.opset(18);
        constants.forEach(g::initializer);
        return g.build().toBytes();
    }

    private static List<Constant> constants(String file, Map<String, byte[]> entries) {
        try {
            var graph = ModelSource.of(file, entry(file, entries)).graph();
            return List.copyOf(graph.initializers().values());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
