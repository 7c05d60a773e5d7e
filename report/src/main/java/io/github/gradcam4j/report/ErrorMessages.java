package io.github.gradcam4j.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;

/** Turns exceptions into messages for users: one sentence on what is wrong. */
public final class ErrorMessages {

    private static final String OUT_OF_MEMORY =
            "out of memory; raise Java's limit, for example with GRADCAM_JAVA_OPTS=-Xmx4g";
    private static final String GRADCAM4J = "io.github.gradcam4j.";

    private ErrorMessages() {}

    /** Returns one sentence about a failure. An unexpected exception is reported as a defect. */
    public static String of(Throwable e) {
        if ((e instanceof UncheckedIOException || e instanceof ExecutionException) && e.getCause() != null) {
            return of(e.getCause());
        }
        if (e instanceof OutOfMemoryError) {
            return OUT_OF_MEMORY;
        }
        if (e instanceof NoSuchFileException) {
            return "there is no file " + e.getMessage();
        }
        if (e instanceof AccessDeniedException) {
            return "access denied: " + e.getMessage();
        }
        if (e instanceof FileSystemException file && file.getReason() == null) {
            return String.format(
                    Locale.ROOT,
                    "cannot use %s (%s)",
                    file.getFile(),
                    e.getClass().getSimpleName());
        }
        return isForUsers(e) && e.getMessage() != null
                ? e.getMessage()
                : String.format(
                        Locale.ROOT,
                        "unexpected failure: %s. This is a defect; --verbose shows where, please report it",
                        e);
    }

    private static boolean isForUsers(Throwable e) {
        return e instanceof IOException
                || e instanceof IllegalArgumentException
                || e instanceof ArithmeticException
                || e instanceof NoSuchElementException
                || e.getClass().getName().startsWith(GRADCAM4J);
    }
}
