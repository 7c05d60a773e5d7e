package io.github.gradcam4j.studio;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.gradcam4j.zoo.CacheDirectory;
import io.github.gradcam4j.zoo.Zoo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server that sends the file of a model byte by byte, for hours. */
final class SlowDownload implements AutoCloseable {

    /** The route that downloads it. */
    static final String PULL = "/api/models/drip/pull";

    private static final int BYTES = 1_000_000;
    private static final long PAUSE_MILLISECONDS = 20;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final HttpServer server;

    SlowDownload() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        server.createContext("/", this::drip);
        server.start();
    }

    private void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, BYTES);
        try (var out = exchange.getResponseBody()) {
            for (int i = 0; i < BYTES; i++) {
                out.write(1);
                out.flush();
                Thread.sleep(PAUSE_MILLISECONDS);
            }
        } catch (IOException | InterruptedException disconnected) {
            ended.countDown();
        }
    }

    /** Adds the model to a catalog. */
    void addTo(CacheDirectory home) throws IOException {
        Path card = Files.writeString(home.path().resolve("drip.json"), """
                {"id": "drip", "title": "A slow download",
                 "weights": [{"url": "http://127.0.0.1:%d/drip.onnx", "sha256": "%s", "size": %d}],
                 "input": {"width": 48, "height": 48, "scale": 1, "mean": [0, 0, 0], "std": [1, 1, 1]}}
                """.formatted(
                        server.getAddress().getPort(), "0".repeat(64), BYTES));
        Zoo.at(home).add(card);
    }

    /** Waits until the client of a download has gone. */
    boolean ended(int seconds) throws InterruptedException {
        return ended.await(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
