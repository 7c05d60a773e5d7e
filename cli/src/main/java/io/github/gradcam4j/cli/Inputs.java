package io.github.gradcam4j.cli;

import io.github.gradcam4j.report.ResultName;
import io.github.gradcam4j.samples.Samples;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The images that the arguments of a command line stand for: files, folders with all images below them, and samples.
 *
 * @param images each once, in the order of the arguments and within a folder by name
 * @param failures the arguments and files that could not be found or read
 */
record Inputs(List<InputImage> images, List<Failure> failures) {

    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "gif");
    private static final String SAMPLE = "sample:";

    /** An input that failed. */
    record Failure(String input, Exception cause) {}

    static Inputs of(List<String> arguments, Samples samples) {
        var search = new Search();
        for (String argument : arguments) {
            try {
                if (argument.startsWith(SAMPLE)) {
                    search.add(InputImage.of(samples.find(argument.substring(SAMPLE.length()))), argument);
                } else {
                    search.add(Path.of(argument));
                }
            } catch (IOException | InvalidPathException | NoSuchElementException e) {
                search.failures.add(new Failure(argument, e));
            }
        }
        return new Inputs(List.copyOf(search.images), List.copyOf(search.failures));
    }

    static boolean isImage(String file) {
        return EXTENSIONS.contains(file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private static final class Search {
        final List<InputImage> images = new ArrayList<>();
        final List<Failure> failures = new ArrayList<>();
        final Set<Object> seen = new HashSet<>();

        void add(InputImage input, Object identity) {
            if (seen.add(identity)) {
                images.add(input);
            }
        }

        void add(Path path) throws IOException {
            if (!Files.isDirectory(path)) {
                add(InputImage.of(path, Path.of("")), path.toRealPath());
                return;
            }
            var found = found(path);
            for (Path file : found) {
                Path below = path.relativize(file).getParent();
                add(InputImage.of(file, below == null ? Path.of("") : below), file.toRealPath());
            }
            if (found.isEmpty()) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "no images in this folder (looked for %s)",
                        EXTENSIONS.stream().sorted().collect(Collectors.joining(", "))));
            }
        }

        private List<Path> found(Path folder) throws IOException {
            var found = new ArrayList<Path>();
            Files.walkFileTree(
                    folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                            boolean hidden = !directory.equals(folder) && isHidden(directory);
                            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            String name = file.getFileName().toString();
                            if (isImage(name) && !isHidden(file) && !ResultName.matches(name)) {
                                found.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException cause) {
                            failures.add(new Failure(file.toString(), cause));
                            return FileVisitResult.CONTINUE;
                        }
                    });
            found.sort(Comparator.naturalOrder());
            return found;
        }

        private static boolean isHidden(Path path) {
            return path.getFileName().toString().startsWith(".");
        }
    }
}
