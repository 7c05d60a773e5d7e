package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.formats.internal.json.Fields;
import io.github.gradcam4j.formats.keras.ShardedWeights.Entry;
import io.github.gradcam4j.formats.keras.ShardedWeights.Group;
import io.github.gradcam4j.internal.disk.Neighborhood;
import io.github.gradcam4j.internal.disk.OrdinaryFile;
import io.github.gradcam4j.internal.text.Excerpt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The reader of a {@code weightsManifest}: groups of weights, and the shards of each. A shard is a file in the model's
 * folder, and belongs to one group, once: the weights have as many bytes as there are.
 */
final class WeightsManifest {

    private final Path folder;
    private final Neighborhood neighborhood;
    private final Set<Object> seen = new HashSet<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private WeightsManifest(Path file) throws IOException {
        this.neighborhood = Neighborhood.of(file);
        this.folder = file.toAbsolutePath().normalize().getParent();
    }

    /**
     * Reads the manifest of a model.
     *
     * @param model the fields of {@code model.json}
     * @throws LayersModelException if a shard is missing, is outside the folder, is named twice or has the wrong size,
     *     or the manifest is not valid
     */
    static ShardedWeights read(Fields model, Path file) throws IOException {
        var manifest = new WeightsManifest(file);
        for (Fields group : model.objects("weightsManifest")) {
            manifest.read(group);
        }
        return new ShardedWeights(manifest.entries);
    }

    private void read(Fields described) throws IOException {
        var shards = new ArrayList<Path>();
        for (JsonNode path : described.list("paths")) {
            if (!path.isTextual()) {
                throw described.failure("paths", "must be a list of texts, and has " + Excerpt.of(path));
            }
            shards.add(shard(path.asText()));
        }
        var group = new Group(List.copyOf(shards));
        long offset = 0;
        for (Fields weight : described.objects("weights")) {
            var entry = entry(weight, group, offset);
            if (entries.put(entry.name(), entry) != null) {
                throw new LayersModelException(
                        "model.json describes the weight " + Excerpt.of(entry.name()) + " twice");
            }
            offset += entry.bytes();
        }
        requireSize(group, offset);
    }

    private Path shard(String name) throws IOException {
        if (!neighborhood.contains(name)) {
            throw new LayersModelException("the shard " + Excerpt.of(name) + " is outside the model's folder");
        }
        Path shard = folder.resolve(name).normalize();
        if (!Files.exists(shard)) {
            throw new LayersModelException("the shard " + Excerpt.of(name) + " is not beside model.json in " + folder);
        }
        OrdinaryFile.require(shard);
        if (!seen.add(identity(shard))) {
            throw new LayersModelException("model.json names the shard " + Excerpt.of(name) + " twice");
        }
        return shard;
    }

    /** Returns the identity of a file, which may have several names. */
    private static Object identity(Path file) throws IOException {
        var key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return Optional.ofNullable(key).orElse(file.toRealPath());
    }

    private static Entry entry(Fields weight, Group group, long offset) {
        String name = weight.value("name", JsonNode::isTextual, "a text")
                .orElseThrow(() -> weight.failure("name", "is missing"))
                .asText();
        var named = new Fields("weight " + Excerpt.of(name) + ":", "", weight.json(), LayersModelException::new);
        var shape = shape(named);
        try {
            var entry = new Entry(name, shape, WeightEncoding.of(named), group, offset);
            entry.bytes();
            return entry;
        } catch (ArithmeticException tooLarge) {
            throw named.failure(
                    "shape",
                    "is of more than 2 GiB: " + Excerpt.of(weight.json().path("shape")));
        }
    }

    private static long[] shape(Fields weight) {
        var shape = new ArrayList<Long>();
        for (JsonNode size : weight.list("shape")) {
            if (!Fields.isInteger(size) || size.asInt() < 0) {
                throw weight.failure(
                        "shape", "is not a shape: " + Excerpt.of(weight.json().path("shape")));
            }
            shape.add(size.asLong());
        }
        return shape.stream().mapToLong(size -> size).toArray();
    }

    private static void requireSize(Group group, long expected) throws IOException {
        long actual = 0;
        for (Path shard : group.shards()) {
            actual += Files.size(shard);
        }
        if (actual != expected) {
            throw new LayersModelException(String.format(
                    Locale.ROOT,
                    "the shards %s have %,d bytes, but model.json describes %,d",
                    Excerpt.of(group.shards().stream().map(Path::getFileName).toList()),
                    actual,
                    expected));
        }
    }
}
