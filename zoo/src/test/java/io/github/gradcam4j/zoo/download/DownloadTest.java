package io.github.gradcam4j.zoo.download;

import static io.github.gradcam4j.zoo.download.ScriptedServer.ranges;
import static io.github.gradcam4j.zoo.download.ScriptedServer.status;
import static io.github.gradcam4j.zoo.download.ScriptedServer.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import io.github.gradcam4j.zoo.download.DownloadListener.Progress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DownloadTest extends TestDownloads {

    @Test
    void fetchesAndReportsProgress() throws Exception {
        var received = new ConcurrentLinkedQueue<Progress>();
        try (var server = new ScriptedServer(whole(FILE))) {
            assertEquals(target(), fetch(1, server.url("/x"), received::add));
            assertTrue(server.requests().get(0).header("User-Agent").orElse("").contains("gradcam4j"));
        }
        assertFetched();
        assertEquals(new Progress(Phase.DOWNLOADING, 0, FILE.length), received.peek());
        assertTrue(received.contains(new Progress(Phase.DOWNLOADING, FILE.length, FILE.length)));
        assertEquals(
                Phase.VERIFYING, List.copyOf(received).get(received.size() - 1).phase());
    }

    @Test
    void aFileThatIsThereIsNotFetched() throws Exception {
        Files.createDirectories(target().getParent());
        Files.write(target(), FILE);
        try (var server = new ScriptedServer(status(500))) {
            fetch(1, server.url("/x"));
            assertEquals(0, server.requests().size());
        }
    }

    @Test
    void anotherFileInItsPlaceIsReplaced() throws Exception {
        Files.createDirectories(target().getParent());
        Files.write(target(), OTHER);
        try (var server = new ScriptedServer(whole(FILE))) {
            fetch(1, server.url("/x"));
        }
        assertFetched();
    }

    @Test
    void followsRedirectsOfARealServer() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/old", exchange -> {
            exchange.getResponseHeaders().add("Location", "/new");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/new", exchange -> {
            exchange.sendResponseHeaders(200, 0); // chunked: the size is not said
            exchange.getResponseBody().write(FILE);
            exchange.close();
        });
        server.start();
        try {
            fetch(1, URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/old"));
        } finally {
            server.stop(0);
        }
        assertFetched();
    }

    @Test
    void theMirrorKeepsPathAndQuery() throws Exception {
        try (var server = new ScriptedServer(whole(FILE))) {
            download(1, PATIENCE, Optional.of(server.url("/torch/")))
                    .fetch(
                            URI.create("https://models.invalid/a%20b/x.pth?v=1"),
                            sha256(FILE),
                            0,
                            target(),
                            DownloadListener.SILENT);
            assertEquals("/torch/a%20b/x.pth?v=1", server.requests().get(0).path());
        }
        assertFetched();
    }

    @Test
    void onlyTheWebIsAsked() {
        assertThrows(IllegalArgumentException.class, () -> fetch(1, URI.create("file:///etc/hostname")));
        assertThrows(
                IllegalArgumentException.class,
                () -> download(1, PATIENCE, Optional.of(URI.create("ftp://127.0.0.1/"))));
    }

    @Test
    void ofTwoThreadsOneFetchesAndTheOtherWaitsAndUsesIt() throws Exception {
        var secondWaits = new CountDownLatch(1);
        var server = new ScriptedServer((request, socket) -> {
            assertTrue(secondWaits.await(10, TimeUnit.SECONDS));
            whole(FILE).to(request, socket);
        });
        var threads = Executors.newFixedThreadPool(2);
        try (server) {
            var patient = download(1);
            DownloadListener listener = progress -> {
                if (progress.phase() == Phase.WAITING) {
                    secondWaits.countDown();
                }
            };
            var pulls = threads.invokeAll(
                    Collections.nCopies(2, () -> patient.fetch(server.url("/x"), sha256(FILE), 0, target(), listener)));
            for (var pull : pulls) {
                assertEquals(target(), pull.get());
            }
            assertEquals(1, server.requests().size());
        }
        threads.shutdown();
        assertFetched();
    }

    @Test
    void anotherProcessWaitsAndUsesWhatThisOneFetched() throws Exception {
        var otherWaits = new CountDownLatch(1);
        var server = new ScriptedServer((request, socket) -> {
            Process other = OtherProcess.start(
                    Puller.class, "http://127.0.0.1:1/x", sha256(FILE).digits(), target().toString());
            assertEquals("WAITING", other.inputReader().readLine());
            Executors.newSingleThreadExecutor(task -> new Thread(task, "other process"))
                    .submit(() -> {
                        assertEquals("fetched", other.inputReader().readLine());
                        assertEquals(0, other.waitFor());
                        otherWaits.countDown();
                        return null;
                    });
            ranges(FILE).to(request, socket);
        });
        try (server) {
            var patient = download(1);
            patient.fetch(server.url("/x"), sha256(FILE), 0, target(), DownloadListener.SILENT);
            assertTrue(otherWaits.await(10, TimeUnit.SECONDS), "the other process has it too");
        }
        assertFetched();
    }

    /** A process that fetches a file. */
    static final class Puller {
        private Puller() {}

        public static void main(String[] arguments) throws Exception {
            download(1)
                    .fetch(
                            URI.create(arguments[0]),
                            Checksum.sha256(arguments[1]),
                            0,
                            Path.of(arguments[2]),
                            progress -> System.out.println(progress.phase()));
            System.out.println("fetched");
        }
    }
}
