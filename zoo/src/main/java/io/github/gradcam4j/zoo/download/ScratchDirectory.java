package io.github.gradcam4j.zoo.download;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder for work in progress. Gone when closed, and when the process is interrupted. */
public final class ScratchDirectory implements AutoCloseable {

    private final Path path;
    private final Thread onExit;

    private ScratchDirectory(Path path) {
        this.path = path;
        this.onExit = new Thread(this::delete, "gradcam-scratch");
    }

    /** An empty folder at that place; what a killed process left there is removed. Its user holds a lock for the place. */
    public static ScratchDirectory at(Path path) throws IOException {
        var scratch = new ScratchDirectory(path);
        scratch.delete();
        Files.createDirectories(path);
        Runtime.getRuntime().addShutdownHook(scratch.onExit);
        return scratch;
    }

    public Path path() {
        return path;
    }

    /** The bytes of all files in it. */
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
            // Someone else was faster: it is gone, as wanted.
        } catch (IOException e) {
            throw new UncheckedIOException("could not clear " + path, e);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs, or this does; deleting twice does no harm.
        }
        delete();
    }
}
