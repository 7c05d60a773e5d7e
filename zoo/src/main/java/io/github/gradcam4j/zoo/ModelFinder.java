package io.github.gradcam4j.zoo;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.cam.Labels;
import io.github.gradcam4j.cam.Model;
import io.github.gradcam4j.graph.ModelFile;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.zoo.card.CardReader;
import io.github.gradcam4j.zoo.label.ImageNet;
import io.github.gradcam4j.zoo.pull.PullListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds the model that a user means: an id of the catalogue, or a file of weights, with a card of what must be known to use
 * it, or without.
 *
 * @param zoo where ids are looked up
 * @param listener is told of what must be pulled
 */
public record ModelFinder(Zoo zoo, PullListener listener) {

    private static final String TEACHABLE_MACHINE = "@teachablemachine/image";

    /**
     * A model that was found.
     *
     * @param assumed what was taken for granted, a sentence each; empty where a card says it all
     */
    public record Found(Model model, List<String> assumed) {
        public Found {
            assumed = List.copyOf(assumed);
        }
    }

    /**
     * @param wanted an id or a file; empty for the preferred model
     * @param architecture the network that a state dict's weights are for; empty to tell by the weights
     * @param card a card for the file; empty for the one beside it, {@code NAME.card.json}, if there is one
     * @throws IllegalArgumentException if there is no such model or file; the message says what is near
     */
    public Found find(Optional<String> wanted, Optional<String> architecture, Optional<Path> card)
            throws IOException, InterruptedException {
        if (wanted.isEmpty()) {
            var model = zoo.preferred(listener);
            return new Found(model, List.of("model " + model.id()));
        }
        var file = Path.of(wanted.get());
        if (!looksLikeFile(file)) {
            return new Found(zoo.pull(zoo.card(wanted.get()), listener), List.of());
        }
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(wanted.get(), null, "there is no such model file");
        }
        var beside = card.or(() ->
                Optional.of(file.resolveSibling(stem(file) + ".card.json")).filter(Files::isRegularFile));
        if (beside.isEmpty()) {
            return bare(file, architecture);
        }
        var known = CardReader.read(beside.get());
        return new Found(known.model(onnx(file, architecture.or(known::architecture))), List.of());
    }

    private static boolean looksLikeFile(Path file) {
        return Files.isRegularFile(file)
                || file.getNameCount() > 1
                || Conversion.isOnnx(file)
                || Conversion.convertible(file);
    }

    /** A short name; where a file is called model, as TF.js does, that of its folder. */
    private static String id(Path file) {
        var folder = file.toAbsolutePath().normalize().getParent().getFileName();
        return stem(file).equals("model") && folder != null ? folder.toString() : stem(file);
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The file itself where it is ONNX; else what it was converted to, which is kept for the next time. */
    private Path onnx(Path file, Optional<String> architecture) throws IOException {
        if (Conversion.isOnnx(file)) {
            return file;
        }
        if (!Conversion.convertible(file)) {
            throw new IllegalArgumentException(
                    "%s is none of the formats that are read: .onnx, .pth, .pt, .safetensors, model.json"
                            .formatted(file));
        }
        var converted = zoo.home().converted().resolve(version(file, architecture) + ".onnx");
        if (!Files.exists(converted)) {
            Conversion.write(Conversion.toOnnx(file, architecture), converted);
        }
        return converted;
    }

    private static String version(Path file, Optional<String> architecture) throws IOException {
        String identity = file.toRealPath() + "|" + Files.size(file) + "|" + Files.getLastModifiedTime(file) + "|"
                + architecture.orElse("");
        return stem(file) + "-" + UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8));
    }

    private Found bare(Path file, Optional<String> architecture) throws IOException {
        var onnx = onnx(file, architecture);
        var outline = ModelFile.outline(onnx);
        var teachable = teachableMachine(file);
        var assumed = new ArrayList<String>();
        var size = dimensions(outline.inputs().get(0));
        var input = teachable.map(t -> minusOneToOne()).orElse(Preprocessing.imageNet());
        if (size.length == 4) {
            input = input.withInput(size);
        }
        if (teachable.isEmpty()) {
            assumed.add("input %d x %d, ImageNet's mean and deviation, the centre of the picture"
                    .formatted(input.width(), input.height()));
        }
        var classes = dimensions(outline.outputs().get(0));
        Optional<Labels> labels = teachable;
        if (labels.isEmpty() && classes.length > 1 && classes[1] == ImageNet.CLASSES) {
            labels = Optional.of(ImageNet.labels());
            assumed.add("ImageNet's labels, as there are 1000 classes");
        }
        var bare = new Model(id(file), onnx, input, labels, Optional.empty(), Optional.empty(), Model.AUTO, Map.of());
        return new Found(bare, assumed);
    }

    private static long[] dimensions(ValueInfoProto value) {
        return value.getType().getTensorType().getShape().getDimList().stream()
                .mapToLong(d -> d.hasDimValue() ? d.getDimValue() : -1)
                .toArray();
    }

    private static Preprocessing minusOneToOne() {
        var one = List.of(1.0, 1.0, 1.0);
        var usual = Preprocessing.imageNet();
        return new Preprocessing(
                usual.width(),
                usual.height(),
                usual.layout(),
                usual.channels(),
                1 / 127.5,
                one,
                one,
                Preprocessing.Fit.CROP,
                224);
    }

    /** The labels that Teachable Machine writes beside its models; it takes the largest square of a picture, from -1 to 1. */
    private static Optional<Labels> teachableMachine(Path modelJson) throws IOException {
        var metadata = modelJson.resolveSibling("metadata.json");
        if (!modelJson.endsWith("model.json") || !Files.isRegularFile(metadata)) {
            return Optional.empty();
        }
        try {
            JsonNode json = new ObjectMapper().readTree(metadata.toFile());
            if (!json.path("packageName").asText().equals(TEACHABLE_MACHINE)) {
                return Optional.empty();
            }
            var names = new ArrayList<String>();
            json.path("labels").forEach(label -> names.add(label.asText()));
            return Optional.of(Labels.of(names));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("%s is not JSON: %s".formatted(metadata, e.getOriginalMessage()), e);
        }
    }
}
