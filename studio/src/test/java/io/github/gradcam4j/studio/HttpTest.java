package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed requests, which no route sees, are answered like the others. */
class HttpTest {

    private static final String HOST = "Host: 127.0.0.1\r\n";

    @TempDir
    static Path folder;

    static Studio studio;

    @BeforeAll
    static void start() {
        studio = Studio.create(config -> config.port(0).home(new CacheDirectory(folder)))
                .start();
    }

    @AfterAll
    static void stop() {
        studio.stop();
    }

    private record Malformed(String name, String request, int status) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Malformed> malformed() {
        String get = "GET /%s HTTP/1.1\r\n%s%s\r\n";
        return Stream.of(
                new Malformed("long path", get.formatted("a".repeat(20_000), HOST, ""), 414),
                new Malformed("long header", get.formatted("", HOST, "X: " + "a".repeat(20_000) + "\r\n"), 431),
                new Malformed("bad host", get.formatted("", "Host: a b\r\n", ""), 400),
                new Malformed("bad port", get.formatted("", "Host: a:99999999\r\n", ""), 400),
                new Malformed("two hosts", get.formatted("", HOST, HOST), 400),
                new Malformed("no host", get.formatted("", "", ""), 400),
                new Malformed("bad escape", get.formatted("api/samples/%zz.png", HOST, ""), 400),
                new Malformed("above the root", get.formatted("api/../../x", HOST, ""), 400),
                new Malformed("bad version", "GET / HTTP/9.9\r\n" + HOST + "\r\n", 505),
                new Malformed("bad expectation", get.formatted("", HOST, "Expect: x\r\n"), 417),
                new Malformed(
                        "two lengths",
                        "POST /api/pictures HTTP/1.1\r\n" + HOST
                                + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        400),
                new Malformed("no HTTP", "\u0016\u0003\u0001\u0002\u0000\r\n\r\n", 400));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void areAnsweredWithProblems(Malformed malformed) throws Exception {
        try (var connection = new RawClient(studio)) {
            connection.send(malformed.request());
            String answer = connection.rest();
            int body = answer.indexOf("\r\n\r\n");
            var headers = List.of(answer.substring(0, body).split("\r\n"));
            assertTrue(headers.get(0).startsWith("HTTP/1.1 " + malformed.status() + " "), answer);
            assertTrue(headers.contains("Connection: close"), answer);
            assertTrue(headers.contains("Content-Type: " + HttpProblem.CONTENT_TYPE), answer);
            HostHeaderFilter.HEADERS.forEach(
                    (name, value) -> assertTrue(headers.contains(name + ": " + value), answer));
            var problem = new ObjectMapper().readTree(answer.substring(body));
            assertEquals(malformed.status(), problem.get("status").asInt());
        }
    }

    @Test
    void aMethodThatIsNotAllowedNamesTheOthers() throws Exception {
        var answer = new Client(studio).post("/api/samples");
        assertEquals(405, answer.statusCode());
        assertEquals("GET", answer.headers().firstValue("Allow").orElseThrow());
    }

    /** A page of another port of this computer may not even have images computed. */
    @Test
    void pagesOfTheSameSiteMayNotUseTheInterface() throws Exception {
        var client = new Client(studio);
        String image = "/api/samples/daisy.png?size=16";
        assertEquals(403, client.get(image, "Sec-Fetch-Site", "same-site").statusCode());
        assertEquals(403, client.get(image, "Sec-Fetch-Site", "cross-site").statusCode());
        assertEquals(200, client.get(image, "Sec-Fetch-Site", "same-origin").statusCode());
        assertEquals(200, client.get(image, "Sec-Fetch-Site", "none").statusCode());
        assertEquals(200, client.get("/", "Sec-Fetch-Site", "cross-site").statusCode(), "a link to the page");
    }
}
