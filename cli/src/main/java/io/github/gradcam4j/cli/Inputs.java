package io.github.gradcam4j.cli;

import io.github.gradcam4j.samples.Samples;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The images that the arguments of a command line stand for: files, folders with all images below them, patterns,
 * samples, and the bytes on stdin.
 *
 * @param images each once, in the order of the arguments and within a folder by name
 * @param failures the arguments and files that could not be found or read
 */
record Inputs(List<InputImage> images, List<Failure> failures) {

    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "gif");

    /** An input that failed. */
    record Failure(String input, Exception cause) {}

    /**
     * Finds the images.
     *
     * @param stdin is read to its end if an argument is {@code -}
     * @throws InterruptedException if the thread is interrupted while it reads stdin
     */
    static Inputs of(List<String> arguments, Samples samples, InputStream stdin) throws InterruptedException {
        var search = new InputSearch(samples, stdin);
        for (String argument : arguments) {
            search.add(argument);
        }
        return search.inputs();
    }

    static boolean isImage(String file) {
        return EXTENSIONS.contains(file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /** Returns the extensions of image files, in alphabetical order with commas. */
    static String extensions() {
        return String.join(", ", EXTENSIONS.stream().sorted().toList());
    }
}
