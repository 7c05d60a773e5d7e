package io.github.gradcam4j.internal.disk;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes files that appear complete or not at all: the content goes to a temporary file in the same folder, which is
 * then moved to its final name.
 */
public final class AtomicFile {

    private AtomicFile() {}

    /** A writer of a file's content. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes the content.
         *
         * @param part a file that does not exist yet
         */
        void writeTo(Path part) throws IOException;
    }

    /**
     * Writes a file, creates its folders and replaces an existing file. If the content fails, the existing file stays
     * as it is.
     *
     * @throws FileSystemException naming the file, if the disk is full
     */
    public static void write(Path file, Content content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path part = folder.resolve("." + UUID.randomUUID() + ".part");
        try {
            content.writeTo(part);
            move(part, file);
        } catch (FileSystemException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw named(file, e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Writes a file with these bytes, creates its folders and replaces an existing file. */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, part -> Files.write(part, bytes));
    }

    /**
     * Moves a complete file of the same file system to its final name and replaces an existing file. The content is on
     * the disk before the move, so that a crash of the machine leaves no half file under the final name.
     */
    public static void publish(Path part, Path file) throws IOException {
        try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        move(part, file);
    }

    /** Adds the name of the file, which the message of a full disk lacks. */
    private static IOException named(Path file, IOException e) {
        if (e.getClass() != IOException.class) {
            return e;
        }
        var named = new FileSystemException(file.toString(), null, e.getMessage());
        named.initCause(e);
        return named;
    }

    private static void move(Path part, Path file) throws IOException {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
