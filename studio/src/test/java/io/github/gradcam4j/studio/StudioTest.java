package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.target.Target;
import io.github.gradcam4j.zoo.CacheDirectory;
import io.github.gradcam4j.zoo.Zoo;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudioTest {

    private static final String CLOCK = "picture=analog-clock";

    @TempDir
    static Path folder;

    static Model model;
    static Studio studio;
    static Client client;

    @BeforeAll
    static void start() throws IOException {
        model = TinyModel.write(folder);
        studio = Studio.create(config -> config.port(0)
                        .home(new CacheDirectory(folder))
                        .model(model)
                        .uploads(1 << 20, 1_000_000)
                        .uploadLifetime(Duration.ofSeconds(90)))
                .start();
        client = new Client(studio);
    }

    @AfterAll
    static void stop() {
        studio.stop();
    }

    @Test
    void explainsAsTheLibraryDoes() throws Exception {
        Image clock = Scenes.byName("analog-clock").draw(448, 448).image();
        try (var explainer = Explainer.open(model)) {
            var expected = explainer.explain(clock, Target.of("plum").versus("pear"));
            JsonNode answer = client.json("/api/explain?" + CLOCK + "&target=plum&versus=1");
            assertEquals("second_relu", answer.get("layer").asText());
            assertEquals("gradcam", answer.get("method").asText());
            assertEquals(2, answer.get("target").get("index").asInt());
            assertEquals("pear", answer.get("versus").get("label").asText());
            assertEquals(448, answer.get("view").get("width").asInt());
            assertArrayEquals(expected.map().values(), floats(answer.get("map").get("raw")), 1e-6f);
            assertEquals(5, answer.get("predictions").size());
            assertEquals(
                    expected.predictions().top(1).get(0).probability(),
                    answer.get("predictions").get(0).get("probability").floatValue(),
                    1e-6f);
        }
    }

    @Test
    void comparesWithSeveralClasses() throws Exception {
        Image clock = Scenes.byName("analog-clock").draw(448, 448).image();
        String question = CLOCK + "&target=plum&versus=1&versus=apple&versus=";
        try (var explainer = Explainer.open(model)) {
            var target = Target.of("plum").versus("pear", "apple");
            var equal = client.json("/api/explain?" + question);
            assertMap(explainer.explain(clock, target), equal);
            assertEquals(2, equal.get("versus").size());
            var weighted = client.json("/api/explain?" + question + "&versus-weights=3,1");
            assertMap(explainer.explain(clock, target.withVersusWeights(3, 1)), weighted);
            assertEquals(new ObjectMapper().readTree("""
                                    [{"index": 1, "label": "pear", "weight": 0.75},
                                     {"index": 0, "label": "apple", "weight": 0.25}]"""), weighted.get("versus"));
            var steps = client.json("/api/steps?" + question + "&versus-weights=3,1");
            assertEquals(weighted.get("versus"), steps.get("versus"));
            assertEquals(
                    explainer
                            .explain(clock, target.withVersusWeights(3, 1))
                            .context()
                            .score(),
                    steps.get("score").doubleValue(),
                    1e-5);
        }
        var file = client.get("/api/explain.npy?" + question).headers();
        String name = file.firstValue("Content-Disposition").orElseThrow();
        assertTrue(name.contains("analog-clock.tiny.second_relu.gradcam.2-vs-1-0.npy"), name);
    }

    private static void assertMap(Explanation expected, JsonNode answer) {
        assertArrayEquals(expected.map().values(), floats(answer.get("map").get("raw")), 1e-6f);
    }

    /** A slow method's result is cached by all classes and their weights. */
    @Test
    void weightsAreAnotherResult() throws Exception {
        String question = "/api/explain?picture=lemon&method=iscam&target=2&versus=1&versus=0&versus-weights=";
        var one = client.json(question + "3,1");
        assertNotEquals(one.get("map"), client.json(question + "1,3").get("map"));
        assertNotEquals(one.get("map"), client.json(question).get("map"));
        assertEquals(
                one.at("/timings/map"), client.json(question + "6,2").at("/timings/map"), "the same up to a factor");
    }

    @Test
    void theHeatMapCanBeLeftOut() throws Exception {
        var whole = (ObjectNode) client.json("/api/explain?" + CLOCK + "&target=2");
        var heat = Image.decode(whole.get("heatMap").get("png").binaryValue());
        assertEquals("48 x 48", heat.width() + " x " + heat.height());
        var without = (ObjectNode) client.json("/api/explain?" + CLOCK + "&target=2&heatMap=false");
        assertTrue(without.get("heatMap").isNull());
        assertEquals(without.without(List.of("heatMap", "timings")), whole.without(List.of("heatMap", "timings")));
    }

    @Test
    void anotherClassOfTheSamePictureCostsOnlyTheHead() throws Exception {
        String question = "/api/explain?picture=daisy&target=";
        assertTrue(client.json(question + 0).get("timings").get("trunk").asDouble() > 0);
        JsonNode second = client.json(question + 3);
        assertEquals(0, second.get("timings").get("trunk").asDouble());
        assertNotEquals(client.json(question + 0).get("map"), second.get("map"));
    }

    @Test
    void reportsTheCompletenessOfCompleteMethods() throws Exception {
        for (String method : new String[] {"gradcam", "hirescam", "xgradcam"}) {
            JsonNode answer = client.json("/api/explain?" + CLOCK + "&method=" + method);
            assertEquals(1, answer.get("explained").asDouble(), 1e-4, method);
        }
        assertEquals(
                1,
                client.json("/api/explain?" + CLOCK + "&layer=first_relu&method=integratedgradients")
                        .get("explained")
                        .asDouble(),
                0.05);
        assertTrue(client.json("/api/explain?" + CLOCK + "&layer=first_relu")
                .get("explained")
                .isNull());
        assertTrue(client.json("/api/explain?" + CLOCK + "&method=eigencam")
                .get("explained")
                .isNull());
    }

    @Test
    void aSlowMethodCanStreamItsProgress() throws Exception {
        String question = "?" + CLOCK + "&target=2&method=sscam";
        var events = new String(client.get("/api/explain.events" + question).body(), StandardCharsets.UTF_8);
        String done = "event: done\ndata: ";
        assertTrue(events.contains(done), events);
        JsonNode answer = new ObjectMapper().readTree(events.substring(events.indexOf(done) + done.length()));
        assertEquals(client.json("/api/explain" + question).get("map"), answer.get("map"));
    }

    /** The exported file is requested with the class and the layer, which the page left out before. */
    @Test
    void theResultOfASlowMethodIsCached() throws Exception {
        JsonNode answer = client.json("/api/explain?picture=lemon&method=iscam");
        String named = "&target=%d&layer=second_relu"
                .formatted(answer.at("/target/index").asInt());
        JsonNode again = client.json("/api/explain.json?picture=lemon&method=iscam" + named);
        assertEquals(answer.get("map"), again.get("map"));
        assertEquals(answer.at("/timings/map"), again.at("/timings/map"));
    }

    @Test
    void aSlowMethodStopsAtItsTimeLimit() throws Exception {
        try (var hasty = Studio.create(config -> config.port(0)
                        .home(new CacheDirectory(folder))
                        .model(model)
                        .longest(Duration.ZERO))
                .start()) {
            var asked = new Client(hasty);
            var refused = asked.get("/api/explain?" + CLOCK + "&method=scorecam");
            assertEquals(503, refused.statusCode());
            String why = Client.json(refused).get("detail").asText();
            assertTrue(why.contains("ended after 0 of 12 runs"), why);
            assertTrue(why.contains("gradcam explain --method scorecam"), why);
            assertEquals(
                    200, asked.get("/api/explain?" + CLOCK + "&method=layercam").statusCode());
        }
    }

    @Test
    void drawsTheOverlayOfTheLibrary() throws Exception {
        Image clock = Scenes.byName("analog-clock").draw(448, 448).image();
        var drawn = client.get("/api/explain.png?" + CLOCK + "&target=2&colormap=viridis&alpha=0.7");
        assertEquals("image/png", drawn.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(drawn.headers()
                .firstValue("Content-Disposition")
                .orElseThrow()
                .contains("analog-clock.tiny.second_relu.gradcam.2.png"));
        try (var explainer = Explainer.open(model)) {
            var expected = explainer.explain(clock, Target.of(2)).overlay(clock, Colormap.VIRIDIS, 0.7);
            assertArrayEquals(expected.png(), drawn.body());
        }
    }

    @Test
    void returnsTheRawMapAsNpyAndTheFigureAsPng() throws Exception {
        byte[] npy = client.get("/api/explain.npy?" + CLOCK).body();
        assertEquals((byte) 0x93, npy[0]);
        assertEquals(
                12 * 12 * Float.BYTES,
                npy.length
                        - 10
                        - ByteBuffer.wrap(npy)
                                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                                .getShort(8));
        assertTrue(Image.decode(client.get("/api/explain.figure.png?" + CLOCK).body())
                        .width()
                > 896);
    }

    @Test
    void theStepsFitTogether() throws Exception {
        JsonNode steps = client.json("/api/steps?" + CLOCK + "&channels=0,1,2,3,4,5,6,7,8,9,10,11");
        float[] sum = new float[144];
        for (JsonNode channel : steps.get("channels")) {
            float[] activation = floats(channel.get("activation"));
            assertEquals(
                    mean(floats(channel.get("gradient"))), channel.get("weight").doubleValue(), 1e-6);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += activation[i] * channel.get("weight").floatValue();
            }
        }
        assertArrayEquals(floats(steps.get("map").get("raw")), sum, 1e-4f);
        assertEquals(
                steps.get("target").get("logit").doubleValue(),
                steps.get("score").doubleValue(),
                1e-5);
        assertEquals("[1,3,48,48]", steps.get("input").get("shape").toString());
    }

    @Test
    void anOutlineBecomesAMask() throws Exception {
        var mask =
                client.get("/api/mask.png?picture=sample:analog-clock&outline=0.25,0.25,0.75,0.25,0.75,0.5,0.25,0.5");
        var pixels = Image.decode(mask.body()).toBufferedImage();
        assertEquals(448, pixels.getWidth());
        assertEquals(0xffffffff, pixels.getRGB(112, 112));
        assertEquals(0xffffffff, pixels.getRGB(335, 223));
        assertEquals(0xff000000, pixels.getRGB(111, 112));
        assertEquals(0xff000000, pixels.getRGB(112, 224));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/explain, 400, picture",
        "/api/explain?picture=nothing, 404, nothing",
        "/api/explain?picture=analog-clock&model=other, 404, other",
        "/api/explain?picture=analog-clock&target=crane, 400, 3 (crane)",
        "/api/explain?picture=analog-clock&target=99, 400, 99",
        "/api/explain?picture=analog-clock&target=top0, 400, top0",
        "/api/explain?picture=analog-clock&versus=crane, 400, 3 (crane)",
        "/api/explain?picture=analog-clock&target=1&versus=2&versus=pear, 400, Class 1 (pear) is the target",
        "/api/explain?picture=analog-clock&target=1&versus=0&versus=apple, 400, Class 0 (apple) is in versus twice",
        "/api/explain?picture=analog-clock&target=1&versus=1, 400, Class 1 is the target",
        "/api/explain?picture=analog-clock&target=top1&versus=top1, 400, Top1 is the target",
        "/api/explain?picture=analog-clock&versus-weights=1, 400, 'weights is 1, that of classes in versus 0'",
        "'/api/explain?picture=analog-clock&target=1&versus=2&versus-weights=1,1', 400, number of weights is 2",
        "/api/explain?picture=analog-clock&target=1&versus=2&versus-weights=0, 400, above 0",
        "/api/explain?picture=analog-clock&target=1&versus=2&versus-weights=x, 400, numbers separated by commas",
        "/api/explain?picture=analog-clock&layer=nowhere, 400, nowhere",
        "/api/explain?picture=analog-clock&method=magic, 400, gradcam",
        "/api/explain?picture=analog-clock&heatMap=no, 400, heatMap",
        "/api/explain.png?picture=analog-clock&alpha=2, 400, alpha",
        "/api/explain.png?picture=analog-clock&colormap=purple, 400, viridis",
        "/api/steps?picture=analog-clock&channels=12, 400, 11",
        "/api/samples/analog-clock.png?size=9000000, 400, 2048",
        "/api/models/other/layers, 404, other",
        "/api/mask.png?picture=analog-clock, 400, outline",
        "'/api/mask.png?picture=analog-clock&outline=0,0,1,1', 400, corners",
        "'/api/mask.png?picture=analog-clock&outline=0,0,1,0,1,x', 400, corners",
        "'/api/mask.png?picture=analog-clock&outline=0,0,1,0,1,1.1', 400, corners",
        "'/api/mask.png?picture=nothing&outline=0,0,1,0,1,1', 404, nothing",
        "/api/other, 404, openapi",
    })
    void reportsProblems(String path, int status, String mentioned) throws Exception {
        HttpResponse<byte[]> answer = client.get(path);
        assertEquals(status, answer.statusCode());
        assertEquals(
                HttpProblem.CONTENT_TYPE,
                answer.headers().firstValue("Content-Type").orElseThrow());
        JsonNode problem = Client.json(answer);
        assertEquals(status, problem.get("status").asInt());
        assertTrue(problem.get("detail").asText().contains(mentioned), problem::toString);
    }

    @Test
    void explainsAnUpload() throws Exception {
        Image clock = Scenes.byName("stopwatch").draw(300, 200).image();
        var answer = client.upload(clock.png());
        assertEquals(201, answer.statusCode());
        JsonNode upload = Client.json(answer);
        String id = upload.get("id").asText();
        assertTrue(id.matches("[0-9a-f]{32}"), id);
        assertEquals(300, upload.get("width").asInt());
        assertEquals(
                300,
                client.json("/api/explain?picture=" + id)
                        .get("view")
                        .get("width")
                        .asInt());
        assertArrayEquals(
                clock.png(), client.get("/api/pictures/" + id + ".png").body());
    }

    @Test
    void rejectsUploadsThatAreTooLargeOrNotPictures() throws Exception {
        for (int excess : new int[] {1, 1 << 20}) {
            byte[] large = new byte[(1 << 20) + excess];
            new Random(1).nextBytes(large);
            var answer = client.upload(large);
            assertEquals(413, answer.statusCode());
            boolean read = excess == 1;
            assertEquals(
                    read ? Optional.empty() : Optional.of("close"),
                    answer.headers().firstValue("Connection"));
        }
        assertEquals(422, client.upload("no picture".getBytes()).statusCode());
        var bomb = client.upload(header(50_000, 50_000));
        assertEquals(422, bomb.statusCode());
        assertTrue(Client.json(bomb).get("detail").asText().contains("pixels"), new String(bomb.body()));
    }

    @Test
    void downloadsAModelAndReportsItsProgress() throws Exception {
        Path file = TinyModel.write(folder, "fetched").onnx();
        Path card = Files.writeString(folder.resolve("fetched.json"), """
                {"id": "fetched", "title": "Fetched", "weights": [{"file": "%s"}],
                 "labels": ["a", "b", "c", "d", "e", "f"],
                 "input": {"width": 48, "height": 48, "scale": 0.0039, "mean": [0, 0, 0], "std": [1, 1, 1]}}
                """.formatted(file.getFileName()));
        Zoo.at(new CacheDirectory(folder)).add(card);
        assertEquals("available", state("fetched"));
        assertEquals(409, client.get("/api/explain?" + CLOCK + "&model=fetched").statusCode());
        var answer = client.post("/api/models/fetched/pull");
        assertTrue(answer.headers().firstValue("Content-Type").orElseThrow().startsWith("text/event-stream"));
        String events = new String(answer.body());
        assertTrue(events.contains("event: progress\ndata: {\"step\":\"Done\""), events);
        assertTrue(events.endsWith("event: done\ndata: {}\n\n"), events);
        assertEquals("ready", state("fetched"));
        assertEquals(200, client.get("/api/explain?" + CLOCK + "&model=fetched").statusCode());
        assertEquals(404, client.post("/api/models/nothing/pull").statusCode());
    }

    @Test
    void reportsWhyADownloadFailed() throws Exception {
        Path card = Files.writeString(folder.resolve("gone.json"), """
                {"id": "gone", "title": "Gone", "weights": [{"file": "gone.onnx"}],
                 "input": {"width": 48, "height": 48, "scale": 1, "mean": [0, 0, 0], "std": [1, 1, 1]}}
                """);
        Zoo.at(new CacheDirectory(folder)).add(card);
        String events = new String(client.post("/api/models/gone/pull").body());
        assertTrue(events.contains("event: problem\ndata: {") && events.contains("gone.onnx does not exist"), events);
        assertFalse(events.contains(folder.toString()), events);
        assertFalse(new String(client.get("/api/models").body()).contains(folder.toString()));
        assertEquals("available", state("gone"));
    }

    private static String state(String model) throws Exception {
        for (JsonNode info : client.json("/api/models").get("models")) {
            if (info.get("id").asText().equals(model)) {
                return info.get("state").asText();
            }
        }
        return "unknown";
    }

    @Test
    void rejectsRequestsOfOtherSites() throws Exception {
        String here = "Host: 127.0.0.1:" + studio.port();
        assertEquals(200, client.status("GET", "/api/health", here));
        assertEquals(200, client.status("GET", "/api/health", "Host: localhost:" + studio.port()));
        assertEquals(403, client.status("GET", "/api/health", "Host: evil.example:" + studio.port()));
        assertEquals(403, client.status("GET", "/", "Host: evil.example"));
        assertEquals(403, client.status("POST", "/api/pictures", here, "Origin: http://evil.example"));
        assertEquals(403, client.status("POST", "/api/pictures", here, "Origin: null"));
        assertEquals(403, client.status("GET", "/api/samples", here, "Sec-Fetch-Site: cross-site"));
        assertEquals(415, client.status("POST", "/api/pictures", here, "Origin: http://127.0.0.1:" + studio.port()));
        assertEquals(405, client.status("DELETE", "/api/samples", here));
    }

    @Test
    void servesThePageWithoutForeignResources() throws Exception {
        var page = client.get("/");
        String html = new String(page.body());
        assertTrue(html.contains("<title>gradcam4j studio</title>"));
        assertFalse(html.contains("://"));
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.startsWith("default-src 'none'") && !policy.contains("unsafe"));
        assertEquals(
                "nosniff", page.headers().firstValue("X-Content-Type-Options").orElseThrow());
        assertTrue(client.get("/../pom.xml").statusCode() >= 400);
        assertTrue(client.get("/assets/%2e%2e/%2e%2e/io/github/gradcam4j/studio/openapi.json")
                        .statusCode()
                >= 400);
    }

    @Test
    void mayBeStoppedTwiceButNotStartedAgain() {
        var closed = Studio.create(config ->
                        config.port(0).home(new CacheDirectory(folder)).model(model))
                .start();
        closed.stop();
        closed.close();
        var e = assertThrows(IllegalStateException.class, closed::start);
        assertEquals("the studio is closed; create another one", e.getMessage());
    }

    @Test
    void reportsAPortThatIsTaken() {
        var second = Studio.create(config ->
                config.port(studio.port()).home(new CacheDirectory(folder)).model(model));
        var e = assertThrows(StudioException.class, second::start);
        assertTrue(e.getMessage().contains(String.valueOf(studio.port()))
                && e.getMessage().contains("--port"));
    }

    /** Returns the header of a PNG that would unpack to gigabytes. */
    static byte[] header(int width, int height) {
        var chunk = ByteBuffer.allocate(17)
                .put("IHDR".getBytes())
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0});
        var crc = new CRC32();
        crc.update(chunk.array());
        return ByteBuffer.allocate(33)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
                .putInt(13)
                .put(chunk.array())
                .putInt((int) crc.getValue())
                .array();
    }

    private static float[] floats(JsonNode numbers) {
        var values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).floatValue();
        }
        return values;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
