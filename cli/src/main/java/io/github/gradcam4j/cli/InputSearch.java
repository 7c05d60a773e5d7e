package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.DecodeLimits;
import io.github.gradcam4j.internal.disk.OrdinaryFile;
import io.github.gradcam4j.report.ResultName;
import io.github.gradcam4j.samples.Samples;
import io.github.gradcam4j.samples.UnknownSampleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;

/**
 * Finds the images that arguments stand for. An argument or a file that cannot be found or read is a failure of its
 * own, and the search continues with the others.
 */
final class InputSearch {

    static final String DESCRIPTION = "Image files, folders of images, patterns such as 'photos/**/*.jpg' (in quotes), "
            + "sample:NAME (see 'gradcam samples'), or - for the bytes of one image on stdin.";

    private static final String STDIN = "-";
    private static final String SAMPLE = "sample:";

    /** The identity of an input that failed. */
    private record Failed(String input) {}

    private final Samples samples;
    private final InputStream stdin;
    private final List<InputImage> images = new ArrayList<>();
    private final List<Inputs.Failure> failures = new ArrayList<>();
    private final Set<Object> seen = new HashSet<>();

    InputSearch(Samples samples, InputStream stdin) {
        this.samples = samples;
        this.stdin = stdin;
    }

    Inputs inputs() {
        return new Inputs(List.copyOf(images), List.copyOf(failures));
    }

    /** @throws InterruptedException if the thread is interrupted while it reads stdin */
    void add(String argument) throws InterruptedException {
        try {
            if (argument.equals(STDIN)) {
                addStdin();
            } else if (argument.startsWith(SAMPLE)) {
                add(InputImage.of(samples.find(argument.substring(SAMPLE.length()))), argument);
            } else if (argument.matches("https?://.*")) {
                throw new IOException("an address, not a file; download it, or pipe it: curl ... | gradcam ... -");
            } else if (FilePattern.isPattern(argument) && !exists(argument)) {
                addAll(FilePattern.of(argument));
            } else {
                add(Path.of(argument));
            }
        } catch (IOException | InvalidPathException | UnknownSampleException e) {
            fail(argument, e);
        }
    }

    private static boolean exists(String file) {
        try {
            return Files.exists(Path.of(file), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private void addStdin() throws IOException, InterruptedException {
        if (!seen.contains(STDIN)) {
            add(InputImage.stdin(readStdin()), STDIN);
        }
    }

    /** Reads in a thread of its own, since an interrupt does not end the wait of a thread that reads. */
    private byte[] readStdin() throws IOException, InterruptedException {
        var reading = new FutureTask<>(() -> stdin.readNBytes((int) DecodeLimits.DEFAULT.bytes() + 1));
        var thread = new Thread(reading, "stdin");
        thread.setDaemon(true);
        thread.start();
        try {
            return reading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    private void add(InputImage input, Object identity) {
        if (seen.add(identity)) {
            images.add(input);
        }
    }

    private void fail(String input, Exception cause) {
        if (seen.add(new Failed(input))) {
            failures.add(new Inputs.Failure(input, cause));
        }
    }

    private void addAll(FilePattern pattern) throws IOException {
        if (!OrdinaryFile.attributes(pattern.folder()).isDirectory()) {
            throw new NoSuchFileException(pattern.folder().toString());
        }
        addAll(pattern.folder(), pattern.depth(), pattern::matches, "no images match this pattern");
    }

    private void add(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            addAll(
                    path,
                    Integer.MAX_VALUE,
                    file -> true,
                    "no images in this folder (looked for " + Inputs.extensions() + ")");
        } else {
            add(path, Path.of(""));
        }
    }

    /** @param below the path of its folder below the folder that the user named */
    private void add(Path file, Path below) throws IOException {
        add(InputImage.of(file, below), OrdinaryFile.require(file).toRealPath());
    }

    /**
     * Adds the images below a folder.
     *
     * @param chosen accepts a file's path below the folder
     * @param none the message if there are none
     */
    private void addAll(Path folder, int depth, Predicate<Path> chosen, String none) throws IOException {
        int failed = failures.size();
        var found = found(folder, depth, chosen);
        for (Path file : found) {
            Path below = folder.relativize(file).getParent();
            try {
                add(file, below == null ? Path.of("") : below);
            } catch (IOException e) {
                fail(file.toString(), e);
            }
        }
        if (found.isEmpty() && failures.size() == failed) {
            throw new IOException(none);
        }
    }

    private List<Path> found(Path folder, int depth, Predicate<Path> chosen) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
            /** Returns whether a file or folder is passed over. The folder that the user named is not. */
            private boolean isHidden(Path path) {
                return !path.equals(folder) && path.getFileName().toString().startsWith(".");
            }

            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return isHidden(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                boolean image = Inputs.isImage(name) && !isHidden(file) && !ResultName.matches(name);
                if (image && !attributes.isDirectory() && chosen.test(folder.relativize(file))) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException cause) {
                if (!isHidden(file)) {
                    fail(file.toString(), cause);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException cause) {
                if (cause != null) {
                    fail(directory.toString(), cause);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(Comparator.naturalOrder());
        return found;
    }
}
