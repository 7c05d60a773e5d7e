package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of a {@code weightsManifest}. The shards of a group, concatenated, are the weights of the group,
 * concatenated. A weight is read from disk on request, so that the model is never in memory twice.
 */
final class ShardedWeights implements KerasWeights {

    /**
     * A weight of a group.
     *
     * @param offset in bytes, in the concatenated shards
     */
    private record Entry(String name, long[] shape, WeightEncoding encoding, Group group, long offset)
            implements Stored {

        @Override
        public float[] values() throws IOException {
            return encoding.decode(ShardedWeights.bytes(this), elements());
        }

        int elements() {
            long n = 1;
            for (long d : shape) {
                n = Math.multiplyExact(n, d);
            }
            return Math.toIntExact(n);
        }

        int bytes() {
            return Math.multiplyExact(elements(), encoding.bytes());
        }
    }

    private record Group(List<Path> shards) {}

    private final Map<String, Entry> entries;

    private ShardedWeights(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** Returns the files of all shards. */
    List<Path> shards() {
        return entries.values().stream()
                .flatMap(entry -> entry.group().shards().stream())
                .distinct()
                .toList();
    }

    /**
     * Reads a manifest.
     *
     * @param folder of the shards; a path that leads out of it is refused
     * @throws LayersModelException if a shard is missing or has the wrong size, or the manifest is not valid
     */
    static ShardedWeights read(JsonNode manifest, Path folder) throws IOException {
        var entries = new LinkedHashMap<String, Entry>();
        for (JsonNode described : manifest) {
            var group = new Group(shards(described.path("paths"), folder));
            long offset = 0;
            for (JsonNode weight : described.path("weights")) {
                var entry = entry(weight, group, offset);
                if (entries.put(entry.name(), entry) != null) {
                    throw new LayersModelException("model.json describes the weight " + entry.name() + " twice");
                }
                offset += entry.bytes();
            }
            requireSize(group, offset);
        }
        return new ShardedWeights(entries);
    }

    private static List<Path> shards(JsonNode paths, Path folder) {
        var shards = new ArrayList<Path>();
        for (JsonNode path : paths) {
            Path shard = folder.resolve(path.asText()).normalize();
            if (!shard.startsWith(folder.normalize())) {
                throw new LayersModelException("the shard " + path.asText() + " is outside the model's folder");
            }
            if (!Files.isRegularFile(shard)) {
                throw new LayersModelException("the shard " + path.asText() + " is not beside model.json in " + folder);
            }
            shards.add(shard);
        }
        return shards;
    }

    private static Entry entry(JsonNode weight, Group group, long offset) {
        String name = weight.path("name").asText();
        var shape = new long[weight.path("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = weight.path("shape").get(i).asLong(-1);
            if (shape[i] < 0) {
                throw new LayersModelException("weight " + name + ": not a shape: " + weight.path("shape"));
            }
        }
        try {
            var entry = new Entry(name, shape, WeightEncoding.of(name, weight), group, offset);
            entry.bytes();
            return entry;
        } catch (ArithmeticException tooLarge) {
            throw new LayersModelException("weight " + name + ": more than 2 GiB: " + weight.path("shape"));
        }
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
                    group.shards().stream().map(Path::getFileName).toList(),
                    actual,
                    expected));
        }
    }

    @Override
    public Optional<Stored> find(KerasLayer layer, String parameter) {
        return name(layer.name(), parameter).map(entries::get);
    }

    /**
     * Returns the manifest's name for a parameter of a layer, if any. Exporters write {@code layer/kernel}, some with
     * outer scopes before it or with a cell between.
     */
    private Optional<String> name(String layer, String parameter) {
        String plain = layer + "/" + parameter;
        if (entries.containsKey(plain)) {
            return Optional.of(plain);
        }
        var scoped = entries.keySet().stream()
                .filter(name -> {
                    var parts = List.of(name.split("/"));
                    return parts.get(parts.size() - 1).equals(parameter)
                            && parts.subList(0, parts.size() - 1).contains(layer);
                })
                .toList();
        return scoped.size() == 1 ? Optional.of(scoped.get(0)) : Optional.empty();
    }

    private static ByteBuffer bytes(Entry entry) throws IOException {
        var bytes = ByteBuffer.allocate(entry.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        long start = 0;
        for (Path shard : entry.group().shards()) {
            long end = start + Files.size(shard);
            long position = entry.offset() + bytes.position();
            if (position < end && bytes.hasRemaining()) {
                read(shard, position - start, bytes, (int) Math.min(bytes.remaining(), end - position));
            }
            start = end;
        }
        return bytes.flip();
    }

    private static void read(Path shard, long from, ByteBuffer into, int count) throws IOException {
        var part = into.slice(into.position(), count);
        try (var channel = FileChannel.open(shard)) {
            for (long at = from; part.hasRemaining(); ) {
                int read = channel.read(part, at);
                if (read < 0) {
                    throw new IOException(shard + " ended early");
                }
                at += read;
            }
        }
        into.position(into.position() + count);
    }
}
