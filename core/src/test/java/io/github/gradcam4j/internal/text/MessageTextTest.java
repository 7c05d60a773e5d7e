package io.github.gradcam4j.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageTextTest {

    private static final String CAT = "\ud83d\udc08";

    @Test
    void aShortTextIsShownAsItIs() {
        String text = "tabby cat, K\u00f6ln \u8c93 " + CAT + " \ud83d\udc69\u200d\ud83d\udcbb";
        assertEquals(text, MessageText.excerpt(text));
        assertEquals(text, MessageText.of(text));
    }

    @Test
    void aLongTextIsCut() {
        assertEquals("k".repeat(200) + "... (5,000,000 characters)", MessageText.excerpt("k".repeat(5_000_000)));
        assertEquals(CAT.repeat(2) + "... (6 characters)", MessageText.excerpt(CAT.repeat(3), 2));
        assertEquals(CAT.repeat(3), MessageText.excerpt(CAT.repeat(3), 3));
        String message = MessageText.of("a" + "k".repeat(5_000_000) + "z");
        assertTrue(message.length() <= 4000 && message.startsWith("ak") && message.endsWith("kz"), message);
    }

    @Test
    void whatChangesATerminalIsEscaped() {
        assertEquals(
                "a\\u001b]0;x\\u0007b c\\u202ed\\u009be\\u2028f\\u200fg",
                MessageText.excerpt("a\u001b]0;x\u0007b\r\nc\u202ed\u009be\u2028f\u200fg"));
        assertEquals("\\ud800", MessageText.excerpt("\ud800"));
    }

    @Test
    void aMessageOfSeveralLinesIsOnOne() {
        assertEquals("one: two three", MessageText.of("\n one: \r\n   two\tthree\n"));
    }

    /** Not quadratic in the number of blanks. */
    @Test
    void manyBlanks() {
        String text = " ".repeat(2_000_000) + "\n";
        assertEquals(text.length() - 1, MessageText.line(text).length());
    }

    @Test
    void theFileIsNamedOnce() {
        var file = Optional.of(Path.of("m.onnx"));
        assertEquals(Optional.of("m.onnx: is damaged"), MessageText.in(file, "is damaged"));
        assertEquals(Optional.empty(), MessageText.in(file, "m.onnx is damaged"));
        assertEquals(Optional.empty(), MessageText.in(Optional.empty(), "is damaged"));
    }
}
