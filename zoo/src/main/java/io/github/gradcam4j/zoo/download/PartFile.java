package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.internal.disk.AtomicFile;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What has come of a file so far: {@code NAME.part}, and {@code NAME.part.origin}, which says whence, so that a later process can go on. Not
 * thread safe; its owner holds the {@link DownloadLock}.
 */
final class PartFile {

    private final Path target;
    private final Path file;
    private final Path note;

    private PartFile(Path target) {
        this.target = target;
        this.file = target.resolveSibling(target.getFileName() + ".part");
        this.note = target.resolveSibling(target.getFileName() + ".part.origin");
    }

    /** Finds what an earlier pull of the same content left; anything else that is there is deleted. */
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

    /** In bytes; 0 where there is none. */
    long length() {
        return file.toFile().length();
    }

    /** The ETag or the date that this address gave for what is here. */
    Optional<String> validator(URI address) {
        Properties origin = origin();
        return address.toString().equals(origin.getProperty("address"))
                ? Optional.ofNullable(origin.getProperty("validator"))
                : Optional.empty();
    }

    private Properties origin() {
        var origin = new Properties();
        try {
            origin.load(new StringReader(Files.readString(note)));
        } catch (IOException | IllegalArgumentException e) {
            origin.clear(); // missing or damaged: then nothing is known, and the download starts anew
        }
        return origin;
    }

    /** Starts anew, with bytes from this address. */
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

    /** Goes on behind what is here. */
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
        Files.deleteIfExists(file);
        Files.deleteIfExists(note);
    }

    /** Ends it: the file stands whole in its place, also after a crash of the machine. */
    void moveToTarget() throws IOException {
        try {
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(note);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /** @throws DownloadException if so many bytes more cannot fit */
    void requireSpace(long bytes) throws IOException {
        long free = Files.getFileStore(file).getUsableSpace();
        if (free > 0 && bytes > free) { // some network disks say 0 for unknown
            throw new DownloadException(
                    "%s needs %,d bytes more, and only %,d are free there. What has come is kept in %s."
                            .formatted(target, bytes, free, file));
        }
    }

    private static DownloadException unwritable(Path path, IOException cause) {
        return new DownloadException("cannot write %s: %s".formatted(path, cause.getMessage()), cause);
    }

    /** Takes the bytes. */
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
