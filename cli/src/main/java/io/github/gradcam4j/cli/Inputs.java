package io.github.gradcam4j.cli;

import io.github.gradcam4j.method.Methods;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pictures that the words of a command line stand for: files, folders with all that is in them, and samples.
 *
 * @param pictures each once, in the order of the words and within a folder by name
 * @param failures what could not be found or read
 */
record Inputs(List<InputImage> pictures, List<Failure> failures) {

    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "gif");
    private static final String SAMPLE = "sample:";

    /** What this command itself writes into a folder, which is nothing to be explained again. */
    private static final Pattern RESULT = Pattern.compile(Methods.all().stream()
            .map(method -> Pattern.quote(method.id()))
            .collect(Collectors.joining("|", ".+\\..+\\.(", ")\\.\\d+(-vs-\\d+)?(\\.figure)?\\.png")));

    /** An input that could not be done. */
    record Failure(String input, Exception why) {}

    static Inputs of(List<String> words, Samples samples) {
        var search = new Search();
        for (String word : words) {
            try {
                if (word.startsWith(SAMPLE)) {
                    search.add(InputImage.of(samples.find(word.substring(SAMPLE.length()))), word);
                } else {
                    search.add(Path.of(word));
                }
            } catch (IOException | InvalidPathException | NoSuchElementException e) {
                search.failures.add(new Failure(word, e));
            }
        }
        return new Inputs(List.copyOf(search.pictures), List.copyOf(search.failures));
    }

    static boolean isPicture(String file) {
        return EXTENSIONS.contains(file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private static final class Search {
        final List<InputImage> pictures = new ArrayList<>();
        final List<Failure> failures = new ArrayList<>();
        final Set<Object> seen = new HashSet<>();

        void add(InputImage input, Object identity) {
            if (seen.add(identity)) {
                pictures.add(input);
            }
        }

        void add(Path path) throws IOException {
            if (!Files.isDirectory(path)) {
                add(InputImage.picture(path, Path.of("")), path.toRealPath());
                return;
            }
            var found = found(path);
            for (Path file : found) {
                Path below = path.relativize(file).getParent();
                add(InputImage.picture(file, below == null ? Path.of("") : below), file.toRealPath());
            }
            if (found.isEmpty()) {
                throw new IOException("no pictures in this folder (looked for %s)"
                        .formatted(EXTENSIONS.stream().sorted().collect(Collectors.joining(", "))));
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
                            if (isPicture(name)
                                    && !isHidden(file)
                                    && !RESULT.matcher(name).matches()) {
                                found.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException why) {
                            failures.add(new Failure(file.toString(), why));
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
