package io.github.gradcam4j.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A reader of untrusted input, and what is promised of it: it reads an input or refuses it, within a few seconds and
 * within the memory of this process. A refusal is an exception of this project with a short message.
 */
@FunctionalInterface
public interface Reader {

    /** Many times what the slowest accepted input takes while coverage is recorded. */
    long MOST_SECONDS = 10;

    int LONGEST_MESSAGE = 3000;

    void read() throws Exception;

    /** Runs the reader and fails if it breaks the promise. */
    default void check() throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        try {
            read();
        } catch (Exception e) {
            requireRefusal(e);
        }
        long seconds = (threads.getCurrentThreadCpuTime() - start) / 1_000_000_000;
        if (seconds >= MOST_SECONDS) {
            throw new AssertionError(String.format(Locale.ROOT, "read in %d seconds of processor time", seconds));
        }
    }

    private static void requireRefusal(Exception e) throws Exception {
        String message = e.getMessage();
        if (!isOurs(e) || message == null || message.isBlank()) {
            throw e;
        }
        if (message.length() > LONGEST_MESSAGE) {
            throw new AssertionError("the message has " + message.length() + " characters", e);
        }
    }

    /** Other code, and Java itself, throw the general classes too; their messages do not say what to do. */
    private static boolean isOurs(Exception e) {
        String root = "io.github.gradcam4j.";
        boolean general = e instanceof IOException || e.getClass() == IllegalArgumentException.class;
        return e.getClass().getName().startsWith(root)
                || general && e.getStackTrace()[0].getClassName().startsWith(root);
    }

    /** Writes an input to a file with this name, in a folder of this process, for readers of files. */
    static Path file(String name, byte[] content) throws IOException {
        return Files.write(Folder.PATH.resolve(name), content);
    }

    /** A folder of this process. */
    final class Folder {

        public static final Path PATH = create();

        private Folder() {}

        private static Path create() {
            try {
                return Files.createTempDirectory("gradcam4j-fuzz");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
