package io.github.gradcam4j.formats.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {

    @Test
    void textsOfAllLanguagesAreRead() throws InvalidJsonException {
        assertEquals(
                "貓 🐈 \u001b",
                parse("{\"a\": \"貓 \\ud83d\\udc08 \\u001b\"}").get("a").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                    | is not JSON: it is empty",
                "{\"a\":1,\"a\":2}     | is not JSON: Duplicate field 'a'",
                "{\"a\":1} garbage     | is not JSON: ",
                "{\"a\":1} {\"b\":1}   | is not JSON: Trailing token",
                "{\"a\":               | is not JSON: ",
                "[\"x\\ud800\"]        | has a text with NUL or half a character (a lone surrogate): x\\ud800",
                "{\"\\udc00\":1}       | has a text with NUL or half a character (a lone surrogate)",
                "[[\"x\\u0000y\"]]     | has a text with NUL or half a character (a lone surrogate)",
            })
    void otherTextsAreRefused(String json, String expected) {
        String message =
                assertThrows(InvalidJsonException.class, () -> parse(json)).getMessage();
        assertTrue(message.startsWith(expected), message);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        var bytes = "{\"a\": \"?\"}".getBytes(StandardCharsets.ISO_8859_1);
        bytes[7] = (byte) 0xff;
        String message = assertThrows(InvalidJsonException.class, () -> StrictJson.parse(bytes))
                .getMessage();
        assertTrue(message.startsWith("is not JSON: "), message);
    }

    @Test
    void nestingIsBounded() {
        String message = assertThrows(
                        InvalidJsonException.class, () -> parse("[".repeat(100_000) + "]".repeat(100_000)))
                .getMessage();
        assertTrue(message.startsWith("is not JSON: "), message);
        assertTrue(message.length() < 400, message);
    }

    private static JsonNode parse(String json) throws InvalidJsonException {
        return StrictJson.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
