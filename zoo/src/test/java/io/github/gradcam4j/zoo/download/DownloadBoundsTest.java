package io.github.gradcam4j.zoo.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that send too much, too slowly or not HTTP. */
class DownloadBoundsTest extends TestDownloads {

    private String failure(Download download, URI url, long size) {
        return assertThrows(
                        DownloadException.class,
                        () -> download.fetch(url, sha256(FILE), size, target(), DownloadListener.SILENT))
                .getMessage();
    }

    @Test
    void aFileOfUnknownSizeIsBounded() throws IOException {
        ScriptedServer.Answer endless = (request, socket) -> {
            ScriptedServer.head(socket, 200);
            var block = new byte[1 << 16];
            while (true) {
                socket.getOutputStream().write(block);
            }
        };
        try (var server = new ScriptedServer(endless)) {
            var settings = new Download.Settings(Optional.empty(), 10_000_000, 1_000_000);
            String message = failure(new Download(settings, client(3, PATIENCE)), server.url("/x"), 0);
            assertTrue(message.contains("the limit is 1,000,000, because the card does not state its size"), message);
            assertFalse(Files.exists(part()));
            assertEquals(1, server.requests().size());
        }
    }

    /** The bytes that have arrived are kept, and the next attempt continues there. */
    @Test
    void aDownloadThatHardlyMovesIsGivenUp() throws Exception {
        ScriptedServer.Answer drip = (request, socket) -> {
            ScriptedServer.head(socket, 200, ETAG, "Content-Length: " + FILE.length);
            for (byte b : FILE) {
                socket.getOutputStream().write(b);
                Thread.sleep(20);
            }
        };
        try (var server = new ScriptedServer(drip, ScriptedServer.ranges(FILE, ETAG))) {
            var limits = new TimeLimits(PATIENCE, PATIENCE, PATIENCE, Duration.ofMillis(500));
            var client = new WebClient(limits, new RetryPolicy(3, Duration.ofMillis(10), Duration.ofSeconds(2)));
            var download = new Download(new Download.Settings(Optional.empty(), 10_000_000, 1_000_000), client);
            String message = failure(download, server.url("/x"), FILE.length);
            assertTrue(message.contains("bytes arrived in 0 seconds, and it is given up"), message);
            assertEquals(1, server.requests().size(), "another attempt would take as long");
            assertTrue(Files.size(part()) > 0);
            fetch(1, server.url("/x"));
            assertFetched();
            assertTrue(server.requests().get(1).from() > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-5", "99999999999999999999", "5, 6"})
    void aContentLengthThatIsNoNumber(String length) throws Exception {
        ScriptedServer.Answer wrong = (request, socket) -> {
            ScriptedServer.head(socket, 200, "Content-Length: " + length);
            socket.getOutputStream().write(FILE);
        };
        try (var server = new ScriptedServer(wrong)) {
            try {
                fetch(1, server.url("/x"));
                assertFetched();
            } catch (DownloadException e) {
                assertTrue(e.getMessage().startsWith("cannot fetch " + server.url("/x") + ": "), e.getMessage());
            }
        }
    }

    @Test
    void headersOfOthersAreCutAndCleaned() throws Exception {
        String location = "file:///" + "k".repeat(5_000) + "\u009b31m";
        try (var server = new ScriptedServer(ScriptedServer.status(302, "Location: " + location))) {
            String message = failure(download(1), server.url("/x"), FILE.length);
            assertTrue(message.length() < 500, message);
            assertFalse(message.codePoints().anyMatch(Character::isISOControl), message);
        }
    }

    @Test
    void aFolderWhereThePartShouldBeIsNamed() throws Exception {
        Files.createDirectories(part().resolve("inside"));
        try (var server = new ScriptedServer(ScriptedServer.whole(FILE))) {
            String message = failure(download(1), server.url("/x"), FILE.length);
            assertTrue(message.contains(part() + " is a folder; move it away"), message);
        }
    }

    /** A validator that cannot be sent back in a request is not kept. */
    @Test
    void anEtagWithControlCharactersIsNotSentBack() throws Exception {
        ScriptedServer.Answer cut = (request, socket) -> {
            ScriptedServer.head(socket, 200, "ETag: \"a\u0001\u001b[31m\"", "Content-Length: " + FILE.length);
            socket.getOutputStream().write(FILE, 0, 1000);
        };
        try (var server = new ScriptedServer(cut, ScriptedServer.ranges(FILE))) {
            fetch(3, server.url("/x"));
            assertFetched();
        } catch (DownloadException e) {
            assertTrue(e.getMessage().startsWith("cannot fetch"), e.getMessage());
        }
    }
}
