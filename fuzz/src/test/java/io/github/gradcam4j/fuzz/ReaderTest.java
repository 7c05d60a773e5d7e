package io.github.gradcam4j.fuzz;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.zoo.card.CardException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The bounds of a finding: a fuzzer whose bounds let everything pass finds nothing. */
class ReaderTest {

    private static void assertFinding(Exception e) {
        Reader reader = () -> {
            throw e;
        };
        assertSame(e, assertThrows(Exception.class, reader::check));
    }

    @Test
    void exceptionsOfOtherCodeAreFindings() {
        assertFinding(assertThrows(NumberFormatException.class, () -> Integer.parseInt("x")));
        assertFinding(assertThrows(IllegalArgumentException.class, () -> Path.of("a\0b")));
        assertFinding(assertThrows(ArithmeticException.class, () -> Math.toIntExact(1L << 40)));
        assertFinding(new ArithmeticException("/ by zero"));
        assertFinding(new IOException((String) null));
        assertFinding(new CardException(" "));
    }

    @Test
    void refusalsAreNot() {
        assertDoesNotThrow(((Reader) () -> ModelSource.of(new byte[1]).graph())::check);
        assertDoesNotThrow(((Reader) () -> Image.decode(new byte[1]))::check);
        assertDoesNotThrow(((Reader) () -> Image.fromPixels(new int[1], 2, 2))::check);
    }

    @Test
    void aMessageThatRepeatsTheInputIsAFinding() {
        Reader reader = () -> {
            throw new InvalidModelException("x".repeat(Reader.LONGEST_MESSAGE + 1));
        };
        assertThrows(AssertionError.class, reader::check);
    }
}
