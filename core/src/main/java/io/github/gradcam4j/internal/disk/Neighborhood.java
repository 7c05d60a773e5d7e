package io.github.gradcam4j.internal.disk;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The files that an untrusted file may name: those in its folder and below and, if it is a symbolic link, also in the
 * folders of the link's targets, since caches such as Hugging Face's consist of links.
 *
 * @param folders absolute and without links; the folder of the file as it is named is the first
 */
public record Neighborhood(List<Path> folders) {

    private static final int LINKS = 40;

    public Neighborhood {
        folders = List.copyOf(folders);
    }

    /** Follows the links of a file, which need not exist. */
    public static Neighborhood of(Path file) throws IOException {
        var folders = new LinkedHashSet<Path>();
        var link = file.toAbsolutePath();
        for (int i = 0; i < LINKS; i++) {
            var folder = Optional.ofNullable(link.getParent()).orElse(link);
            folders.add(Files.isDirectory(folder) ? folder.toRealPath() : folder.normalize());
            if (!Files.isSymbolicLink(link)) {
                return new Neighborhood(List.copyOf(folders));
            }
            link = folder.resolve(Files.readSymbolicLink(link));
        }
        throw new FileSystemLoopException(file.toString());
    }

    /**
     * Returns whether a name is that of a file in these folders, by links too. A file that does not exist is judged by
     * its path; a text that cannot be a path is in no folder.
     */
    public boolean contains(String name) throws IOException {
        try {
            var file = resolve(name);
            var real = Files.exists(file) ? file.toRealPath() : file;
            return folders.stream().anyMatch(real::startsWith);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * Returns the path that a name means beside the file.
     *
     * @throws InvalidPathException if the name cannot be a path
     */
    public Path resolve(String name) {
        return folders.get(0).resolve(name).normalize();
    }
}
