package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.zoo.CacheDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A computation ends when its client disconnects: its permits come back. */
@Timeout(300)
class DisconnectTest {

    @TempDir
    static Path folder;

    static Studio studio;
    static Client client;

    @BeforeAll
    static void start() throws IOException {
        var model = TinyModel.ofManyChannels(folder);
        studio = Studio.create(config -> {
                    config.port(0).home(new CacheDirectory(folder)).model(model).patience(Duration.ofMinutes(5));
                    config.pullGrace = Duration.ofMillis(200);
                })
                .start();
        client = new Client(studio);
    }

    @AfterAll
    static void stop() {
        studio.stop();
    }

    private static Bulkhead engine() {
        return studio.api().explanations().bulkheads().get(0);
    }

    private static Bulkhead slow() {
        return studio.api().explanations().bulkheads().get(1);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(20);
        }
    }

    /** IS-CAM runs this model 5120 times; the log has why it ended, which is not that all runs are done. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/explain?",
                "/api/explain.json?",
                "/api/explain.events?",
                "/api/explain.png?",
                "/api/explain.figure.png?",
                "/api/explain.npy?"
            })
    void aMethodWithManyPassesEnds(String route) throws Exception {
        try (var log = new DisconnectLog()) {
            try (var client = new RawClient(studio)) {
                client.request("GET", route + "picture=daisy&method=iscam");
                await(() -> slow().load() == 1 && engine().load() == 0);
                studio.disconnects().endDisconnected();
                assertEquals(0, log.size(), "the client is still there");
            }
            await(() -> slow().load() == 0);
            await(() -> log.size() == 1);
        }
        assertEquals(200, client.get("/api/explain?picture=daisy").statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/explain?picture=daisy",
                "/api/explain.png?picture=daisy",
                "/api/steps?picture=daisy",
                "/api/models/wide/layers"
            })
    void aWaitingRequestEndsAndOthersGoOn(String path) throws Exception {
        var stays = new RawClient(studio);
        whileTheEngineIsBusy(() -> {
            try (var leaves = new RawClient(studio)) {
                leaves.request("GET", path);
                await(() -> engine().load() == 2);
                stays.request("GET", path);
                await(() -> engine().load() == 3);
            }
            await(() -> engine().load() == 2);
        });
        assertTrue(stays.headers().startsWith("HTTP/1.1 200 "));
        stays.close();
    }

    /** The studio reads ahead to see the client's end; what it reads is the next request. */
    @Test
    void requestsOfOneConnectionAreAnsweredInOrder() throws Exception {
        try (var connection = new RawClient(studio)) {
            whileTheEngineIsBusy(() -> {
                connection.request("GET", "/api/models/wide/layers");
                await(() -> engine().load() == 2);
                connection.request("GET", "/api/health");
                connection.send("GET /api/colormaps HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
                studio.disconnects().endDisconnected();
                studio.disconnects().endDisconnected();
                assertEquals(2, engine().load());
            });
            String answers = connection.rest();
            int layers = answers.indexOf("second_relu");
            int health = answers.indexOf("\"status\":\"ok\"");
            int colormaps = answers.indexOf("viridis");
            assertTrue(0 < layers && layers < health && health < colormaps, answers);
        }
    }

    @Test
    void aConnectionThatSentMuchAheadIsStillWatched() throws Exception {
        try (var connection = new RawClient(studio)) {
            whileTheEngineIsBusy(() -> {
                connection.request("GET", "/api/models/wide/layers");
                await(() -> engine().load() == 2);
                connection.send(
                        "GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Padding: " + "x".repeat(4000) + "\r\n\r\n");
                studio.disconnects().endDisconnected();
                studio.disconnects().endDisconnected();
            });
            await(() -> engine().load() == 0);
            whileTheEngineIsBusy(() -> {
                connection.request("GET", "/api/models/wide/layers");
                await(() -> engine().load() == 2);
                connection.disconnect();
                await(() -> engine().load() == 1);
            });
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void whileTheEngineIsBusy(Work work) throws Exception {
        var end = new CountDownLatch(1);
        var pool = Executors.newSingleThreadExecutor();
        try {
            var busy = pool.submit(() -> engine().pass(() -> end.await(5, TimeUnit.MINUTES)));
            await(() -> engine().load() == 1);
            work.run();
            end.countDown();
            busy.get();
        } finally {
            pool.shutdownNow();
        }
    }

    /** Two clients share the download; it ends after the second has gone, and leaves its first bytes to the next. */
    @Test
    void aDownloadEndsWithItsLastClient() throws Exception {
        try (var source = new SlowDownload();
                var first = new RawClient(studio);
                var second = new RawClient(studio)) {
            source.addTo(new CacheDirectory(folder));
            for (var follower : new RawClient[] {first, second}) {
                follower.request("POST", SlowDownload.PULL);
                assertTrue(follower.headers().contains("text/event-stream"));
            }
            first.disconnect();
            assertFalse(source.ended(1), "the second client still follows");
            second.disconnect();
            assertTrue(source.ended(30));
        }
    }
}
