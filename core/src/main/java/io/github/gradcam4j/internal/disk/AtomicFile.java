package io.github.gradcam4j.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes a file beside its place and moves it there when it is complete, so that nobody ever sees half of it. */
public final class AtomicFile {

    private AtomicFile() {}

    /** What is in the file. */
    @FunctionalInterface
    public interface Content {
        /** Writes it to a file that does not exist yet. */
        void writeTo(Path part) throws IOException;
    }

    /** Writes a file, making its folders and replacing one that was there. If the content fails, all stays as it was. */
    public static void write(Path file, Content content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path part = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            content.writeTo(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Writes a file of these bytes. */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, part -> Files.write(part, bytes));
    }
}
