package io.github.gradcam4j.formats.internal.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.gradcam4j.internal.disk.OrdinaryFile;
import io.github.gradcam4j.internal.text.MessageText;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The reader of all JSON that may be untrusted. A name occurs once in an object, nothing follows the value, and texts
 * are well-formed Unicode without NUL, so that every text can be the name of a file.
 */
public final class StrictJson {

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private StrictJson() {}

    /**
     * Reads a file.
     *
     * @param largest the largest size in bytes
     * @throws InvalidJsonException if it is not strict JSON
     * @throws IOException if it is not an ordinary file, is larger or cannot be read
     */
    public static JsonNode read(Path file, int largest) throws IOException, InvalidJsonException {
        return parse(OrdinaryFile.read(file, largest));
    }

    /** Parses JSON in UTF-8. */
    public static JsonNode parse(byte[] json) throws InvalidJsonException {
        try {
            var value = READER.readTree(json);
            if (value.isMissingNode()) {
                throw new InvalidJsonException("is not JSON: it is empty");
            }
            check(value);
            return value;
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new InvalidJsonException(
                    String.format(
                            Locale.ROOT,
                            "is not JSON: %s (line %d)",
                            MessageText.excerpt(e.getOriginalMessage()),
                            line),
                    e);
        } catch (CharConversionException e) {
            throw new InvalidJsonException("is not JSON: it is not text in UTF-8", e);
        } catch (IOException e) {
            throw new InvalidJsonException("is not JSON: " + e.getMessage(), e);
        }
    }

    private static void check(JsonNode value) throws InvalidJsonException {
        if (value.isTextual()) {
            check(value.textValue());
        }
        for (var field : value.properties()) {
            check(field.getKey());
        }
        for (JsonNode inner : value) {
            check(inner);
        }
    }

    private static void check(String text) throws InvalidJsonException {
        boolean wrong =
                text.codePoints().anyMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        if (wrong) {
            throw new InvalidJsonException(
                    "has a text with NUL or half a character (a lone surrogate): " + MessageText.excerpt(text));
        }
    }
}
