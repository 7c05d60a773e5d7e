package io.github.gradcam4j.report;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.gradcam4j.image.ImageException;
import io.github.gradcam4j.samples.UnknownSampleException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** The kinds of failures, for programs: each has a sentence for people beside it. */
public enum FailureKind {

    /** There is no file, folder or sample with this name. */
    NOT_FOUND,

    /** The system does not allow to read the input or to write the result. */
    ACCESS_DENIED,

    /** The file is not an image, is damaged, or exceeds a limit. */
    INVALID_IMAGE,

    /** The request does not suit this image, such as a class that is compared with itself. */
    INVALID_REQUEST,

    /** Reading the input or writing the result failed. */
    INPUT_OUTPUT,

    /** The image or the results need more memory than Java has. */
    OUT_OF_MEMORY,

    /** The model cannot be run or differentiated, or its numbers make no map. */
    MODEL,

    /** A defect of this program. */
    UNEXPECTED;

    private static final String GRADCAM4J = "io.github.gradcam4j.";

    /** Returns the kind of a failure. */
    public static FailureKind of(Throwable failure) {
        var e = ErrorMessages.cause(failure);
        if (e instanceof NoSuchFileException || e instanceof UnknownSampleException) {
            return NOT_FOUND;
        }
        if (e instanceof AccessDeniedException) {
            return ACCESS_DENIED;
        }
        if (e instanceof ImageException) {
            return INVALID_IMAGE;
        }
        if (e instanceof IOException) {
            return INPUT_OUTPUT;
        }
        if (e instanceof OutOfMemoryError) {
            return OUT_OF_MEMORY;
        }
        if (e.getClass().getName().startsWith(GRADCAM4J)) {
            return MODEL;
        }
        return e instanceof IllegalArgumentException ? INVALID_REQUEST : UNEXPECTED;
    }

    /** Returns the kind in JSON: {@code not-found}. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
