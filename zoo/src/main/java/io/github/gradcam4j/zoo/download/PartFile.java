package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.internal.disk.OrdinaryFile;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * The bytes of a file received so far: {@code NAME.part}, and {@code NAME.part.origin}, which records the source so
 * that a later process can resume. Not thread safe; the caller holds the {@link DownloadLock}.
 */
final class PartFile {

    private static final int LARGEST_NOTE = 64 << 10;

    private final Path target;
    private final Path file;
    private final Path note;

    private PartFile(Path target) {
        this.target = target;
        this.file = target.resolveSibling(target.getFileName() + ".part");
        this.note = target.resolveSibling(target.getFileName() + ".part.origin");
    }

    /**
     * Returns the part that an earlier download of the same content left, if any; deletes the part of other content.
     */
    static PartFile beside(Path target, Checksum checksum) throws IOException {
        var part = new PartFile(target);
        if (!part.origin().getProperty("checksum", "").equals(checksum.toString())) {
            part.discard();
        }
        return part;
    }

    Path file() {
        return file;
    }

    /** Returns the number of bytes received; 0 if there are none. */
    long length() {
        return Files.isRegularFile(file) ? file.toFile().length() : 0;
    }

    /** Returns the ETag or the date that this address gave for these bytes, if any. */
    Optional<String> validator(URI address) {
        Properties origin = origin();
        return address.toString().equals(origin.getProperty("address"))
                ? Optional.ofNullable(origin.getProperty("validator"))
                : Optional.empty();
    }

    private Properties origin() {
        var origin = new Properties();
        try {
            origin.load(new StringReader(new String(OrdinaryFile.read(note, LARGEST_NOTE), StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException e) {
            origin.clear(); // missing or damaged: the download starts again
        }
        return origin;
    }

    /** Discards the bytes received so far and receives the file from its beginning. */
    Sink restart(URI address, Optional<String> validator, Checksum checksum) throws IOException {
        Sink sink = sink(false);
        var origin = new Properties();
        origin.setProperty("address", address.toString());
        origin.setProperty("checksum", checksum.toString());
        validator.ifPresent(v -> origin.setProperty("validator", v));
        try {
            var text = new StringWriter();
            origin.store(text, null);
            AtomicFile.write(note, text.toString().getBytes(StandardCharsets.UTF_8));
            return sink;
        } catch (IOException e) {
            sink.close();
            throw unwritable(note, e);
        }
    }

    /** Receives bytes after those received so far. */
    Sink append() throws IOException {
        return sink(true);
    }

    private Sink sink(boolean append) throws DownloadException {
        try {
            return new Sink(new FileOutputStream(file.toFile(), append));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    void discard() throws IOException {
        delete(file);
        delete(note);
    }

    private static void delete(Path file) throws DownloadException {
        try {
            Files.deleteIfExists(file);
        } catch (DirectoryNotEmptyException e) {
            throw new DownloadException(file + " is a folder; move it away", e);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Moves the complete file to its target, see {@link AtomicFile#publish}. */
    void moveToTarget() throws IOException {
        try {
            AtomicFile.publish(file, target);
            Files.deleteIfExists(note);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /** @throws DownloadException if the disk has no room for so many more bytes */
    void requireSpace(long bytes) throws IOException {
        long free = Files.getFileStore(file).getUsableSpace();
        if (free > 0 && bytes > free) { // some network disks report 0 for unknown
            throw new DownloadException(String.format(
                    Locale.ROOT,
                    "%s needs %,d more bytes, and the disk has %,d free. The bytes received so far are kept in %s.",
                    target,
                    bytes,
                    free,
                    file));
        }
    }

    private static DownloadException unwritable(Path path, IOException cause) {
        boolean named = String.valueOf(cause.getMessage()).contains(path.toString());
        return new DownloadException(
                named
                        ? "cannot write " + cause.getMessage()
                        : String.format(Locale.ROOT, "cannot write %s: %s", path, cause.getMessage()),
                cause);
    }

    /** Writes received bytes to the part. */
    final class Sink implements Closeable {
        private final OutputStream out;

        private Sink(OutputStream out) {
            this.out = out;
        }

        void write(List<ByteBuffer> pieces) throws DownloadException {
            try {
                for (ByteBuffer piece : pieces) {
                    var bytes = new byte[piece.remaining()];
                    piece.get(bytes);
                    out.write(bytes);
                }
            } catch (IOException e) {
                throw unwritable(file, e);
            }
        }

        @Override
        public void close() throws DownloadException {
            try {
                out.close();
            } catch (IOException e) {
                throw unwritable(file, e);
            }
        }
    }
}
