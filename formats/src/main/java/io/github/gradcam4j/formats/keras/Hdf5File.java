package io.github.gradcam4j.formats.keras;

import io.jhdf.GlobalHeap;
import io.jhdf.HdfFile;
import io.jhdf.Utils;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * An HDF5 file that may be untrusted. Links to other files are not followed, and no array is larger than the file can
 * reasonably hold.
 */
final class Hdf5File implements Closeable {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    /** The size of the largest superblock, and the position of the file's end in it. */
    private static final int SUPERBLOCK = 100;

    private static final int END_IN_OLD_SUPERBLOCK = 40;
    private static final int END_IN_SUPERBLOCK = 28;

    /** The limit of all arrays together, relative to the file; Keras has the same for its archives. */
    private static final int MAX_EXPANSION = 100;

    private static final long MIN_LIMIT = 64L << 20;

    /** The most groups inside each other on the path of a weight. */
    private static final int DEEPEST = 256;

    /** The most characters of a name or a reason in a message; they are those of the file. */
    private static final int LONGEST = 300;

    /** The library's name for the file; this class names it. */
    private static final URI NO_NAME = URI.create("model.h5");

    private final String name;
    private final HdfFile hdf;
    private final Hdf5Names names;
    private long remaining;

    private Hdf5File(String name, HdfFile hdf, long size) {
        this.name = name;
        this.hdf = hdf;
        this.names = new Hdf5Names(hdf.getHdfBackingStorage());
        this.remaining = MIN_LIMIT + MAX_EXPANSION * size;
    }

    /** Returns whether a file starts as HDF5 files do. */
    static boolean isHdf5(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var head = ByteBuffer.allocate(SIGNATURE.length);
            while (head.hasRemaining() && channel.read(head) >= 0) {}
            return Arrays.equals(head.array(), SIGNATURE);
        }
    }

    static Hdf5File open(Path file) throws IOException {
        return open(file.toString(), Hdf5Channel.of(file));
    }

    /** @param name for messages */
    static Hdf5File open(String name, ByteBuffer content) throws IOException {
        return open(name, Hdf5Channel.of(content));
    }

    private static Hdf5File open(String name, Hdf5Channel channel) throws IOException {
        try {
            requireWhole(name, channel);
            return new Hdf5File(name, guarded(name, () -> new HdfFile(channel, NO_NAME)), channel.size());
        } catch (LayersModelException e) {
            channel.close();
            throw e;
        }
    }

    /** Checks the size of the file against the one in its superblock. */
    private static void requireWhole(String name, Hdf5Channel channel) {
        long size = channel.size();
        long whole = guarded(name, () -> {
            var block = ByteBuffer.allocate(SUPERBLOCK).order(ByteOrder.LITTLE_ENDIAN);
            while (block.hasRemaining() && channel.read(block) >= 0) {}
            int version = block.flip().get(SIGNATURE.length);
            return block.getLong(version < 2 ? END_IN_OLD_SUPERBLOCK + 4 * version : END_IN_SUPERBLOCK);
        });
        if (whole > size) {
            throw new LayersModelException(String.format(
                    Locale.ROOT,
                    "%s is cut short: it has %,d of %,d bytes (copy or download it again)",
                    name,
                    size,
                    whole));
        }
    }

    /** Turns every failure of the library on a damaged file into one exception. */
    private static <T> T guarded(String name, Callable<T> reading) {
        try {
            return reading.call();
        } catch (LayersModelException e) {
            throw e;
        } catch (Exception | StackOverflowError | OutOfMemoryError | NoClassDefFoundError e) {
            throw damaged(name, reason(e), e);
        }
    }

    /** Returns what the library reports as its deepest failure; it may have names from the file, of any length. */
    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return shortened(root instanceof HdfException ? String.valueOf(root.getMessage()) : root.toString());
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    private static LayersModelException damaged(String name, String reason, Throwable cause) {
        return new LayersModelException(
                String.format(
                        Locale.ROOT, "%s is damaged, or uses a part of HDF5 that is not supported: %s", name, reason),
                cause);
    }

    Group root() {
        return hdf;
    }

    /** Returns a member of a group, if any. */
    Optional<Node> child(Group group, String child) {
        return guarded(name, () -> Optional.ofNullable(members(group).get(child)))
                .map(node -> {
                    if (node.isLink()) {
                        throw new LayersModelException(
                                name + " has a link at " + shortened(node.getPath()) + "; links are not followed");
                    }
                    return node;
                });
    }

    private Map<String, Node> members(Group group) {
        names.require(group);
        return group.getChildren();
    }

    /** Returns the group at a path, if any. */
    Optional<Group> group(Group from, String... path) {
        if (path.length > DEEPEST) {
            throw new LayersModelException(String.format(
                    Locale.ROOT, "%s is damaged: a weight is in %,d groups inside each other", name, path.length));
        }
        Optional<Group> group = Optional.of(from);
        for (String part : path) {
            group = group.flatMap(parent -> child(parent, part))
                    .filter(Group.class::isInstance)
                    .map(Group.class::cast);
        }
        return group;
    }

    /** Returns the data set at a path whose parts are separated by slashes, if any. */
    Optional<KerasWeights.Stored> dataset(Group from, String path) {
        var parts = path.split("/");
        return group(from, Arrays.copyOf(parts, parts.length - 1))
                .flatMap(parent -> child(parent, parts[parts.length - 1]))
                .filter(Dataset.class::isInstance)
                .map(node -> new Hdf5Weight(this, (Dataset) node));
    }

    /** Returns the names of the members of a group. */
    List<String> names(Group group) {
        return guarded(name, () -> List.copyOf(members(group).keySet()));
    }

    /** Returns a text of a node, if any. */
    Optional<String> text(Node node, String attribute) {
        return strings(node, attribute).findFirst();
    }

    /** Returns a list of texts of a node; a long one is split into attributes with a number after their name. */
    List<String> texts(Node node, String attribute) {
        var all = new ArrayList<>(strings(node, attribute).toList());
        for (int part = 0; has(node, attribute + part); part++) {
            all.addAll(strings(node, attribute + part).toList());
        }
        return all;
    }

    boolean has(Node node, String attribute) {
        return guarded(name, () -> node.getAttributes().containsKey(attribute));
    }

    private Stream<String> strings(Node node, String attribute) {
        Object data = guarded(name, () -> {
            Attribute found = node.getAttributes().get(attribute);
            if (found == null || found.isEmpty()) {
                return null;
            }
            take(found.getSizeInBytes(), attribute);
            if (found.getDataType() instanceof VariableLength type && type.isVariableLengthString()) {
                take(lengths(found), attribute);
                return found.getData();
            }
            return found.getDataType() instanceof StringData ? found.getData() : null;
        });
        if (data instanceof String text) {
            return Stream.of(text);
        }
        return data instanceof String[] texts ? Stream.of(texts) : Stream.empty();
    }

    /** Returns the bytes of all texts of an attribute; a million may refer to the same long one. */
    private long lengths(Attribute attribute) {
        var heaps = new HashMap<Long, GlobalHeap>();
        var storage = hdf.getHdfBackingStorage();
        var references = attribute.getBuffer().order(ByteOrder.LITTLE_ENDIAN);
        int unused = attribute.getDataType().getSize() - storage.getSizeOfOffsets() - Integer.BYTES;
        long bytes = 0;
        for (long i = attribute.getSize(); i > 0; i--) {
            references.position(references.position() + unused);
            long address = Utils.readBytesAsUnsignedLong(references, storage.getSizeOfOffsets());
            int index = references.getInt();
            if (index != 0) {
                var heap = heaps.computeIfAbsent(address, start -> new GlobalHeap(storage, start));
                bytes += heap.getObjectData(index).remaining();
            }
        }
        return bytes;
    }

    /** Reads the values of a data set. */
    Object read(Dataset dataset) {
        return guarded(name, () -> {
            String path = dataset.getPath();
            if (!(dataset.getDataType() instanceof FixedPoint || dataset.getDataType() instanceof FloatingPoint)) {
                throw new LayersModelException(String.format(
                        Locale.ROOT,
                        "%s: weight %s has values of type %s; supported are floats and integers",
                        name,
                        shortened(path),
                        dataset.getDataType().getClass().getSimpleName()));
            }
            take(dataset.getSizeInBytes(), path);
            if (dataset instanceof ChunkedDataset chunked) {
                var chunks = new Hdf5Chunks(chunked);
                take(chunks.bytes(), path);
                chunks.require();
            }
            return dataset.getDataFlat();
        });
    }

    <T> T reading(Callable<T> reading) {
        return guarded(name, reading);
    }

    private void take(long bytes, String what) {
        if (bytes < 0 || bytes > remaining || bytes > Integer.MAX_VALUE) {
            throw new LayersModelException(String.format(
                    Locale.ROOT,
                    "%s is damaged: %s has %,d bytes, more than the file holds",
                    name,
                    shortened(what),
                    bytes));
        }
        remaining -= bytes;
    }

    @Override
    public void close() {
        hdf.close();
    }
}
