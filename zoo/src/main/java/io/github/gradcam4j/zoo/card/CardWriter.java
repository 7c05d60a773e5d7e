package io.github.gradcam4j.zoo.card;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes the card of a model with all its settings, so that nothing is assumed when it is used. */
public final class CardWriter {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LONGEST_ID = 64;

    private final PartialSettings settings;
    private final ObjectNode card = MAPPER.createObjectNode();

    private CardWriter(PartialSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns the card as JSON in UTF-8.
     *
     * @param model a model with all its settings, as of an open explainer
     * @param file the path of the model's file relative to the card; empty to leave it out
     * @param architecture the network that the file's weights are for; empty if it is detected
     */
    public static byte[] write(Model model, Optional<String> file, Optional<String> architecture) throws IOException {
        var writer = new CardWriter(model.settings().merged(PartialSettings.of(Origin.CARD, "card")));
        writer.fields(model, file, architecture);
        return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(writer.card) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void fields(Model model, Optional<String> file, Optional<String> architecture) {
        card.put("id", id(model.id())).put("title", model.id());
        architecture.ifPresent(name -> card.put("architecture", name));
        file.ifPresent(path -> card.putArray("weights").addObject().put("file", path));
        input(card.putObject("input"));
        output(card.putObject("output"));
        settings.get(SettingKey.LABELS).ifPresent(this::labels);
        card.put("layer", model.layer());
        if (!model.layers().isEmpty()) {
            var layers = card.putObject("layers");
            model.layers().forEach(layers::put);
        }
        maps(model);
        settings.get(SettingKey.CONSTANTS).ifPresent(this::constants);
    }

    /** Returns a name as the id of a card, in which other characters than those of an id become hyphens. */
    public static String id(String name) {
        String id = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return id.isEmpty() ? "model" : id.substring(0, Math.min(id.length(), LONGEST_ID));
    }

    private void input(ObjectNode input) {
        settings.get(SettingKey.INPUT_SIZE)
                .ifPresent(size -> input.put("width", size.width()).put("height", size.height()));
        settings.get(SettingKey.LAYOUT).ifPresent(v -> input.put("layout", v.name()));
        settings.get(SettingKey.COLOR).ifPresent(v -> input.put("channels", v.name()));
        settings.get(SettingKey.SCALE).ifPresent(v -> input.put("scale", v));
        settings.get(SettingKey.MEAN).ifPresent(v -> numbers(input.putArray("mean"), v));
        settings.get(SettingKey.STD).ifPresent(v -> numbers(input.putArray("std"), v));
        settings.get(SettingKey.FIT).ifPresent(v -> input.put("fit", lowerCase(v)));
        settings.get(SettingKey.RESIZE).ifPresent(v -> input.put("resize", v));
        settings.get(SettingKey.INTERPOLATION).ifPresent(v -> input.put("interpolation", lowerCase(v)));
    }

    private static void numbers(ArrayNode array, List<Double> values) {
        values.forEach(array::add);
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void output(ObjectNode output) {
        settings.get(SettingKey.OUTPUT).ifPresent(v -> output.put("tensor", v));
        settings.get(SettingKey.ACTIVATION).ifPresent(v -> output.put("activation", lowerCase(v)));
    }

    private void labels(Labels labels) {
        if (labels.equals(Labels.imageNet())) {
            card.put("labels", CardReader.IMAGENET);
            return;
        }
        var array = card.putArray("labels");
        labels.names().forEach(names -> {
            if (names.size() == 1) {
                array.add(names.get(0));
            } else {
                names.forEach(array.addArray()::add);
            }
        });
    }

    private void maps(Model model) {
        if (!model.maps().isEmpty()) {
            var maps = card.putObject("maps");
            model.maps()
                    .forEach((tensor, map) -> maps.putObject(tensor)
                            .put("order", map.order().name())
                            .put("rows", map.rows())
                            .put("columns", map.columns())
                            .put("first", map.first()));
        }
    }

    private void constants(List<Constant> constants) {
        var values = card.putObject("constants");
        constants.forEach(constant -> values.set(constant.name(), JsonTensor.json(constant)));
    }
}
