package io.github.gradcam4j.zoo.card;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.formats.architecture.Architecture;
import io.github.gradcam4j.formats.internal.json.Fields;
import io.github.gradcam4j.formats.internal.json.InvalidJsonException;
import io.github.gradcam4j.formats.internal.json.StrictJson;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import io.github.gradcam4j.image.Preprocessing.Layout;
import io.github.gradcam4j.internal.disk.Neighborhood;
import io.github.gradcam4j.internal.disk.OrdinaryFile;
import io.github.gradcam4j.internal.text.MessageText;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.MapLayout;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a card from JSON. Paths in a card are relative to its file. */
public final class CardReader {

    static final Set<String> FIELDS = Set.of(
            "$schema",
            "id",
            "title",
            "task",
            "architecture",
            "weights",
            "input",
            "output",
            "labels",
            "layer",
            "layers",
            "maps",
            "constants",
            "parameters",
            "accuracy",
            "license",
            "citation");
    static final Set<String> SOURCE_FIELDS = Set.of("url", "npm", "file", "model", "sha256", "sha512", "size");
    static final Set<String> INPUT_FIELDS =
            Set.of("width", "height", "layout", "channels", "scale", "mean", "std", "fit", "resize", "interpolation");
    static final Set<String> OUTPUT_FIELDS = Set.of("tensor", "activation");
    static final Set<String> MAP_FIELDS = Set.of("order", "rows", "columns", "first");
    static final Set<String> ACCURACY_FIELDS = Set.of("top1", "top5");

    /** The task of all models so far. */
    private static final String TASK = "classify";

    static final String IMAGENET = "imagenet-1k";

    /** The largest card in bytes. */
    private static final int LARGEST = 16 << 20;

    private static final String ADVICE = "; docs/models.md describes them";

    private final Fields fields;
    private final Neighborhood folder;

    private CardReader(Fields fields, Neighborhood folder) {
        this.fields = fields;
        this.folder = folder;
    }

    /**
     * Reads a card with an id.
     *
     * @throws CardException naming the field that is missing or wrong
     */
    public static Card read(Path file) throws IOException {
        return reader(parse(file), file).card(Optional.empty());
    }

    /**
     * Reads the card of a model's file, which needs no id.
     *
     * @param id the id of a card that has none
     * @throws CardException naming the field that is wrong
     */
    public static Card read(Path file, String id) throws IOException {
        return reader(parse(file), file).card(Optional.of(id));
    }

    /**
     * Returns a card with an id to be kept in another folder: the names of weight files are absolute, and labels of a
     * file are written into it.
     *
     * @param weights the file of weights that takes the place of the card's sources, if the user gives it
     * @throws CardException as {@link #read(Path)}, and if the card names a file of weights outside its folder
     */
    public static byte[] portable(Path file, Optional<Path> weights) throws IOException {
        var json = parse(file);
        var reader = reader(json, file);
        var card = reader.card(Optional.empty());
        if (weights.isPresent()) {
            ((ObjectNode) json)
                    .putArray("weights")
                    .addObject()
                    .put("file", weights.get().toAbsolutePath().normalize().toString());
        } else {
            var sources = new SourceReader(reader.folder);
            for (Fields source : reader.fields.objects("weights")) {
                sources.makeAbsolute(source);
            }
        }
        if (json.path("labels").isTextual() && !json.get("labels").asText().equals(IMAGENET)) {
            var labels = ((ObjectNode) json).putArray("labels");
            card.labels().orElseThrow().names().forEach(names -> labels.add(names.get(0)));
        }
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    }

    /** Reads a card of the catalog from the class path. */
    static Card resource(String name) throws IOException {
        try (var json = CardReader.class.getResourceAsStream(name)) {
            return new CardReader(fields(StrictJson.parse(json.readAllBytes()), name), Neighborhood.of(Path.of(name)))
                    .card(Optional.empty());
        } catch (InvalidJsonException e) {
            throw new CardException(String.format(Locale.ROOT, "card %s: %s", name, e.getMessage()), e);
        }
    }

    private static CardReader reader(JsonNode json, Path file) throws IOException {
        return new CardReader(fields(json, file.toString()), Neighborhood.of(file));
    }

    private static Fields fields(JsonNode json, String name) {
        return Fields.of(String.format(Locale.ROOT, "card %s:", name), json, CardException::new)
                .only(FIELDS, ADVICE);
    }

    private static JsonNode parse(Path file) throws IOException {
        try {
            return StrictJson.read(file, LARGEST);
        } catch (InvalidJsonException e) {
            throw new CardException(String.format(Locale.ROOT, "card %s: %s", file, e.getMessage()), e);
        }
    }

    /** @param otherwise the id if the card has none; if empty, the card must have one */
    private Card card(Optional<String> otherwise) throws IOException {
        String id = fields.text("id").or(() -> otherwise).orElseThrow(() -> fields.failure("id", "is missing"));
        var card = builder(id);
        fields.text("title").ifPresent(card::title);
        fields.value("task", v -> v.asText().equals(TASK), "\"" + TASK + "\", the only task so far");
        architecture().ifPresent(card::architecture);
        card.weights(sources());
        if (fields.has("input")) {
            input(fields.object("input").only(INPUT_FIELDS, ADVICE), card);
        }
        var output = fields.object("output").only(OUTPUT_FIELDS, ADVICE);
        output.text("tensor").ifPresent(card::output);
        output.choice("activation", Activation.class).ifPresent(card::activation);
        labels().ifPresent(card::labels);
        fields.text("layer").ifPresent(card::layer);
        card.layers(layers());
        card.maps(maps());
        if (fields.has("constants")) {
            card.constants(constants());
        }
        fields.count("parameters").ifPresent(card::parameters);
        accuracy().ifPresent(card::accuracy);
        fields.text("license").ifPresent(card::license);
        fields.text("citation").ifPresent(card::citation);
        return card.build();
    }

    private Card.Builder builder(String id) {
        try {
            return Card.builder(id);
        } catch (IllegalArgumentException e) {
            throw fields.failure("id", e.getMessage().replaceFirst("^an id ", ""));
        }
    }

    private Optional<String> architecture() {
        var name = fields.text("architecture");
        try {
            name.ifPresent(Architecture::byName);
        } catch (IllegalArgumentException e) {
            throw fields.failure("architecture", "is unknown: " + e.getMessage());
        }
        return name;
    }

    /** Reads the settings of the input, and checks that they fit each other. */
    private void input(Fields input, Card.Builder card) {
        try {
            if (input.has("width") || input.has("height")) {
                var usual = Preprocessing.imageNet();
                int width = input.integer("width").orElse(usual.width());
                card.setting(
                        SettingKey.INPUT_SIZE,
                        new InputSize(width, input.integer("height").orElse(usual.height())));
            }
            input.choice("layout", Layout.class).ifPresent(v -> card.setting(SettingKey.LAYOUT, v));
            input.choice("channels", Channels.class).ifPresent(v -> card.setting(SettingKey.COLOR, v));
            input.number("scale").ifPresent(v -> card.setting(SettingKey.SCALE, v));
            perChannel(input, "mean").ifPresent(v -> card.setting(SettingKey.MEAN, v));
            perChannel(input, "std").ifPresent(v -> card.setting(SettingKey.STD, v));
            input.choice("fit", Fit.class).ifPresent(v -> card.setting(SettingKey.FIT, v));
            input.choice("interpolation", Interpolation.class)
                    .ifPresent(v -> card.setting(SettingKey.INTERPOLATION, v));
            input.integer("resize").filter(v -> v != 0).ifPresent(v -> card.setting(SettingKey.RESIZE, v));
            card.build().preprocessing();
        } catch (IllegalArgumentException e) {
            throw e instanceof CardException ? e : fields.failure("input", "is wrong. " + e.getMessage());
        }
    }

    /** Reads a number for all channels, or one for each. */
    private static Optional<List<Double>> perChannel(Fields input, String field) {
        return input.numbers(field, Set.of(1, 3, 4), "a number, or a list of 1, 3 or 4 numbers");
    }

    /** Reads tensors by name: numbers, booleans, or nested lists of them. */
    private List<Constant> constants() {
        var constants = new ArrayList<Constant>();
        var tensors =
                fields.value("constants", JsonNode::isObject, "an object of numbers, or of nested lists of numbers");
        tensors.ifPresent(json -> json.properties()
                .forEach(tensor -> constants.add(JsonTensor.of(tensor.getKey(), tensor.getValue())
                        .orElseThrow(() -> fields.failure(
                                "constants." + MessageText.excerpt(tensor.getKey()),
                                "must be a number, or a nested list of numbers with lists of equal length")))));
        return constants;
    }

    private List<Source> sources() throws IOException {
        var reader = new SourceReader(folder);
        var sources = new ArrayList<Source>();
        for (Fields source : fields.objects("weights")) {
            sources.add(reader.read(source.only(SOURCE_FIELDS, ADVICE)));
        }
        return sources;
    }

    private Optional<Labels> labels() throws IOException {
        var json = fields.value(
                "labels",
                v -> v.isTextual() || v.isArray() && !v.isEmpty() && Fields.all(v, CardReader::isLabel),
                "\"" + IMAGENET + "\", a list of names or the name of a text file");
        if (json.isEmpty()) {
            return Optional.empty();
        }
        if (json.get().isArray()) {
            var names = new ArrayList<List<String>>();
            json.get().forEach(label -> names.add(names(label)));
            return Optional.of(new Labels(names));
        }
        String name = json.get().asText();
        return Optional.of(name.equals(IMAGENET) ? Labels.imageNet() : labels(name));
    }

    /** Returns whether a class has a name, or a list of names, whose first one is displayed. */
    private static boolean isLabel(JsonNode label) {
        return label.isTextual() || label.isArray() && !label.isEmpty() && Fields.all(label, JsonNode::isTextual);
    }

    private static List<String> names(JsonNode label) {
        var names = new ArrayList<String>();
        (label.isArray() ? label : List.of(label)).forEach(name -> names.add(name.asText()));
        return names;
    }

    /** A label a line. */
    private Labels labels(String name) throws IOException {
        if (!folder.contains(name)) {
            throw fields.failure(
                    "labels",
                    String.format(
                            Locale.ROOT,
                            "names the file %s, which is outside the card's folder; copy it there, or use --labels",
                            MessageText.excerpt(name)));
        }
        Path file = folder.resolve(name);
        try {
            return Labels.read(OrdinaryFile.require(file));
        } catch (NoSuchFileException e) {
            throw fields.failure(
                    "labels",
                    String.format(
                            Locale.ROOT,
                            "names the file %s, which is not there; \"%s\" and lists are known too",
                            file,
                            IMAGENET));
        } catch (IOException e) {
            throw fields.failure("labels", "cannot be read. " + e.getMessage());
        }
    }

    private Map<String, MapLayout> maps() {
        var json = fields.value("maps", JsonNode::isObject, "an object with an object for each tensor");
        var maps = new LinkedHashMap<String, MapLayout>();
        if (json.isPresent()) {
            var tensors = fields.object("maps");
            json.get()
                    .fieldNames()
                    .forEachRemaining(
                            name -> maps.put(name, map(tensors.object(name).only(MAP_FIELDS, ADVICE))));
        }
        return maps;
    }

    private static MapLayout map(Fields map) {
        var order = map.choice("order", FeatureLayout.Kind.class)
                .orElseThrow(() -> map.failure("order", "is missing: NCHW, NHWC, tokens or tokens_first"));
        int rows = map.integer("rows").orElseThrow(() -> map.failure("rows", "is missing"));
        int columns = map.integer("columns").orElseThrow(() -> map.failure("columns", "is missing"));
        try {
            return new MapLayout(order, rows, columns, map.integer("first").orElse(0));
        } catch (IllegalArgumentException e) {
            throw map.failure("rows", "is wrong: " + e.getMessage());
        }
    }

    private Map<String, String> layers() {
        var layers = new LinkedHashMap<String, String>();
        fields.value("layers", v -> v.isObject() && Fields.all(v, JsonNode::isTextual), "an object of texts")
                .ifPresent(v -> v.properties()
                        .forEach(e -> layers.put(e.getKey(), e.getValue().asText())));
        return layers;
    }

    private Optional<Card.Accuracy> accuracy() {
        var accuracy = fields.object("accuracy").only(ACCURACY_FIELDS, ADVICE);
        return fields.has("accuracy")
                ? Optional.of(new Card.Accuracy(
                        accuracy.number("top1").orElse(0.0),
                        accuracy.number("top5").orElse(0.0)))
                : Optional.empty();
    }
}
