package io.github.gradcam4j.cli;

import io.github.gradcam4j.report.ResultFormat;
import io.github.gradcam4j.report.ResultName;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds inputs whose results were written before, by the names of files: those of the same model, layer, method and
 * classes, in all formats, and complete. The class of a rank is not known before the model has run; any class stands
 * for it, unless there are results of more classes than were requested. Not thread safe.
 */
final class ExistingResults {

    private static final byte[] PNG_END = {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82};
    private static final byte[] JPEG_END = {(byte) 0xff, (byte) 0xd9};
    private static final byte[] JSON_END = {'}', '\n'};

    private final Results results;
    private final ExplainJob job;
    private final Map<Path, NavigableSet<String>> folders = new HashMap<>();

    ExistingResults(Results results, ExplainJob job) {
        this.results = results;
        this.job = job;
    }

    /**
     * Returns whether all results of an input exist.
     *
     * @param name the start of the names of its results, relative to the directory of results
     */
    boolean contain(Path name) throws IOException {
        var classes = classes(results.directory().resolve(name).toAbsolutePath());
        var targets = job.targets().stream().distinct().toList();
        var ranks = targets.stream().filter(ExistingResults::isRank).toList();
        for (Target target : targets) {
            if (!isRank(target) && !classes.removeIf(ResultName.classes(target).asMatchPredicate())) {
                return false;
            }
        }
        for (Target rank : ranks) {
            classes.removeIf(ResultName.classes(rank).asMatchPredicate().negate());
        }
        return ranks.isEmpty() || classes.size() == ranks.size();
    }

    private static boolean isRank(Target target) {
        return target.choice() instanceof Target.Choice.Rank;
    }

    /** Returns the classes with complete results in all formats, as in their names. */
    private Set<String> classes(Path input) throws IOException {
        String start = ResultName.start(
                input.getFileName().toString(),
                job.explainer().model().id(),
                job.layer(),
                job.method().id());
        var formats = new HashMap<String, EnumSet<ResultFormat>>();
        for (String file : folder(input.getParent()).tailSet(start)) {
            if (!file.startsWith(start)) {
                break;
            }
            for (ResultFormat format : results.formats()) {
                int end = file.length() - format.extension().length() - 1;
                if (file.endsWith("." + format.extension())
                        && end > start.length()
                        && isComplete(input.resolveSibling(file), format)) {
                    formats.computeIfAbsent(
                                    file.substring(start.length(), end), c -> EnumSet.noneOf(ResultFormat.class))
                            .add(format);
                }
            }
        }
        return formats.entrySet().stream()
                .filter(f -> f.getValue().size() == results.formats().size())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private NavigableSet<String> folder(Path folder) throws IOException {
        var known = folders.get(folder);
        if (known == null) {
            known = new TreeSet<>();
            if (Files.isDirectory(folder)) {
                try (var files = Files.newDirectoryStream(folder)) {
                    for (Path file : files) {
                        known.add(file.getFileName().toString());
                    }
                } catch (DirectoryIteratorException e) {
                    throw e.getCause();
                }
            }
            folders.put(folder, known);
        }
        return known;
    }

    /** Returns whether the end of a file is there, which a crash of the machine may have lost. */
    private static boolean isComplete(Path file, ResultFormat format) {
        try {
            return switch (format) {
                case PNG, FIGURE -> endsWith(file, PNG_END);
                case JPG -> endsWith(file, JPEG_END);
                case JSON -> endsWith(file, JSON_END);
                case NPY -> isArray(file);
            };
        } catch (IOException e) {
            // A file that cannot be read is written again, which reports why it cannot be.
            return false;
        }
    }

    private static boolean endsWith(Path file, byte[] end) throws IOException {
        try (var content = Files.newByteChannel(file)) {
            var last = ByteBuffer.allocate(end.length);
            if (content.size() < end.length) {
                return false;
            }
            content.position(content.size() - end.length).read(last);
            return Arrays.equals(last.array(), end);
        }
    }

    private static boolean isArray(Path file) throws IOException {
        Npy.read(file);
        return true;
    }
}
