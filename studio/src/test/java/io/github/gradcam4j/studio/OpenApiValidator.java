package io.github.gradcam4j.studio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import io.github.gradcam4j.image.Image;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Validates responses against an OpenAPI document; keys that the document does not have are errors as well. */
final class OpenApiValidator {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "https://gradcam4j.example/openapi.json";

    private final JsonNode document;
    private final SchemaRegistry schemas;

    OpenApiValidator(JsonNode document) {
        this.document = document;
        JsonNode closed = document.deepCopy();
        close(closed);
        var dialect = Dialect.builder(Dialects.getDraft202012())
                .keywords(Stream.of("openapi", "info", "paths", "components")
                        .map(NonValidationKeyword::new)
                        .toList())
                .build();
        schemas = SchemaRegistry.withDialect(dialect, builder -> builder.schemas(Map.of(ID, closed.toString())));
    }

    /** Forbids unknown keys wherever a record is referred to as a whole. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.has("$ref")) {
            object.put("unevaluatedProperties", false);
        }
        node.properties().forEach(field -> {
            if (!field.getKey().equals("allOf")) {
                close(field.getValue());
            }
        });
        if (node.isArray()) {
            node.forEach(OpenApiValidator::close);
        }
    }

    /**
     * Validates a response.
     *
     * @param path as in the document, such as {@code /api/models/{id}/layers}
     * @param status as in the document: a number, or {@code default}
     * @return the events of a stream, in order; empty for another response
     */
    List<String> validate(String method, String path, String status, HttpResponse<byte[]> response) throws Exception {
        String where = "/paths/%s/%s/responses/%s/content".formatted(path.replace("/", "~1"), method, status);
        JsonNode content = document.at(where);
        String body = new String(response.body(), UTF_8);
        assertTrue(content.isObject(), () -> "not in the document: " + where + "\n" + body);
        String type = response.headers().firstValue("Content-Type").orElse("").split(";")[0];
        assertTrue(content.has(type), () -> type + " is not in " + content);
        String location = where + "/" + type.replace("/", "~1");
        switch (type) {
            case "text/event-stream" -> {
                return validateEvents(location + "/x-events", body);
            }
            case "image/png" -> assertNotNull(Image.decode(response.body()));
            case "application/octet-stream" -> assertTrue(response.body().length > 0);
            default -> validateJson(location + "/schema", JSON.readTree(body));
        }
        return List.of();
    }

    private List<String> validateEvents(String location, String stream) throws Exception {
        var names = Arrays.stream(stream.split("\n\n"))
                .map(event -> event.split("\n")[0].replace("event: ", ""))
                .toList();
        for (String event : stream.split("\n\n")) {
            String[] lines = event.split("\n");
            assertEquals(2, lines.length, event);
            String name = lines[0].replace("event: ", "");
            validateJson(location + "/" + name, JSON.readTree(lines[1].replace("data: ", "")));
        }
        return names;
    }

    void validateJson(String pointer, JsonNode value) {
        assertTrue(document.at(pointer).isObject(), () -> "not in the document: " + pointer);
        var errors = schemas.getSchema(
                        SchemaLocation.of(ID + "#" + pointer.replace("{", "%7B").replace("}", "%7D")))
                .validate(value);
        assertEquals(List.of(), errors, () -> pointer + "\n" + value);
    }
}
