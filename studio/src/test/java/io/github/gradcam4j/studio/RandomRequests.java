package io.github.gradcam4j.studio;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.samples.scene.Scenes;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random GET requests to all routes of an OpenAPI document: plausible values and edge values. Not thread safe. */
final class RandomRequests {

    /** Values that parsers, files, shells, pages and numbers stumble over. */
    private static final List<String> EDGES = List.of(
            "",
            "0",
            "-1",
            "2147483648",
            "-9223372036854775808",
            "1e999",
            "NaN",
            "-Infinity",
            "0x10",
            "1.5",
            "+1",
            " 1",
            "null",
            "true",
            "[]",
            "{}",
            "%",
            "%s",
            "\0",
            "\r\nX: y",
            "\t",
            "../../etc/passwd",
            "..\\..",
            "<script>",
            "'",
            "\"",
            "\u202e",
            "\ud83d\ude00",
            "\u0663",
            "a".repeat(3000),
            ",",
            ",,,",
            "top0",
            "top-1",
            "top99999999999",
            "sample:",
            "sample:sample:daisy",
            "1,2,3",
            "0,0,1,0,1",
            "NaN,0,1,0,1,1",
            "0,0," + "0,1,".repeat(1500) + "1,1",
            "auto",
            "input",
            "${x}",
            "-0",
            "1e3");

    private static final List<String> PICTURES =
            Scenes.all().stream().map(scene -> scene.id()).toList();

    /** Methods with many passes are left out: one of them takes minutes. */
    private static final List<String> METHODS = List.of(
            "gradcam", "hirescam", "gradcam++", "layercam", "xgradcam", "eigencam", "elementwise", "GRADCAM", "none");

    private static final Map<String, List<String>> PLAUSIBLE = Map.of(
            "picture", PICTURES,
            "model", List.of("resnet50-msra", "resnet50-msra", "resnet50", "none"),
            "layer", List.of("layer4", "layer3", "layer1", "auto", "input", "none"),
            "method", METHODS,
            "target", List.of("top1", "top5", "345", "ox", "bison", "crane"),
            "versus", List.of("top2", "0", "345"),
            "outline", List.of("0.1,0.1,0.9,0.1,0.5,0.9"),
            "q", List.of("cat", "dog", "7", "crane"),
            "channels", List.of("0,1,2", "5"),
            "versus-weights", List.of("1", "3,1"));
    private static final double CHANCE_OF_EDGE = 0.25;

    /** A route: its path, and its parameters. */
    private record Route(String path, List<JsonNode> parameters) {}

    private final List<Route> routes = new ArrayList<>();
    private final Random random;

    RandomRequests(JsonNode openapi, long seed) {
        random = new Random(seed);
        for (var path : openapi.get("paths").properties()) {
            var get = path.getValue().get("get");
            if (get != null) {
                var parameters = new ArrayList<JsonNode>();
                get.path("parameters").forEach(parameters::add);
                routes.add(new Route(path.getKey(), parameters));
            }
        }
    }

    String next() {
        var route = oneOf(routes);
        var path = new StringBuilder(route.path());
        var query = new StringBuilder();
        for (var parameter : route.parameters()) {
            String name = parameter.get("name").asText();
            String value = encoded(value(name, route.path(), parameter.get("schema")));
            if (parameter.get("in").asText().equals("path")) {
                int start = path.indexOf("{");
                path.replace(start, path.indexOf("}") + 1, value.isEmpty() ? "x" : value);
            } else if (parameter.get("required").asBoolean() || random.nextInt(4) != 0) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(value);
            }
        }
        return path.append(query).toString();
    }

    private String value(String name, String path, JsonNode schema) {
        if (random.nextDouble() < CHANCE_OF_EDGE) {
            return oneOf(EDGES);
        }
        if (schema.has("enum")) {
            return schema.get("enum")
                    .get(random.nextInt(schema.get("enum").size()))
                    .asText();
        }
        if (schema.has("minimum")) {
            return schema.get(random.nextBoolean() ? "minimum" : "maximum").asText();
        }
        if (name.equals("id")) {
            return path.contains("models") ? oneOf(PLAUSIBLE.get("model")) : oneOf(PICTURES);
        }
        return PLAUSIBLE.containsKey(name) ? oneOf(PLAUSIBLE.get(name)) : String.valueOf(random.nextBoolean());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
