package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.formats.internal.json.InvalidJsonException;
import io.github.gradcam4j.formats.internal.json.StrictJson;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A file {@code .keras}: a zip archive of the topology ({@code config.json}), the version of Keras
 * ({@code metadata.json}) and the weights ({@code model.weights.h5}). The file may be untrusted.
 */
record KerasArchive(Path path) {

    private static final String TOPOLOGY = "config.json";
    private static final String METADATA = "metadata.json";
    private static final String WEIGHTS = "model.weights.h5";

    /** The first four bytes of a zip archive, little endian. */
    private static final int SIGNATURE = 0x04034b50;

    private static final int MAX_JSON = 64 << 20;

    /** The limit of an entry relative to its compressed size, above 64 MiB; Keras has the same. */
    private static final int MAX_EXPANSION = 100;

    private static final long MIN_LIMIT = 64L << 20;

    static boolean isZip(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var head = ByteBuffer.allocate(Integer.BYTES);
            while (head.hasRemaining() && channel.read(head) >= 0) {}
            return head.getInt(0) == Integer.reverseBytes(SIGNATURE);
        }
    }

    JsonNode topology() throws IOException {
        return json(TOPOLOGY);
    }

    /** Returns the version of Keras that wrote the file, or an empty text. */
    String version() throws IOException {
        try (var zip = zip()) {
            if (zip.getEntry(METADATA) == null) {
                return "";
            }
        }
        return json(METADATA).path("keras_version").asText();
    }

    private JsonNode json(String name) throws IOException {
        try (var zip = zip()) {
            return StrictJson.parse(inflated(zip, entry(zip, name), MAX_JSON));
        } catch (InvalidJsonException e) {
            throw new LayersModelException(path + " is damaged: its " + name + " " + e.getMessage());
        }
    }

    KerasWeights weights() throws IOException {
        try (var zip = zip()) {
            var entry = entry(zip, WEIGHTS);
            var content = entry.getMethod() == ZipEntry.STORED
                    ? mapped(zip, entry)
                    : ByteBuffer.wrap(inflated(zip, entry, Integer.MAX_VALUE - 8));
            return new ArchiveWeights(Hdf5File.open(path + " (" + WEIGHTS + ")", content));
        }
    }

    private ZipFile zip() throws IOException {
        try {
            return ZipFile.builder().setPath(path).get();
        } catch (IOException | IllegalArgumentException e) {
            throw new LayersModelException(
                    path + " is a damaged or cut-short zip archive (copy or download it again): " + e.getMessage(), e);
        }
    }

    private ZipArchiveEntry entry(ZipFile zip, String name) {
        var entry = zip.getEntry(name);
        if (entry == null) {
            throw new LayersModelException(String.format(
                    Locale.ROOT, "%s is a zip archive, but not a Keras model: it has no entry %s", path, name));
        }
        return entry;
    }

    /** Maps the bytes of an uncompressed entry. */
    private ByteBuffer mapped(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        try (var channel = FileChannel.open(path)) {
            zip.getRawInputStream(entry).close();
            long start = entry.getDataOffset();
            if (start < 0 || entry.getSize() > Integer.MAX_VALUE || start > channel.size() - entry.getSize()) {
                throw tooLarge(entry);
            }
            return channel.map(MapMode.READ_ONLY, start, entry.getSize());
        }
    }

    private byte[] inflated(ZipFile zip, ZipArchiveEntry entry, int limit) throws IOException {
        long size = entry.getSize();
        if (size < 0 || size > limit || size > Math.max(MIN_LIMIT, MAX_EXPANSION * entry.getCompressedSize())) {
            throw tooLarge(entry);
        }
        if (entry.getMethod() != ZipEntry.STORED && entry.getMethod() != ZipEntry.DEFLATED) {
            throw unreadable(entry, "method " + entry.getMethod(), null);
        }
        try (var input = zip.getInputStream(entry)) {
            byte[] bytes = input.readNBytes((int) size);
            if (bytes.length < size || input.read() >= 0) {
                throw tooLarge(entry);
            }
            return bytes;
        } catch (ZipException | EOFException e) {
            throw unreadable(entry, e.getMessage(), e);
        }
    }

    private LayersModelException unreadable(ZipArchiveEntry entry, String reason, IOException cause) {
        return new LayersModelException(
                String.format(
                        Locale.ROOT,
                        "%s is damaged, or its entry %s is encrypted or compressed in another way than Keras does"
                                + " (%s); copy or download it again",
                        path,
                        entry.getName(),
                        reason),
                cause);
    }

    private LayersModelException tooLarge(ZipArchiveEntry entry) {
        return new LayersModelException(String.format(
                Locale.ROOT,
                "%s is damaged: its entry %s does not have the size of %,d bytes that the archive states, or is larger"
                        + " than a model can be",
                path,
                entry.getName(),
                entry.getSize()));
    }
}
