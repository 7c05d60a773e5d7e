package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that wait leave threads for the short ones, whatever their clients do. A request without a thread would wait
 * as long as they do, which is longer than the test.
 */
@Timeout(300)
class CapacityTest {

    private static final int CLIENTS = 300;
    private static final String UPLOAD = "POST /api/pictures HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Content-Type: multipart/form-data; boundary=b\r\n%s\r\n\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\n\r\n";

    @TempDir
    static Path folder;

    static Studio studio;
    static Client client;

    @BeforeAll
    static void start() throws IOException {
        var model = TinyModel.write(folder);
        studio = Studio.create(config -> {
                    config.port(0).home(new CacheDirectory(folder)).model(model).uploads(1 << 20, 1_000_000);
                    config.patience(Duration.ofHours(1));
                    config.bodyGrace = Duration.ofSeconds(2);
                    config.bodyTime = Duration.ofSeconds(20);
                })
                .start();
        client = new Client(studio);
    }

    @AfterAll
    static void stop() {
        studio.stop();
    }

    @Test
    void eightThreadsStayFree() {
        int waiting =
                studio.api().bulkheads().stream().mapToInt(Bulkhead::capacity).sum();
        assertTrue(waiting <= Studio.LONG_REQUESTS, waiting + " wait");
        assertTrue(Studio.LONG_REQUESTS + 8 <= Studio.THREADS - 10, "Jetty has its own threads");
    }

    /** The response to each fills the buffers of its connection, so that its thread waits for the client. */
    @Test
    void clientsThatDoNotReadLeaveThreads(@TempDir Path home) throws Exception {
        var random = new Random(0);
        var noise = new BufferedImage(1000, 1000, BufferedImage.TYPE_INT_RGB);
        IntStream.range(0, 1_000_000).forEach(i -> noise.setRGB(i % 1000, i / 1000, random.nextInt()));
        try (var small = Studio.create(config -> {
                            config.port(0).home(new CacheDirectory(home));
                            config.longRequests = 2;
                        })
                        .start();
                var first = new RawClient(small);
                var second = new RawClient(small)) {
            var client = new Client(small);
            var added = client.upload(Image.fromBufferedImage(noise).png());
            String path = added.headers().firstValue("Location").orElseThrow();
            for (var idle : List.of(first, second)) {
                idle.request("GET", path);
                idle.headers();
            }
            var refused = client.get(path);
            assertEquals(503, refused.statusCode());
            assertEquals("2", refused.headers().firstValue("Retry-After").orElseThrow());
            assertEquals(503, Client.json(refused).get("status").asInt());
            assertEquals(200, client.get("/api/health").statusCode());
            first.disconnect();
            while (client.get(path).statusCode() == 503) {
                Thread.sleep(100);
            }
        }
    }

    @Test
    void heldStreamsLeaveThreads() throws Exception {
        var streams = new ArrayList<RawClient>();
        try (var source = new SlowDownload()) {
            source.addTo(new CacheDirectory(folder));
            for (int i = 0; i < CLIENTS; i++) {
                var stream = new RawClient(studio);
                streams.add(stream);
                stream.request("POST", SlowDownload.PULL);
            }
            assertShortRequestsAreServed();
            int refused = 0;
            for (var stream : streams) {
                String headers = stream.headers();
                if (!headers.startsWith("HTTP/1.1 200 ")) {
                    refused++;
                    assertTrue(headers.startsWith("HTTP/1.1 503 ") && headers.contains("Retry-After: "), headers);
                }
            }
            assertEquals(CLIENTS - 32, refused);
        } finally {
            for (var stream : streams) {
                stream.close();
            }
        }
    }

    @Test
    void waitingQuestionsLeaveThreads() throws Exception {
        var engine = studio.api().explanations().bulkheads().get(0);
        var end = new CountDownLatch(1);
        var pool = Executors.newSingleThreadExecutor();
        var questions = new ArrayList<RawClient>();
        try {
            var busy = pool.submit(() -> engine.pass(() -> end.await(1, TimeUnit.HOURS)));
            for (int i = 0; i < CLIENTS; i++) {
                var question = new RawClient(studio);
                questions.add(question);
                question.request("GET", "/api/explain?picture=daisy&target=" + i % 6);
            }
            assertShortRequestsAreServed();
            end.countDown();
            busy.get();
            var statuses = new ArrayList<String>();
            for (var question : questions) {
                statuses.add(question.headers().substring(9, 12));
            }
            assertTrue(statuses.contains("200"), statuses::toString);
            assertTrue(List.of("200", "503").containsAll(statuses), statuses::toString);
        } finally {
            for (var question : questions) {
                question.close();
            }
            pool.shutdownNow();
        }
    }

    private static void assertShortRequestsAreServed() throws Exception {
        for (String path : List.of("/api/health", "/", "/api/labels?q=a", "/api/methods", "/api/samples")) {
            assertEquals(200, client.get(path).statusCode(), path);
        }
    }

    /** One byte now and then: the others upload meanwhile, and the studio ends it. */
    @Test
    void slowUploadsEnd() throws Exception {
        byte[] png = Scenes.byName("stopwatch").draw(64, 48).image().png();
        try (var first = new RawClient(studio);
                var second = new RawClient(studio)) {
            for (var slow : List.of(first, second)) {
                slow.send(UPLOAD.formatted("Content-Length: 100000"));
            }
            assertEquals(201, client.upload(png).statusCode());
            while (!first.isAnswered() || !second.isAnswered()) {
                for (var slow : List.of(first, second)) {
                    if (!slow.isAnswered()) {
                        slow.send("x");
                    }
                }
                Thread.sleep(50);
            }
            for (var slow : List.of(first, second)) {
                String answer = slow.rest();
                assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
                assertTrue(answer.contains("Connection: close") && answer.contains("\"title\":\"Too slow\""), answer);
            }
        }
    }

    /** A body of unknown length that exceeds the limit is too large, not malformed. */
    @Test
    void aChunkedBodyHasTheSameLimit() throws Exception {
        try (var connection = new RawClient(studio)) {
            String head = UPLOAD.formatted("Transfer-Encoding: chunked");
            int body = head.indexOf("\r\n\r\n") + 4;
            connection.send(head.substring(0, body));
            sendChunk(connection, head.substring(body));
            for (int i = 0; i < 20; i++) {
                sendChunk(connection, "x".repeat(100_000));
            }
            connection.send("0\r\n\r\n");
            String headers = connection.headers();
            assertTrue(headers.startsWith("HTTP/1.1 413 "), headers);
        }
    }

    private static void sendChunk(RawClient connection, String text) throws IOException {
        connection.send(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }
}
