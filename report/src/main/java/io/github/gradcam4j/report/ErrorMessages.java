package io.github.gradcam4j.report;

import io.github.gradcam4j.image.ImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/** Turns exceptions into messages for users: one sentence on what is wrong. */
public final class ErrorMessages {

    private static final String OUT_OF_MEMORY =
            "out of memory; raise Java's limit, for example with GRADCAM_JAVA_OPTS=-Xmx4g";
    private static final String LOOP = "it is a link to a folder above it, which is not followed";
    private static final String GRADCAM4J = "io.github.gradcam4j.";

    private ErrorMessages() {}

    /** Returns one sentence about a failure. An unexpected exception is reported as a defect. */
    public static String of(Throwable failure) {
        var e = cause(failure);
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
            return e instanceof FileSystemLoopException
                    ? file.getFile() + ": " + LOOP
                    : String.format(
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

    /**
     * Returns one sentence about the failure of an input, without the input's name.
     *
     * @param input the name, which is shown in front of the sentence
     */
    public static String of(Throwable failure, String input) {
        var e = cause(failure);
        if (e instanceof FileSystemException file && input.equals(file.getFile()) && file.getReason() == null) {
            if (e instanceof NoSuchFileException) {
                return "there is no such file";
            }
            if (e instanceof AccessDeniedException) {
                return "access denied";
            }
        }
        boolean named = e instanceof NoSuchFileException || e instanceof AccessDeniedException;
        String sentence = named ? e.getMessage() : of(e);
        return sentence.startsWith(input + ": ") ? sentence.substring(input.length() + 2) : of(e);
    }

    /** Returns the exception that has the reason, without those around it. */
    static Throwable cause(Throwable e) {
        boolean wrapper = e instanceof UncheckedIOException
                || e instanceof ExecutionException
                || e instanceof ImageException && e.getCause() instanceof FileSystemException;
        return wrapper && e.getCause() != null ? cause(e.getCause()) : e;
    }

    private static boolean isForUsers(Throwable e) {
        return e instanceof IOException
                || e instanceof IllegalArgumentException
                || e.getClass().getName().startsWith(GRADCAM4J);
    }
}
