package io.github.gradcam4j.studio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.studio.api.Problem;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Generates the OpenAPI document of routes; the schemas come from the records that they return. */
final class OpenApiDocument {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RecordSchemas schemas = new RecordSchemas();

    private OpenApiDocument() {}

    static String of(List<Route> routes) throws JsonProcessingException {
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        return JSON.writer(printer).writeValueAsString(new OpenApiDocument().document(routes)) + "\n";
    }

    private ObjectNode document(List<Route> routes) {
        var document = JSON.createObjectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "gradcam4j studio")
                .put("version", "1")
                .put(
                        "description",
                        "Explains the decisions of image classifiers. Errors are problem documents (RFC 9457).")
                .putObject("license")
                .put("name", "Apache-2.0")
                .put("identifier", "Apache-2.0");
        var paths = document.putObject("paths");
        for (var route : routes) {
            paths.withObjectProperty(route.path()).set(name(route.method()), operation(route.operation()));
        }
        var components = document.putObject("components");
        components.set("schemas", schemas.definitions());
        secure(document, components.putObject("securitySchemes"));
        return document;
    }

    /** A studio on this computer needs no token, so an empty requirement is one of the alternatives. */
    private static void secure(ObjectNode document, ObjectNode schemes) {
        schemes.putObject("bearer")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("description", "The token that a studio beyond 127.0.0.1 prints as a part of its link");
        schemes.putObject("cookie")
                .put("type", "apiKey")
                .put("in", "cookie")
                .put("name", TokenFilter.COOKIE)
                .put("description", "The same, set by the link; the cookie's name ends with a digest of the token");
        var alternatives = document.putArray("security");
        alternatives.addObject();
        alternatives.addObject().putArray("bearer");
        alternatives.addObject().putArray("cookie");
    }

    private static String name(HandlerType method) {
        return method.name().toLowerCase(Locale.ROOT);
    }

    private ObjectNode operation(Operation operation) {
        var node = JSON.createObjectNode().put("summary", operation.summary());
        if (!operation.parameters().isEmpty()) {
            operation.parameters().forEach(node.putArray("parameters")::addPOJO);
        }
        operation.upload().ifPresent(description -> node.set("requestBody", form(description)));
        var responses = node.putObject("responses");
        new TreeMap<>(operation.responses()).forEach((status, response) -> responses.set(status, response(response)));
        return node;
    }

    private static ObjectNode form(String description) {
        var body = JSON.createObjectNode().put("required", true);
        var schema = body.putObject("content").putObject("multipart/form-data").putObject("schema");
        schema.put("type", "object").putArray("required").add("picture");
        schema.putObject("properties")
                .putObject("picture")
                .put("type", "string")
                .put("format", "binary")
                .put("description", description);
        return body;
    }

    private ObjectNode response(Operation.Response response) {
        var node = JSON.createObjectNode().put("description", response.description());
        var content = node.putObject("content");
        if (response.content() instanceof Operation.Json json) {
            content.putObject("application/json").set("schema", schema(json.type()));
        } else if (response.content() instanceof Operation.Binary binary) {
            content.putObject(binary.mediaType()).set("schema", text().put("format", "binary"));
        } else if (response.content() instanceof Operation.Events events) {
            var stream = content.putObject("text/event-stream");
            stream.set("schema", text());
            var types = stream.putObject("x-events");
            events.types().forEach((event, type) -> types.set(event, schema(type)));
        } else {
            content.putObject(HttpProblem.CONTENT_TYPE).set("schema", schemas.reference(Problem.class));
        }
        return node;
    }

    private JsonNode schema(Class<?> type) {
        return type.equals(Map.class) ? JSON.createObjectNode().put("type", "object") : schemas.reference(type);
    }

    private static ObjectNode text() {
        return JSON.createObjectNode().put("type", "string");
    }
}
