package io.github.gradcam4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;

/** JSON as this command writes it: a document a line. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    private Json() {}

    static byte[] bytes(Object document) throws IOException {
        byte[] json = MAPPER.writeValueAsBytes(document);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    static void print(PrintWriter out, Object document) throws JsonProcessingException {
        out.println(MAPPER.writeValueAsString(document));
    }

    static <T> T read(Path file, Class<T> type) throws IOException {
        return MAPPER.readValue(file.toFile(), type);
    }

    /** For a document that grows as the work goes on. */
    static JsonGenerator generator(PrintWriter out) throws IOException {
        return MAPPER.createGenerator(out);
    }
}
