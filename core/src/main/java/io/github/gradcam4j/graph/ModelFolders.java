package io.github.gradcam4j.graph;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * A model's file, and the folders that may contain its external data: the file's own and, if the file is a symbolic
 * link, those of its targets. Hugging Face's cache consists of links: {@code snapshots/REVISION/model.onnx} and
 * {@code model.onnx_data} beside it lead to {@code blobs}.
 *
 * @param file the file itself, without links
 * @param folders without links, in the order of the search
 */
record ModelFolders(Path file, List<Path> folders) {

    private static final int LINKS = 40;

    /** The text of a link in Hugging Face's cache, after a copy that wrote links as files. */
    private static final Pattern WRITTEN_LINK = Pattern.compile("(\\.\\./)+blobs/[\\w.-]+");

    private static final int WRITTEN_LENGTH = 512;

    /**
     * Follows the links of a model's path.
     *
     * @throws java.nio.file.NoSuchFileException if the file does not exist
     */
    static ModelFolders of(Path model) throws IOException {
        if (Files.notExists(model)) {
            throw new NoSuchFileException(model.toString());
        }
        var folders = new LinkedHashSet<Path>();
        var file = model.toAbsolutePath();
        for (int i = 0; i < LINKS; i++) {
            var folder = Optional.ofNullable(file.getParent()).orElse(file).toRealPath();
            folders.add(folder);
            var target = target(file);
            if (target.isEmpty()) {
                return new ModelFolders(file.toRealPath(), List.copyOf(folders));
            }
            file = folder.resolve(target.get());
        }
        throw new FileSystemLoopException(model.toString());
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
     * Returns the file of external data, without links.
     *
     * @param location the path relative to the model, as the model states it
     * @throws InvalidModelException if it does not exist or is outside these folders
     */
    Path find(String location, String tensor) throws IOException {
        var relative = relative(location, tensor);
        for (Path folder : folders) {
            var candidate = folder.resolve(relative);
            if (Files.isRegularFile(candidate)) {
                return inside(candidate, location, tensor);
            }
        }
        throw invalid(tensor, location, "which is not beside the model");
    }

    private Path inside(Path candidate, String location, String tensor) throws IOException {
        var file = candidate.toRealPath();
        var written = target(file);
        var real = written.isPresent() ? file.resolveSibling(written.get()).toRealPath() : file;
        if (folders.stream().noneMatch(real::startsWith)) {
            throw outside(location, tensor);
        }
        return real;
    }

    private static Path relative(String location, String tensor) {
        try {
            var path = Path.of(location);
            boolean leaves = StreamSupport.stream(path.spliterator(), false)
                    .anyMatch(name -> name.toString().equals(".."));
            if (leaves || path.getRoot() != null) {
                throw outside(location, tensor);
            }
            if (!location.isEmpty()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // No file has such a name.
        }
        throw invalid(tensor, location, "which is not beside the model");
    }

    private static InvalidModelException outside(String location, String tensor) {
        return invalid(tensor, location, "outside the model's folder, which is not allowed");
    }

    private static InvalidModelException invalid(String tensor, String location, String problem) {
        return new InvalidModelException(String.format(
                Locale.ROOT, "the weights of tensor %s are in the file '%s', %s", tensor, location, problem));
    }
}
