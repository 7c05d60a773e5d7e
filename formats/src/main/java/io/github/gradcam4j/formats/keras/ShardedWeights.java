package io.github.gradcam4j.formats.keras;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
    record Entry(String name, long[] shape, WeightEncoding encoding, Group group, long offset) implements Stored {

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

    /** @param shards the files of a group, in order */
    record Group(List<Path> shards) {}

    private final Map<String, Entry> entries;

    /** The names of weights by {@code layer/kernel}, for each of their scopes as the layer. */
    private final Map<String, List<String>> scoped = new HashMap<>();

    ShardedWeights(Map<String, Entry> entries) {
        this.entries = Map.copyOf(entries);
        entries.keySet().forEach(this::index);
    }

    private void index(String name) {
        var parts = List.of(name.split("/"));
        var scopes = parts.subList(0, Math.max(0, parts.size() - 1));
        new HashSet<>(scopes)
                .forEach(scope -> scoped.computeIfAbsent(
                                scope + "/" + parts.get(parts.size() - 1), key -> new ArrayList<>())
                        .add(name));
    }

    /** Returns the files of all shards. */
    List<Path> shards() {
        return entries.values().stream()
                .map(Entry::group)
                .distinct()
                .flatMap(group -> group.shards().stream())
                .distinct()
                .sorted()
                .toList();
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
        var names = scoped.getOrDefault(plain, List.of());
        return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
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
