package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the OpenAPI description to what the studio really answers. */
class OpenApiTest {

    @TempDir
    static Path folder;

    static JsonNode description;
    static Model model;

    @BeforeAll
    static void read() throws IOException {
        description = new ObjectMapper().readTree(Api.class.getResourceAsStream("openapi.json"));
        model = TinyModel.write(folder);
    }

    @Test
    void listsEveryRouteAndNoOther() {
        var config = new StudioConfig().home(new CacheDirectory(folder)).model(model);
        Set<String> real;
        try (var api = Api.of(config)) {
            real = api.routes().stream()
                    .map(route -> route.method() + " " + route.path())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        var described = new TreeSet<String>();
        description
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> described.add(method.toUpperCase() + " " + path.getKey())));
        assertEquals(described, real);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/health, /api/health",
        "/api/models, /api/models",
        "/api/models/tiny/layers, /api/models/{id}/layers",
        "/api/labels?q=p, /api/labels",
        "/api/methods, /api/methods",
        "/api/colormaps, /api/colormaps",
        "/api/samples, /api/samples",
        "/api/explain?picture=daisy&versus=1, /api/explain",
        "/api/explain?picture=daisy&heatMap=false, /api/explain",
        "/api/explain.json?picture=daisy, /api/explain.json",
        "/api/steps?picture=daisy, /api/steps",
    })
    void answersAsDescribed(String question, String path) throws Exception {
        try (var studio = Studio.create(config ->
                        config.port(0).home(new CacheDirectory(folder)).model(model))
                .start()) {
            JsonNode schema = description.at(
                    "/paths/" + path.replace("/", "~1") + "/get/responses/200/content/application~1json/schema");
            check(schema, new Client(studio).json(question), path);
        }
    }

    /** Every property is described, every one described is there, and all have the kind that is said. */
    private static void check(JsonNode schema, JsonNode value, String where) {
        if (schema.has("$ref")) {
            check(description.at(schema.get("$ref").asText().substring(1)), value, where);
        } else if (schema.has("oneOf")) {
            if (!value.isNull()) {
                check(schema.get("oneOf").get(0), value, where);
            }
        } else {
            assertTrue(kinds(schema).contains(kind(value)), () -> where + " is " + kind(value) + ", not " + schema);
            if (value.isObject() && schema.has("properties")) {
                assertEquals(names(schema.get("properties")), names(value), where);
                value.properties()
                        .forEach(p -> check(
                                schema.get("properties").get(p.getKey()), p.getValue(), where + "." + p.getKey()));
            } else if (value.isArray()) {
                assertTrue(value.size() > 0, where + " is empty");
                value.forEach(item -> check(schema.get("items"), item, where + "[]"));
            }
        }
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(p -> p.getKey()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> kinds(JsonNode schema) {
        var kinds = new TreeSet<String>();
        JsonNode type = schema.get("type");
        if (type.isArray()) {
            type.forEach(t -> kinds.add(t.asText()));
        } else {
            kinds.add(type.asText());
        }
        if (kinds.contains("number")) {
            kinds.add("integer");
        }
        return kinds;
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            default -> value.getNodeType().name().toLowerCase();
        };
    }
}
