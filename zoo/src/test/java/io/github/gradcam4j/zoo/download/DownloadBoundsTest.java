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
import org.junit.jupiter.params.provider.CsvSource;

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
            assertTrue(
                    message.contains("the limit is 1,000,000 because neither the card nor the server states its size"),
                    message);
            assertFalse(Files.exists(part()));
            assertEquals(1, server.requests().size());
        }
    }

    /** A server's statement counts where the card has none, and a file that is too large is not begun. */
    @Test
    void theSizeThatTheServerStates() throws Exception {
        var settings = new Download.Settings(Optional.empty(), FILE.length, 1_000);
        var download = new Download(settings, client(3, PATIENCE));
        try (var server = new ScriptedServer(ScriptedServer.whole(FILE))) {
            download.fetch(server.url("/x"), sha256(FILE), 0, target(), DownloadListener.SILENT);
            assertFetched();
        }
        Files.delete(target());
        ScriptedServer.Answer larger =
                (request, socket) -> ScriptedServer.head(socket, 200, "Content-Length: " + (FILE.length + 1));
        try (var server = new ScriptedServer(larger)) {
            String message = failure(download, server.url("/x"), 0);
            assertEquals(
                    "cannot fetch %s: it has 300,001 bytes, and the limit is 300,000".formatted(server.url("/x")),
                    message);
            assertFalse(Files.exists(part()));
        }
    }

    /** The last bytes may come slowly; the file is complete all the same. */
    @Test
    void aSlowFileThatIsCompleteIsKept() throws Exception {
        ScriptedServer.Answer slow = (request, socket) -> {
            ScriptedServer.head(socket, 200, "Content-Length: " + FILE.length);
            for (int end : new int[] {FILE.length - 2, FILE.length - 1, FILE.length}) {
                int start = end == FILE.length - 2 ? 0 : end - 1;
                Thread.sleep(start == 0 ? 0 : 400);
                socket.getOutputStream().write(FILE, start, end - start);
            }
        };
        try (var server = new ScriptedServer(slow)) {
            var limits = new TimeLimits(PATIENCE, PATIENCE, PATIENCE, Duration.ofMillis(300));
            var client = new WebClient(limits, new RetryPolicy(1, Duration.ofMillis(10), Duration.ofSeconds(2)));
            new Download(new Download.Settings(Optional.empty(), 10_000_000, 1_000_000), client)
                    .fetch(server.url("/x"), sha256(FILE), FILE.length, target(), DownloadListener.SILENT);
            assertFetched();
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
            assertTrue(
                    message.contains("bytes arrived in 0 seconds, so the download was given up; what arrived is kept"),
                    message);
            assertEquals(1, server.requests().size(), "another attempt would take as long");
            assertTrue(Files.size(part()) > 0);
            fetch(1, server.url("/x"));
            assertFetched();
            assertTrue(server.requests().get(1).from() > 0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc                  | the answer of 127.0.0.1 is not HTTP: For input string: \"abc\"",
                "-5                   | the connection broke: fixed content-length: -5, bytes received: 0",
                "9999999999999999999 | the answer of 127.0.0.1 is not HTTP: For input string: \"9999999999999999999\"",
                "5, 6                 | the answer of 127.0.0.1 is not HTTP: For input string: \"5, 6\""
            })
    void aContentLengthThatIsNoNumber(String length, String reason) throws Exception {
        ScriptedServer.Answer wrong = (request, socket) -> {
            ScriptedServer.head(socket, 200, "Content-Length: " + length);
            socket.getOutputStream().write(FILE);
        };
        try (var server = new ScriptedServer(wrong)) {
            String message = failure(download(1), server.url("/x"), FILE.length);
            assertEquals("cannot fetch " + server.url("/x") + ": " + reason, message);
            assertFalse(Files.exists(target()));
        }
    }

    @Test
    void headersInMessagesAreCutAndCleaned() throws Exception {
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

    /**
     * Java refuses a header with control characters before a byte arrives; another one may be too strange to repeat.
     */
    @ParameterizedTest
    @CsvSource({"a\u0001\u001b[31m, 0", "\u00e9, 1000"})
    void anEtagThatCannotBeSentBackIsNotKept(String tag, int received) throws Exception {
        ScriptedServer.Answer cut = (request, socket) -> {
            ScriptedServer.head(socket, 200, "ETag: \"" + tag + "\"", "Content-Length: " + FILE.length);
            socket.getOutputStream().write(FILE, 0, 1000);
        };
        try (var server = new ScriptedServer(cut, ScriptedServer.ranges(FILE))) {
            fetch(3, server.url("/x"));
            assertFetched();
            var second = server.requests().get(1);
            assertEquals(received, second.from());
            assertEquals(Optional.empty(), second.header("If-Range"));
        }
    }
}
