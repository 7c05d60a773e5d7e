package io.github.gradcam4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.ImageException;
import io.github.gradcam4j.samples.Samples;
import io.github.gradcam4j.samples.UnknownSampleException;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Predictions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureJsonTest {

    private static final String INPUT = "photos/a.png";
    private static final String CLOSED = "the folder photos cannot be read";

    @TempDir
    Path folder;

    @Test
    void eachFailureHasAKindAndASentenceWithoutTheName() {
        assertFailure("not-found", "there is no such file", new NoSuchFileException(INPUT));
        assertFailure("not-found", "it is a link", new NoSuchFileException(INPUT, null, "it is a link"));
        var unknown =
                assertThrows(UnknownSampleException.class, () -> Samples.drawn().find("x"));
        assertFailure("not-found", unknown.getMessage(), unknown);
        assertFailure(
                "access-denied", "the folder photos cannot be read", new AccessDeniedException(INPUT, null, CLOSED));
        assertFailure("access-denied", "access denied", new AccessDeniedException(INPUT));
        assertFailure("access-denied", "access denied: maps", new AccessDeniedException("maps"));
        assertFailure("invalid-image", "not an image", new ImageException(INPUT + ": not an image"));
        assertFailure("input-output", "disk full", new ExecutionException(new IOException("disk full")));
        assertFailure("input-output", "it is a folder", new FileSystemException(INPUT, null, "it is a folder"));
        assertFailure("invalid-request", "no class", new IllegalArgumentException("no class"));
        assertFailure("model", "no model has the id x", new UnknownModelException());
        assertEquals(
                FailureKind.OUT_OF_MEMORY,
                FailureJson.of(INPUT, new ExecutionException(new OutOfMemoryError()))
                        .kind());
    }

    /** Java's own exceptions are no answer to what a user gave. */
    @Test
    void defectsAreCalledSo() {
        for (var defect : List.of(
                new IllegalStateException(),
                assertThrows(
                        NoSuchElementException.class, () -> Optional.empty().orElseThrow()),
                assertThrows(ArithmeticException.class, () -> Math.toIntExact(1L << 40)))) {
            var failure = FailureJson.of(INPUT, defect);
            assertEquals(FailureKind.UNEXPECTED, failure.kind());
            assertTrue(failure.error().contains("This is a defect"), failure.error());
        }
        var overflow = assertThrows(ArithmeticException.class, () -> HeatMap.of(new float[] {Float.NaN}, 1, 1));
        assertFailure("model", overflow.getMessage(), overflow);
        var score = assertThrows(
                ArithmeticException.class,
                () -> new Predictions(
                        Labels.of(List.of("cat", "dog")), new float[] {Float.NaN, 0}, Activation.SOFTMAX));
        assertFailure("model", score.getMessage(), score);
    }

    @Test
    void readingAnImage() throws IOException {
        var file = folder.resolve("a.png");
        assertEquals("not-found", read(file).kind().toString());
        Files.writeString(file, "text");
        assertEquals("invalid-image", read(file).kind().toString());
    }

    private static FailureJson read(Path file) throws IOException {
        try {
            Image.read(file);
            throw new AssertionError("read");
        } catch (ImageException e) {
            var failure = FailureJson.of(file.toString(), e);
            assertEquals(-1, failure.error().indexOf(file.toString()), failure.error());
            return failure;
        }
    }

    private static final class UnknownModelException extends RuntimeException {
        UnknownModelException() {
            super("no model has the id x");
        }
    }

    private static void assertFailure(String kind, String error, Exception cause) {
        var failure = FailureJson.of(INPUT, cause);
        assertEquals(kind, failure.kind().toString());
        assertEquals(error, failure.error());
    }
}
