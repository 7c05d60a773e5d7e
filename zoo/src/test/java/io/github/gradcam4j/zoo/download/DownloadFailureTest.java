package io.github.gradcam4j.zoo.download;

import static io.github.gradcam4j.zoo.download.ScriptedServer.head;
import static io.github.gradcam4j.zoo.download.ScriptedServer.status;
import static io.github.gradcam4j.zoo.download.ScriptedServer.upTo;
import static io.github.gradcam4j.zoo.download.ScriptedServer.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadFailureTest extends TestDownloads {

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 410})
    void whatIsNotThereIsNotAskedForAgain(int status) throws Exception {
        try (var server = new ScriptedServer(status(status))) {
            var e = assertThrows(DownloadException.class, () -> fetch(3, server.url("/x")));
            assertEquals(1, server.requests().size());
            assertEquals(
                    "cannot fetch %s: the server answered with status %d".formatted(server.url("/x"), status),
                    e.getMessage());
        }
    }

    @Test
    void aBusyServerIsLeftAloneAsLongAsItAsks() throws Exception {
        try (var server = new ScriptedServer(status(503, "Retry-After: 1"), whole(FILE))) {
            Instant start = Instant.now();
            fetch(2, server.url("/x"));
            assertTrue(Duration.between(start, Instant.now()).toMillis() >= 1000);
        }
        assertFetched();
    }

    @Test
    void aBusyServerMayNameAnInstant() throws Exception {
        String past = DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().atOffset(ZoneOffset.UTC));
        try (var server = new ScriptedServer(status(429, "Retry-After: " + past), whole(FILE))) {
            fetch(2, server.url("/x"));
        }
        assertFetched();
    }

    @Test
    void aServerThatWantsTooLongAPauseIsGivenUp() throws Exception {
        try (var server = new ScriptedServer(status(503, "Retry-After: 3600"))) {
            var e = assertThrows(DownloadException.class, () -> fetch(3, server.url("/x")));
            assertTrue(e.getMessage().contains("a pause of 3600 seconds"), e.getMessage());
            assertEquals(1, server.requests().size());
        }
    }

    @Test
    void aBrokenServerIsGivenUpAfterAllTries() throws Exception {
        try (var server = new ScriptedServer(status(502))) {
            var e = assertThrows(DownloadException.class, () -> fetch(3, server.url("/x")));
            assertTrue(e.getMessage().contains("status 502"), e.getMessage());
            assertEquals(3, server.requests().size());
        }
    }

    @Test
    void redirectsInACircleEnd() throws Exception {
        try (var server = new ScriptedServer(status(302, "Location: /x"))) {
            var e = assertThrows(DownloadException.class, () -> fetch(1, server.url("/x")));
            assertTrue(e.getMessage().contains("the redirect to /x is not followed"), e.getMessage());
        }
    }

    @Test
    void anotherFileIsAnErrorThatSaysWhich() throws Exception {
        try (var server = new ScriptedServer(whole(OTHER))) {
            var e = assertThrows(ChecksumException.class, () -> fetch(3, server.url("/x")));
            assertTrue(e.getMessage().contains(server.url("/x").toString()), e.getMessage());
            assertTrue(e.getMessage().contains(sha256(OTHER).digits().substring(0, 16)), e.getMessage());
            assertTrue(e.getMessage().contains(sha256(FILE).digits().substring(0, 16)), e.getMessage());
            assertEquals(1, server.requests().size());
        }
        assertLeft("weights.pth.lock");
    }

    @Test
    void aFileThatSaysItIsTooLargeIsRefused() throws Exception {
        ScriptedServer.Answer tooLarge = (request, socket) -> {
            head(socket, 200, "Content-Length: 600001");
            socket.getInputStream().read(); // until the client hangs up: a cut of ours would be a reason to try again
        };
        try (var server = new ScriptedServer(tooLarge)) {
            var e = assertThrows(DownloadException.class, () -> fetch(3, server.url("/x")));
            assertTrue(e.getMessage().contains("the limit is 600,000"), e.getMessage());
            assertEquals(1, server.requests().size());
        }
        assertLeft("weights.pth.lock");
    }

    @Test
    void aFileThatNeverEndsIsRefused() throws Exception {
        ScriptedServer.Answer endless = (request, socket) -> {
            head(socket, 200);
            while (true) {
                socket.getOutputStream().write(FILE);
            }
        };
        try (var server = new ScriptedServer(endless)) {
            assertThrows(DownloadException.class, () -> fetch(3, server.url("/x")));
            assertEquals(1, server.requests().size());
        }
        assertLeft("weights.pth.lock");
    }

    @Test
    void withoutNetworkItSaysSo() throws Exception {
        var url = URI.create("http://127.0.0.1:" + freePort() + "/resnet.pth");
        var e = assertThrows(DownloadException.class, () -> fetch(2, url));
        assertEquals("cannot fetch %s: 127.0.0.1 cannot be reached".formatted(url), e.getMessage());
    }

    @Test
    void aHostThatDoesNotExistCannotBeReached() {
        var e = assertThrows(DownloadException.class, () -> fetch(1, URI.create("http://no-such-host.invalid/x")));
        assertTrue(e.getMessage().contains("no-such-host.invalid cannot be reached"), e.getMessage());
    }

    @Test
    void aFullDiskIsNamed() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "needs a device that is always full");
        Files.createDirectories(part().getParent());
        Files.createSymbolicLink(part(), full);
        Files.writeString(folder.resolve("models/x/weights.pth.part.origin"), "checksum=" + sha256(FILE));
        try (var server = new ScriptedServer(whole(FILE))) {
            var e = assertThrows(DownloadException.class, () -> fetch(3, server.url("/x")));
            assertTrue(e.getMessage().startsWith("cannot write " + part()), e.getMessage());
            assertEquals(1, server.requests().size());
        }
        assertTrue(Files.notExists(target()));
        Files.delete(part());
    }

    @Test
    void aDiskWithoutEnoughSpaceIsNamedBeforeItIsFull() throws Exception {
        Files.createDirectories(part().getParent());
        Files.write(part(), FILE);
        Files.writeString(folder.resolve("models/x/weights.pth.part.origin"), "checksum=" + sha256(FILE));
        var e = assertThrows(
                DownloadException.class,
                () -> PartFile.beside(target(), sha256(FILE)).requireSpace(1L << 60));
        assertTrue(e.getMessage().contains("more bytes"), e.getMessage());
        assertEquals(FILE.length, Files.size(part()));
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("models"));
        var e = assertThrows(DownloadException.class, () -> fetch(1, URI.create("http://127.0.0.1:1/x")));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }

    @Test
    void aListenersFailureEndsThePullAndFreesTheLock() throws Exception {
        try (var server = new ScriptedServer(upTo(100_000, FILE), whole(FILE))) {
            assertThrows(
                    IllegalStateException.class,
                    () -> fetch(3, server.url("/x"), progress -> {
                        throw new IllegalStateException("no more");
                    }));
            fetch(1, server.url("/x"));
        }
        assertFetched();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
