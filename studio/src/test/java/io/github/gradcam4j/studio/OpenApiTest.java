package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.samples.CommonsStandIn;
import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.zoo.CacheDirectory;
import io.github.gradcam4j.zoo.Zoo;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.AssertionFailedError;

/** The studio's responses conform to its OpenAPI document. */
class OpenApiTest {

    private static final String ANSWER = "/paths/~1api~1explain/get/responses/200/content/application~1json/schema";
    private static final String PROGRESS =
            "/paths/~1api~1explain.events/get/responses/200/content/text~1event-stream/x-events/progress";
    private static final int UPLOAD_BYTES = 1 << 20;

    @TempDir
    static Path folder;

    static CommonsStandIn commons;
    static Studio studio;
    static Client client;
    static OpenApiValidator validator;

    @BeforeAll
    static void start() throws Exception {
        var home = new CacheDirectory(folder);
        var model = TinyModel.write(folder);
        card("waiting", TinyModel.write(folder, "waiting").onnx());
        card("gone", folder.resolve("gone.onnx"));
        commons = new CommonsStandIn();
        studio = Studio.create(config -> config.port(0)
                        .home(home)
                        .model(model)
                        .photographs(commons.photographs(home.samples()))
                        .uploads(UPLOAD_BYTES, 1_000_000)
                        .longest(Duration.ZERO))
                .start();
        client = new Client(studio);
        validator = new OpenApiValidator(client.json("/api/openapi.json"));
    }

    private static void card(String id, Path onnx) throws Exception {
        Path card = Files.writeString(folder.resolve(id + ".json"), """
                {"id": "%s", "title": "A model", "weights": [{"file": "%s"}],
                 "input": {"width": 48, "height": 48, "scale": 1, "mean": [0, 0, 0], "std": [1, 1, 1]}}
                """.formatted(id, onnx.getFileName()));
        Zoo.at(new CacheDirectory(folder)).add(card);
    }

    @AfterAll
    static void stop() {
        studio.stop();
        commons.close();
    }

    /**
     * A request and its expected response.
     *
     * @param path as in the document
     * @param status as in the document
     * @param last the last event of a stream; empty for another response
     */
    record Example(String method, String path, String status, Call call, String last) {

        interface Call {
            HttpResponse<byte[]> send() throws Exception;
        }

        static Example get(String status, String path, String request) {
            return new Example("get", path, status, () -> client.get(request), "");
        }

        static Example post(String status, String path, Call call) {
            return new Example("post", path, status, call, "");
        }

        Example endsWith(String event) {
            return new Example(method, path, status, call, event);
        }

        @Override
        public String toString() {
            return "%s %s: %s %s".formatted(method, path, status, last);
        }
    }

    static List<Example> examples() {
        return Stream.of(successes(), uploads(), downloads(), problems())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Example> successes() {
        return List.of(
                Example.get("200", "/api/health", "/api/health"),
                Example.get("200", "/api/openapi.json", "/api/openapi.json"),
                Example.get("200", "/api/models", "/api/models"),
                Example.get("200", "/api/models/{id}/layers", "/api/models/tiny/layers"),
                Example.get("200", "/api/labels", "/api/labels?q=crane"),
                Example.get("200", "/api/methods", "/api/methods"),
                Example.get("200", "/api/colormaps", "/api/colormaps"),
                Example.get("200", "/api/samples", "/api/samples"),
                Example.get("200", "/api/samples/{id}.png", "/api/samples/daisy.png?size=64"),
                Example.get("200", "/api/samples/{id}/mask.png", "/api/samples/analog-clock/mask.png"),
                Example.get("200", "/api/mask.png", "/api/mask.png?picture=daisy&outline=0,0,1,0,1,1"),
                Example.get("200", "/api/explain", "/api/explain?picture=daisy"),
                Example.get("200", "/api/explain", "/api/explain?picture=daisy&versus=1&method=eigencam&heatMap=false"),
                Example.get("200", "/api/explain.events", "/api/explain.events?picture=daisy")
                        .endsWith("done"),
                Example.get("200", "/api/explain.json", "/api/explain.json?picture=daisy&versus=1"),
                Example.get("200", "/api/explain.png", "/api/explain.png?picture=daisy&sign=both&alpha=1"),
                Example.get("200", "/api/explain.figure.png", "/api/explain.figure.png?picture=daisy"),
                Example.get("200", "/api/explain.npy", "/api/explain.npy?picture=daisy"),
                Example.get("200", "/api/steps", "/api/steps?picture=daisy&versus=1&channels=0,3"),
                Example.get("200", "/api/explain", "/api/explain?picture=daisy&target=0&versus=1&versus=2"),
                Example.get("200", "/api/steps", "/api/steps?picture=daisy&target=0&versus=1&versus=2"),
                Example.get("200", "/api/steps", "/api/steps?picture=daisy"));
    }

    private static List<Example> uploads() {
        byte[] png = Scenes.byName("stopwatch").draw(64, 48).image().png();
        return List.of(
                Example.post("201", "/api/pictures", () -> client.upload(png)),
                new Example("get", "/api/pictures/{id}.png", "200", () -> client.get(uploaded(png)), ""),
                Example.post("400", "/api/pictures", () -> client.upload(png, png)),
                Example.post("413", "/api/pictures", () -> client.upload(new byte[UPLOAD_BYTES + 1])),
                Example.post("415", "/api/pictures", () -> client.post("/api/pictures")),
                Example.post("422", "/api/pictures", () -> client.upload(new byte[100])));
    }

    private static String uploaded(byte[] png) throws Exception {
        return client.upload(png).headers().firstValue("Location").orElseThrow();
    }

    private static List<Example> downloads() {
        return List.of(
                Example.get("409", "/api/models/{id}/layers", "/api/models/waiting/layers"),
                Example.get("409", "/api/labels", "/api/labels?q=a&model=waiting"),
                Example.get("409", "/api/explain", "/api/explain?picture=daisy&model=waiting"),
                Example.post("200", "/api/models/{id}/pull", () -> client.post("/api/models/waiting/pull"))
                        .endsWith("done"),
                Example.post("200", "/api/models/{id}/pull", () -> client.post("/api/models/gone/pull"))
                        .endsWith("problem"),
                Example.post("404", "/api/models/{id}/pull", () -> client.post("/api/models/nothing/pull")),
                Example.post("200", "/api/samples/pull", OpenApiTest::refusedPull)
                        .endsWith("problem"),
                Example.post("200", "/api/samples/pull", () -> client.post("/api/samples/pull"))
                        .endsWith("done"));
    }

    private static HttpResponse<byte[]> refusedPull() throws Exception {
        commons.onNext("api.php", CommonsStandIn.status(403));
        return client.post("/api/samples/pull");
    }

    private static List<Example> problems() {
        return List.of(
                Example.get("400", "/api/samples/{id}.png", "/api/samples/daisy.png?size=1"),
                Example.get("404", "/api/samples/{id}.png", "/api/samples/nothing.png"),
                Example.get("404", "/api/samples/{id}/mask.png", "/api/samples/nothing/mask.png"),
                Example.get("404", "/api/pictures/{id}.png", "/api/pictures/nothing.png"),
                Example.get("404", "/api/models/{id}/layers", "/api/models/nothing/layers"),
                Example.get("400", "/api/mask.png", "/api/mask.png?picture=daisy&outline=1"),
                Example.get("400", "/api/explain", "/api/explain"),
                Example.get("404", "/api/explain", "/api/explain?picture=" + "0".repeat(32)),
                Example.get("503", "/api/explain", "/api/explain?picture=daisy&method=scorecam"),
                Example.get("400", "/api/explain.events", "/api/explain.events?picture=daisy&target=nothing"),
                Example.get("503", "/api/explain.events", "/api/explain.events?picture=daisy&method=scorecam"),
                Example.get("400", "/api/explain.png", "/api/explain.png?picture=daisy&colormap=gray"),
                Example.get("400", "/api/steps", "/api/steps?picture=daisy&method=eigencam"),
                new Example(
                        "get",
                        "/api/samples",
                        "default",
                        () -> client.get("/api/samples", "Sec-Fetch-Site", "cross-site"),
                        ""));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theResponseConforms(Example example) throws Exception {
        var response = example.call().send();
        int status = response.statusCode();
        assertEquals(example.status(), example.status().equals("default") ? "default" : String.valueOf(status));
        var events = validator.validate(example.method(), example.path(), example.status(), response);
        assertEquals(example.last(), events.isEmpty() ? "" : events.get(events.size() - 1));
    }

    @Test
    void everyRouteHasAnExample() throws Exception {
        var documented = new TreeSet<String>();
        new ObjectMapper()
                .readTree(Api.class.getResourceAsStream("openapi.json"))
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> documented.add(method + " " + path.getKey())));
        var routed = OpenApiDocumentTest.routes(folder).stream()
                .map(route -> route.method().name().toLowerCase(Locale.ROOT) + " " + route.path())
                .collect(Collectors.toCollection(TreeSet::new));
        var tried = examples().stream()
                .filter(example -> example.status().startsWith("2"))
                .map(example -> example.method() + " " + example.path())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(routed, documented);
        assertEquals(routed, tried);
    }

    /** The validator can fail: on keys that are missing, unknown, null or of another type, at any depth. */
    @Test
    void deviationsAreErrors() throws Exception {
        var answer = (ObjectNode) client.json("/api/explain?picture=daisy");
        conforms(answer);
        assertFails(answer.deepCopy().without("explained"));
        assertFails(answer.deepCopy().without("layer"));
        assertFails(answer.deepCopy().put("extra", 1));
        assertFails(answer.deepCopy().putNull("layer"));
        assertFails(answer.deepCopy().put("layer", 1));
        var deep = answer.deepCopy();
        ((ObjectNode) deep.get("predictions").get(0)).put("extra", 1);
        assertFails(deep);
    }

    @Test
    void deviationsOfEventsAreErrors() throws Exception {
        var json = new ObjectMapper();
        validator.validateJson(PROGRESS, json.readTree("{\"done\": 1, \"total\": 2}"));
        for (String wrong : List.of("{}", "{\"done\": 1}", "{\"done\": 1, \"total\": null}")) {
            var progress = json.readTree(wrong);
            assertThrows(AssertionFailedError.class, () -> validator.validateJson(PROGRESS, progress), wrong);
        }
    }

    private static void conforms(JsonNode answer) {
        validator.validateJson(ANSWER, answer);
    }

    private static void assertFails(JsonNode answer) {
        assertThrows(AssertionFailedError.class, () -> conforms(answer), answer::toString);
    }
}
