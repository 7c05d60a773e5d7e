package io.github.gradcam4j.internal.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files that an untrusted file may name: those in its folder and below and, if it is a symbolic link, also in the
 * folders of the link's targets. Hugging Face's cache consists of links: {@code snapshots/REVISION/model.onnx} and
 * {@code model.onnx_data} beside it lead to {@code blobs}. Two names may lead to one file there, if their contents are
 * equal.
 *
 * @param file the file itself, without links if it exists
 * @param folders absolute and without links; the folder of the file as it is named is the first
 */
public record Neighborhood(Path file, List<Path> folders) {

    private static final int LINKS = 40;

    /** The text of a link in Hugging Face's cache, after a copy that wrote links as files. */
    private static final Pattern WRITTEN_LINK = Pattern.compile("(\\.\\./)+blobs/[\\w.-]+");

    private static final int WRITTEN_LENGTH = 512;

    public Neighborhood {
        folders = List.copyOf(folders);
    }

    /** Follows the links of a file, which need not exist. */
    public static Neighborhood of(Path file) throws IOException {
        var folders = new LinkedHashSet<Path>();
        var link = file.toAbsolutePath();
        for (int i = 0; i < LINKS; i++) {
            var folder = Optional.ofNullable(link.getParent()).orElse(link);
            folder = Files.isDirectory(folder) ? folder.toRealPath() : folder.normalize();
            folders.add(folder);
            var target = target(link);
            if (target.isEmpty()) {
                return new Neighborhood(Files.exists(link) ? link.toRealPath() : link, List.copyOf(folders));
            }
            link = folder.resolve(target.get());
        }
        throw new FileSystemLoopException(file.toString());
    }

    /** Returns the target of a link; empty for any other file. */
    private static Optional<Path> target(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return Optional.of(Files.readSymbolicLink(file));
        }
        if (!Files.isRegularFile(file) || Files.size(file) > WRITTEN_LENGTH) {
            return Optional.empty();
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
        return Optional.of(text)
                .filter(t -> WRITTEN_LINK.matcher(t).matches())
                .map(Path::of)
                .filter(target -> Files.isRegularFile(file.resolveSibling(target)));
    }

    /**
     * Returns whether a name is that of a file in these folders, or of a link to one. For a file that does not exist,
     * the path decides; a text that cannot be a path is in no folder.
     */
    public boolean contains(String name) throws IOException {
        try {
            var file = resolve(name);
            return encloses(Files.exists(file) ? withoutLinks(file) : file);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * Returns the path that a name means beside the file as it is named.
     *
     * @throws InvalidPathException if the name cannot be a path
     */
    public Path resolve(String name) {
        return folders.get(0).resolve(name).normalize();
    }

    /** Returns the first file with a relative path in these folders, if any; a link in them may lead elsewhere. */
    public Optional<Path> find(Path relative) {
        return folders.stream()
                .map(folder -> folder.resolve(relative))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Returns an existing file without links. */
    public Path withoutLinks(Path existing) throws IOException {
        var file = existing.toRealPath();
        var written = target(file);
        return written.isPresent() ? file.resolveSibling(written.get()).toRealPath() : file;
    }

    /**
     * Returns whether a file is in these folders or below.
     *
     * @param file absolute and without links
     */
    public boolean encloses(Path file) {
        return folders.stream().anyMatch(file::startsWith);
    }
}
