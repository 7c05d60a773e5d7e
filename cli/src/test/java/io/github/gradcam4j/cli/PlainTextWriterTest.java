package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlainTextWriterTest {

    private final StringWriter written = new StringWriter();
    private final TerminalWriter out = TerminalWriter.of(written);

    @Test
    void everyControlCharacterIsShownInsteadOfSent() {
        String controls = IntStream.concat(
                        IntStream.rangeClosed(0, 0x9f).filter(Character::isISOControl),
                        IntStream.of(
                                0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066,
                                0x2067, 0x2068, 0x2069, 0xd800, 0xdfff, 0xdbff))
                .mapToObj(c -> String.valueOf((char) c) + "x")
                .collect(Collectors.joining());
        out.println(controls);
        out.printf(Locale.ROOT, "%s%n", controls);
        assertEquals(2, written.toString().lines().count(), written.toString());
        assertTrue(written.toString().chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f), written.toString());
        assertTrue(written.toString().contains("\\u001bx"), written.toString());
        assertTrue(written.toString().contains("\\u009bx"), written.toString());
        assertTrue(written.toString().contains("x x"), written.toString());
    }

    @Test
    void otherTextIsUntouched() {
        String text = "lighthouse 7.1 % \u00e9 e\u0301 \u56fe\u7247 \u05d0\u05d1 \ud83d\udc69\u200d\ud83d\udcbb \u2026";
        out.println(text);
        out.print("two\nlines\tand a tab\r\n");
        assertEquals(text + "\ntwo\nlines\tand a tab\r\n", written.toString());
    }

    @Test
    void pairsOfSurrogatesMayComeInParts() {
        out.write('\ud83d');
        out.write('\udc69');
        out.write('\ud83d');
        out.println("x");
        assertEquals("\ud83d\udc69\\ud83dx\n", written.toString());
    }

    @Test
    void jsonStaysTheSameDocument() throws IOException {
        var document = Map.of("name", "\u001b]0;a\u0007\u009b31m\u202eb\n\u007f\ud800");
        var json = new ObjectMapper();
        out.println(json.writeValueAsString(document));
        assertTrue(written.toString().strip().chars().allMatch(c -> c >= ' ' && c < 0x7f), written.toString());
        assertEquals(document, json.readValue(written.toString(), Map.class));
    }

    @Test
    void aSilencedWriterWritesNothing() {
        out.println("a");
        out.silence();
        out.println("b");
        assertEquals("a\n", written.toString());
    }
}
