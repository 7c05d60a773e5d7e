package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.formats.internal.json.Fields;
import io.github.gradcam4j.formats.keras.ShardedWeights.Entry;
import io.github.gradcam4j.formats.keras.ShardedWeights.Group;
import io.github.gradcam4j.internal.disk.Neighborhood;
import io.github.gradcam4j.internal.disk.OrdinaryFile;
import io.github.gradcam4j.internal.text.MessageText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The reader of a {@code weightsManifest}: groups of weights, and the shards of each. A shard is a file in the model's
 * folder, or a link there, and belongs to one group, once. Few shards are the same file, so that the weights are in
 * proportion to the bytes on the disk.
 */
final class WeightsManifest {

    /** The largest number of shards that are one file. */
    private static final int MOST_LINKS = 4;

    private final Neighborhood neighborhood;
    private final Set<Path> seen = new HashSet<>();
    private final Map<Path, Integer> links = new HashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private WeightsManifest(Path file) throws IOException {
        this.neighborhood = Neighborhood.of(file);
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
        var names = new ArrayList<String>();
        var shards = new ArrayList<Path>();
        for (JsonNode path : described.list("paths")) {
            if (!path.isTextual()) {
                throw described.failure("paths", "must be a list of texts, and has " + MessageText.excerpt(path));
            }
            names.add(path.asText());
            shards.add(shard(path.asText()));
        }
        var group = new Group(List.copyOf(shards));
        long offset = 0;
        for (Fields weight : described.objects("weights")) {
            var entry = entry(weight, group, offset);
            if (entries.put(entry.name(), entry) != null) {
                throw new LayersModelException(
                        "model.json describes the weight " + MessageText.excerpt(entry.name()) + " twice");
            }
            offset += entry.bytes();
        }
        requireSize(names, group, offset);
    }

    private Path shard(String name) throws IOException {
        if (!neighborhood.contains(name)) {
            throw new LayersModelException("the shard " + MessageText.excerpt(name) + " is outside the model's folder");
        }
        Path shard = neighborhood.resolve(name);
        try {
            OrdinaryFile.require(shard);
        } catch (NoSuchFileException e) {
            throw new LayersModelException(String.format(
                    Locale.ROOT,
                    "the shard %s is not beside model.json in %s",
                    MessageText.excerpt(name),
                    neighborhood.folders().get(0)));
        }
        if (!seen.add(entry(shard))) {
            throw new LayersModelException("model.json names the shard " + MessageText.excerpt(name) + " twice");
        }
        var file = neighborhood.withoutLinks(shard);
        if (links.merge(file, 1, Integer::sum) > MOST_LINKS) {
            throw new LayersModelException(
                    "the shard " + MessageText.excerpt(name) + " is a link to the same file as four other shards");
        }
        return file;
    }

    /**
     * Returns the entry of a folder that a path leads to. Two entries may be links to one file, as in the caches of
     * model hubs; other paths to an entry, through links to folders or in another case, do not multiply it.
     */
    private static Path entry(Path file) throws IOException {
        var name = file.toRealPath(LinkOption.NOFOLLOW_LINKS).getFileName();
        return file.getParent().toRealPath().resolve(name);
    }

    private static Entry entry(Fields weight, Group group, long offset) {
        String name = weight.value("name", JsonNode::isTextual, "a text")
                .orElseThrow(() -> weight.failure("name", "is missing"))
                .asText();
        var named =
                new Fields("weight " + MessageText.excerpt(name) + ":", "", weight.json(), LayersModelException::new);
        var shape = shape(named);
        try {
            var entry = new Entry(name, shape, WeightEncoding.of(named), group, offset);
            entry.bytes();
            return entry;
        } catch (ArithmeticException tooLarge) {
            throw named.failure(
                    "shape",
                    "is of more than 2 GiB: "
                            + MessageText.excerpt(weight.json().path("shape")));
        }
    }

    private static long[] shape(Fields weight) {
        var shape = new ArrayList<Long>();
        for (JsonNode size : weight.list("shape")) {
            if (!Fields.isInteger(size) || size.asInt() < 0) {
                throw weight.failure(
                        "shape",
                        "is not a shape: " + MessageText.excerpt(weight.json().path("shape")));
            }
            shape.add(size.asLong());
        }
        return shape.stream().mapToLong(size -> size).toArray();
    }

    private static void requireSize(List<String> names, Group group, long expected) throws IOException {
        long actual = 0;
        for (Path shard : group.shards()) {
            actual += Files.size(shard);
        }
        if (actual != expected) {
            throw new LayersModelException(String.format(
                    Locale.ROOT,
                    "the shards %s have %,d bytes, but model.json describes %,d",
                    MessageText.excerpt(names),
                    actual,
                    expected));
        }
    }
}
