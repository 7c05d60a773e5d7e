package io.github.gradcam4j.formats.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

    private final String name;
    private final HdfFile hdf;
    private long remaining;

    private Hdf5File(String name, HdfFile hdf, long size) {
        this.name = name;
        this.hdf = hdf;
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
        String name = file.toString();
        long size = Files.size(file);
        try (var channel = FileChannel.open(file)) {
            requireWhole(name, channel.map(MapMode.READ_ONLY, 0, Math.min(size, SUPERBLOCK)), size);
        }
        return new Hdf5File(name, guarded(name, () -> new HdfFile(file)), size);
    }

    /** @param name for messages */
    static Hdf5File open(String name, ByteBuffer content) {
        requireWhole(name, content.duplicate(), content.remaining());
        return new Hdf5File(name, guarded(name, () -> HdfFile.fromByteBuffer(content)), content.remaining());
    }

    /** Checks the size of the file against the one in its superblock. */
    private static void requireWhole(String name, ByteBuffer head, long size) {
        long whole = guarded(name, () -> {
            var block = head.order(ByteOrder.LITTLE_ENDIAN);
            int version = block.get(SIGNATURE.length);
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
        } catch (HdfException | BufferUnderflowException | IllegalArgumentException e) {
            throw damaged(name, String.valueOf(e.getMessage()), e);
        } catch (Exception | StackOverflowError | OutOfMemoryError | NoClassDefFoundError e) {
            throw damaged(name, e.toString(), e);
        }
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
        return guarded(name, () -> Optional.ofNullable(group.getChildren().get(child)))
                .map(node -> {
                    if (node.isLink()) {
                        throw new LayersModelException(
                                name + " has a link at " + node.getPath() + "; links are not followed");
                    }
                    return node;
                });
    }

    /** Returns the group at a path, if any. */
    Optional<Group> group(Group from, String... path) {
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
        return guarded(name, () -> List.copyOf(group.getChildren().keySet()));
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
            if (found == null) {
                return null;
            }
            take(found.getSizeInBytes(), attribute);
            return found.getData();
        });
        if (data instanceof String text) {
            return Stream.of(text);
        }
        return data instanceof String[] texts ? Stream.of(texts) : Stream.empty();
    }

    /** Reads the values of a data set. */
    Object read(Dataset dataset) {
        return guarded(name, () -> {
            take(dataset.getSizeInBytes(), dataset.getPath());
            return dataset.getDataFlat();
        });
    }

    <T> T reading(Callable<T> reading) {
        return guarded(name, reading);
    }

    private void take(long bytes, String what) {
        if (bytes < 0 || bytes > remaining || bytes > Integer.MAX_VALUE) {
            throw new LayersModelException(String.format(
                    Locale.ROOT, "%s is damaged: %s has %,d bytes, more than the file holds", name, what, bytes));
        }
        remaining -= bytes;
    }

    @Override
    public void close() {
        hdf.close();
    }
}
