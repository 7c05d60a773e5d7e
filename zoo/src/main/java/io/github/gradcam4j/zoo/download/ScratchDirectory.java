package io.github.gradcam4j.zoo.download;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A directory for work in progress. It is deleted on close and when the process ends. */
public final class ScratchDirectory implements AutoCloseable {

    private final Path path;
    private final Thread onExit;

    private ScratchDirectory(Path path) {
        this.path = path;
        this.onExit = new Thread(this::delete, "gradcam-scratch");
    }

    /**
     * Creates an empty directory at a path and deletes what a killed process left there. The caller holds a lock for
     * the path.
     */
    public static ScratchDirectory at(Path path) throws IOException {
        var scratch = new ScratchDirectory(path);
        scratch.delete();
        // First the hook, which is refused while the process ends: nothing is left then.
        Runtime.getRuntime().addShutdownHook(scratch.onExit);
        Files.createDirectories(path);
        return scratch;
    }

    /** Returns the path of the directory. */
    public Path path() {
        return path;
    }

    /** Returns the number of bytes of all files in it. */
    long size() throws IOException {
        var size = new long[1];
        walk(new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                size[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return size[0];
    }

    private void walk(SimpleFileVisitor<Path> visitor) throws IOException {
        if (Files.exists(path)) {
            Files.walkFileTree(path, visitor);
        }
    }

    private void delete() {
        try {
            walk(new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // Another thread deleted it.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs too; deleting twice is harmless.
        }
        delete();
    }
}
