package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A studio that other computers can reach. It listens on this one all the same. */
class ExposureTest {

    private static final String TOKEN = "correct-horse";

    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong();
    private Studio studio;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        studio = studio(new Exposure(false, Optional.of(TOKEN), false));
        client = new Client(studio);
    }

    private Studio studio(Exposure exposure) throws IOException {
        var model = TinyModel.write(folder);
        return Studio.create(config -> {
                    config.port(0).home(new CacheDirectory(folder)).model(model);
                    config.exposure = Optional.of(exposure);
                    config.clock = now::get;
                })
                .start();
    }

    @AfterEach
    void stop() {
        studio.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/health",
                "/api/samples",
                "/api/samples/daisy.png",
                "/api/explain?picture=daisy",
                "/api/openapi.json",
                "/api/nothing",
                "/api/samples?token=correct-horse"
            })
    void theInterfaceNeedsTheToken(String path) throws Exception {
        var refused = client.get(path);
        assertUnauthorized(refused, "link");
        assertEquals("Bearer", refused.headers().firstValue("WWW-Authenticate").orElseThrow());
        assertUnauthorized(client.get(path, "Authorization", "Bearer correct-horsf"), "earlier start");
        assertUnauthorized(client.get(path, "Authorization", "Basic " + TOKEN), "link");
        int expected = path.contains("nothing") ? 404 : 200;
        assertEquals(
                expected, client.get(path, "Authorization", "Bearer " + TOKEN).statusCode());
    }

    private static void assertUnauthorized(HttpResponse<byte[]> refused, String mentioned) throws Exception {
        assertEquals(401, refused.statusCode());
        JsonNode problem = Client.json(refused);
        assertTrue(problem.get("detail").asText().contains(mentioned), problem::toString);
    }

    @Test
    void theLinkSetsACookie() throws Exception {
        assertEquals(studio.url() + "?token=" + TOKEN, studio.link());
        assertEquals(List.of(studio.link()), studio.foreignLinks());
        assertFalse(client.get("/").headers().firstValue("Set-Cookie").isPresent());
        assertFalse(client.get("/?token=wrong-token")
                .headers()
                .firstValue("Set-Cookie")
                .isPresent());
        var page = client.get("/?token=" + TOKEN);
        assertEquals(200, page.statusCode());
        String cookie = page.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"), cookie);
        String pair = cookie.substring(0, cookie.indexOf(';'));
        assertEquals(200, client.get("/api/samples", "Cookie", pair).statusCode());
        assertEquals(401, client.get("/api/samples", "Cookie", pair + "x").statusCode());
        assertEquals(
                401,
                client.get("/api/samples", "Cookie", "gradcam4j-0123456789abcdef=" + TOKEN)
                        .statusCode(),
                "the cookie of a studio at another port");
    }

    /** The right one waits too, so that the answer does not tell it from the wrong ones. */
    @Test
    void manyWrongTokensAreSlowedDown() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertEquals(
                    401,
                    client.get("/api/health", "Authorization", "Bearer guess-000" + i)
                            .statusCode());
        }
        var waiting = client.get("/api/health", "Authorization", "Bearer " + TOKEN);
        assertEquals(429, waiting.statusCode());
        assertEquals("5", waiting.headers().firstValue("Retry-After").orElseThrow());
        String detail = Client.json(waiting).get("detail").asText();
        assertTrue(detail.contains("too many wrong tokens"), detail);
        assertEquals(401, client.get("/api/health").statusCode(), "no token is no guess");
        now.addAndGet(TimeUnit.SECONDS.toNanos(5));
        assertEquals(
                200,
                client.get("/api/health", "Authorization", "Bearer " + TOKEN).statusCode());
    }

    @Test
    void theRequestsOfAClientAreLimited() throws Exception {
        assertServed(Studio.BURST);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertServed(Studio.REQUESTS_PER_SECOND);
    }

    /** Asserts that so many requests are served and the next one is not. */
    private void assertServed(int requests) throws Exception {
        for (int i = 0; i < requests; i++) {
            assertEquals(200, client.get("/favicon.svg").statusCode(), "request " + i);
        }
        var refused = client.get("/favicon.svg");
        assertEquals(429, refused.statusCode());
        String detail = Client.json(refused).get("detail").asText();
        assertTrue(detail.contains("too many requests"), detail);
    }

    @Test
    void clientsDownloadNothingUnlessAllowed() throws Exception {
        for (String path : new String[] {"/api/models/resnet18/pull", "/api/samples/pull"}) {
            var refused = client.post(path, "Authorization", "Bearer " + TOKEN);
            assertEquals(403, refused.statusCode());
            assertTrue(Client.json(refused).get("detail").asText().contains("--allow-models"));
        }
        try (var open = studio(new Exposure(false, Optional.of(TOKEN), true))) {
            assertEquals(
                    404,
                    new Client(open)
                            .post("/api/models/nothing/pull", "Authorization", "Bearer " + TOKEN)
                            .statusCode());
        }
    }

    @Test
    void aStudioListensOnLocalhost() throws Exception {
        try (var studio =
                Studio.create(config -> config.host("localhost").port(0)).start()) {
            var health = HttpRequest.newBuilder(URI.create(studio.url() + "api/health"))
                    .build();
            var answer = HttpClient.newHttpClient().send(health, HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
        }
    }

    @Test
    void onlyThisComputerNeedsNoToken() {
        for (String local : new String[] {"127.0.0.1", "localhost", "127.0.0.2", "::1"}) {
            assertEquals(
                    new Exposure(true, Optional.empty(), true), Exposure.of(new StudioConfig().host(local)), local);
        }
        for (String exposed : new String[] {"0.0.0.0", "::", "192.0.2.1"}) {
            var config = new StudioConfig().host(exposed);
            var exposure = Exposure.of(config);
            assertFalse(exposure.local() || exposure.downloads());
            assertEquals(32, exposure.token().orElseThrow().length());
            StudioConfig.checkToken(exposure.token().get());
            assertNotEquals(exposure.token(), Exposure.of(config).token());
            assertTrue(Exposure.of(config.allowModels()).downloads());
            assertEquals(
                    Optional.of("12345678"),
                    Exposure.of(config.token("12345678")).token());
        }
        assertEquals(
                new Exposure(true, Optional.of("12345678"), true), Exposure.of(new StudioConfig().token("12345678")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "with space",
                "semi;colon",
                "tab\there",
                "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"
            })
    void tokensAreParts(String token) {
        var e = assertThrows(IllegalArgumentException.class, () -> new StudioConfig().token(token));
        assertTrue(e.getMessage().contains("8 to 128"));
    }

    @Test
    void namesWhatIsWrongWithTheHost() {
        var unknown = assertThrows(StudioException.class, () -> Studio.create(config -> config.host("no.invalid")));
        assertTrue(unknown.getMessage().contains("no.invalid is unknown"), unknown.getMessage());
        var foreign = Studio.create(config -> config.host("192.0.2.1").port(0).home(new CacheDirectory(folder)));
        var e = assertThrows(StudioException.class, foreign::start);
        assertTrue(e.getMessage().contains("192.0.2.1 is not an address of this computer"), e.getMessage());
        var second = Studio.create(config -> config.port(studio.port()).home(new CacheDirectory(folder)));
        var taken = assertThrows(StudioException.class, second::start);
        assertTrue(taken.getMessage().contains("in use by another program"), taken.getMessage());
    }

    /** On Linux, all of 127.0.0.0/8 are addresses of this computer, though its interface has one. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aPortInUseIsNamedAtEveryAddressOfThisComputer() throws Exception {
        try (var first = Studio.create(
                                config -> config.host("127.0.0.2").port(0).home(new CacheDirectory(folder)))
                        .start();
                var second = Studio.create(
                        config -> config.host("127.0.0.2").port(first.port()).home(new CacheDirectory(folder)))) {
            var taken = assertThrows(StudioException.class, second::start);
            assertTrue(taken.getMessage().contains("in use by another program"), taken.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0", "::", "0:0:0:0:0:0:0:0"})
    void allAddressesHaveSeveralNames(String host) {
        try (var everywhere = Studio.create(
                        config -> config.host(host).port(0).token(TOKEN).home(new CacheDirectory(folder)))
                .start()) {
            String path = ":" + everywhere.port() + "/?token=" + TOKEN;
            assertEquals("http://127.0.0.1" + path, everywhere.link());
            for (String link : everywhere.foreignLinks()) {
                assertTrue(link.matches("http://\\d+\\.\\d+\\.\\d+\\.\\d+" + Pattern.quote(path)), link);
                assertFalse(link.startsWith("http://0."), link);
            }
        }
    }
}
