package io.github.gradcam4j.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Serializes the documents of this package: UTF-8, one document per line. Thread safe. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    private Json() {}

    /** Returns a document as one line, without its end. */
    public static String text(Object document) throws IOException {
        return MAPPER.writeValueAsString(document);
    }

    /** Returns a document as the content of a file. */
    public static byte[] bytes(Object document) throws IOException {
        return (text(document) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a document from a file.
     *
     * @throws IOException if the file cannot be read or is no document of that type
     */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        return MAPPER.readValue(file.toFile(), type);
    }

    /** Returns a generator for a document that is written in parts. Closing it leaves {@code out} open. */
    public static JsonGenerator generator(Writer out) throws IOException {
        return MAPPER.createGenerator(out);
    }
}
