package io.github.gradcam4j.zoo.download;

import static io.github.gradcam4j.zoo.download.ScriptedServer.head;
import static io.github.gradcam4j.zoo.download.ScriptedServer.ranges;
import static io.github.gradcam4j.zoo.download.ScriptedServer.silentFrom;
import static io.github.gradcam4j.zoo.download.ScriptedServer.status;
import static io.github.gradcam4j.zoo.download.ScriptedServer.upTo;
import static io.github.gradcam4j.zoo.download.ScriptedServer.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DownloadResumeTest extends TestDownloads {

    @Test
    void goesOnWhereTheConnectionWasCut() throws Exception {
        try (var server =
                new ScriptedServer(upTo(100_000, FILE, ETAG), upTo(200_000, FILE, ETAG), ranges(FILE, ETAG))) {
            fetch(3, server.url("/x"));
            var requests = server.requests();
            assertEquals(Optional.empty(), requests.get(0).header("Range"));
            assertEquals(100_000, requests.get(1).from());
            assertEquals(200_000, requests.get(2).from());
            assertEquals(Optional.of("\"one\""), requests.get(1).header("If-Range"));
        }
        assertFetched();
    }

    @Test
    void goesOnAfterAReset() throws Exception {
        ScriptedServer.Answer reset = (request, socket) -> {
            upTo(100_000, FILE).to(request, socket);
            socket.setSoLinger(true, 0);
        };
        try (var server = new ScriptedServer(reset, ranges(FILE))) {
            fetch(2, server.url("/x"));
        }
        assertFetched();
    }

    @Test
    void aLaterPullGoesOnToo() throws Exception {
        try (var server = new ScriptedServer(
                upTo(100_000, FILE, "Last-Modified: Sat, 04 Jul 2026 00:00:00 GMT"),
                ranges(FILE, "Last-Modified: Sat, 04 Jul 2026 00:00:00 GMT"))) {
            assertThrows(DownloadException.class, () -> fetch(1, server.url("/x")));
            assertArrayEquals(Arrays.copyOf(FILE, 100_000), Files.readAllBytes(part()));
            fetch(1, server.url("/x"));
            assertEquals(100_000, server.requests().get(1).from());
            assertEquals(
                    Optional.of("Sat, 04 Jul 2026 00:00:00 GMT"),
                    server.requests().get(1).header("If-Range"));
        }
        assertFetched();
    }

    @Test
    void anotherAddressOfTheSameContentGoesOnWithoutTheFirstOnesTag() throws Exception {
        try (var server = new ScriptedServer(upTo(100_000, FILE, ETAG), ranges(FILE, "ETag: \"two\""))) {
            assertThrows(DownloadException.class, () -> fetch(1, server.url("/x")));
            fetch(1, server.url("/mirror"));
            assertEquals(100_000, server.requests().get(1).from());
            assertEquals(Optional.empty(), server.requests().get(1).header("If-Range"));
        }
        assertFetched();
    }

    @Test
    void whatIsLeftOfOtherContentIsNotUsed() throws Exception {
        try (var server = new ScriptedServer(upTo(100_000, OTHER, ETAG), ranges(FILE, ETAG))) {
            var download = download(1);
            assertThrows(
                    DownloadException.class,
                    () -> download.fetch(server.url("/x"), sha256(OTHER), 0, target(), DownloadListener.SILENT));
            fetch(1, server.url("/x"));
            assertEquals(Optional.empty(), server.requests().get(1).header("Range"));
        }
        assertFetched();
    }

    @Test
    void aDamagedOriginFileStartsTheDownloadAgain() throws Exception {
        try (var server = new ScriptedServer(upTo(100_000, FILE, ETAG), ranges(FILE, ETAG))) {
            assertThrows(DownloadException.class, () -> fetch(1, server.url("/x")));
            Files.writeString(folder.resolve("models/x/weights.pth.part.origin"), "address=\\u00");
            fetch(1, server.url("/x"));
            assertEquals(Optional.empty(), server.requests().get(1).header("Range"));
        }
        assertFetched();
    }

    @Test
    void aChangedFileStartsTheDownloadAgain() throws Exception {
        try (var server = new ScriptedServer(upTo(100_000, OTHER, "ETag: \"old\""), ranges(FILE, ETAG))) {
            fetch(2, server.url("/x"));
            assertEquals(Optional.of("\"old\""), server.requests().get(1).header("If-Range"));
        }
        assertFetched();
    }

    @Test
    void wrongBytesInAPatchedFileAreFetchedOnceMore() throws Exception {
        try (var server = new ScriptedServer(upTo(100_000, OTHER), ranges(FILE))) {
            fetch(2, server.url("/x"));
            assertEquals(3, server.requests().size());
            assertEquals(Optional.empty(), server.requests().get(2).header("Range"));
        }
        assertFetched();
    }

    @Test
    void wrongBytesAgainAreAnError() throws Exception {
        try (var server = new ScriptedServer(upTo(100_000, OTHER), ranges(OTHER))) {
            assertThrows(ChecksumException.class, () -> fetch(2, server.url("/x")));
            assertEquals(3, server.requests().size());
        }
        assertLeft("weights.pth.lock");
    }

    @Test
    void aServerThatIgnoresRangesStartsTheDownloadAgain() throws Exception {
        try (var server = new ScriptedServer(upTo(100_000, FILE), whole(FILE))) {
            fetch(2, server.url("/x"));
            assertEquals(100_000, server.requests().get(1).from());
        }
        assertFetched();
    }

    @Test
    void aServerThatRefusesRangesIsAskedWithout() throws Exception {
        ScriptedServer.Answer noRanges =
                (request, socket) -> (request.from() > 0 ? status(416) : whole(FILE)).to(request, socket);
        try (var server = new ScriptedServer(upTo(100_000, FILE), noRanges)) {
            fetch(3, server.url("/x"));
            assertEquals(3, server.requests().size());
        }
        assertFetched();
    }

    @Test
    void aPartThatWasAllAlreadyIsUsed() throws Exception {
        try (var server = new ScriptedServer(upTo(100_000, FILE), status(416, "Content-Range: bytes */300000"))) {
            assertThrows(DownloadException.class, () -> fetch(1, server.url("/x")));
            Files.write(part(), FILE);
            fetch(1, server.url("/x"));
        }
        assertFetched();
    }

    @Test
    void otherBytesThanAskedForAreNotAppended() throws Exception {
        ScriptedServer.Answer shifted = (request, socket) -> {
            head(socket, 206, "Content-Length: 5", "Content-Range: bytes 99999-100003/300000");
            socket.getOutputStream().write(FILE, 99_999, 5);
        };
        try (var server = new ScriptedServer(upTo(100_000, FILE), shifted, whole(FILE))) {
            fetch(3, server.url("/x"));
            assertEquals(Optional.empty(), server.requests().get(2).header("Range"));
        }
        assertFetched();
    }

    @Test
    void aStallIsCutAndGoesOn() throws Exception {
        try (var server = new ScriptedServer(silentFrom(100_000, FILE, ETAG), ranges(FILE, ETAG))) {
            fetchFromStalling(server);
            assertEquals(100_000, server.requests().get(1).from());
        }
        assertFetched();
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsAskedAgain() throws Exception {
        try (var server = new ScriptedServer((request, socket) -> Thread.sleep(60_000), whole(FILE))) {
            fetchFromStalling(server);
        }
        assertFetched();
    }

    private void fetchFromStalling(ScriptedServer server) throws Exception {
        download(2, Duration.ofSeconds(1), Optional.empty())
                .fetch(server.url("/x"), sha256(FILE), 0, target(), DownloadListener.SILENT);
    }

    @Test
    void cutsDoNotCountAsLongAsTheFileGrowsWell() throws Exception {
        byte[] large = bytes(3, 5_000_000);
        try (var server = new ScriptedServer(
                upTo(1_300_000, large), upTo(2_600_000, large), upTo(3_900_000, large), ranges(large))) {
            download(1).fetch(server.url("/x"), sha256(large), 0, target(), DownloadListener.SILENT);
            assertEquals(4, server.requests().size());
        }
        assertArrayEquals(large, Files.readAllBytes(target()));
    }

    @Test
    void anInterruptKeepsWhatHasCome() throws Exception {
        try (var server = new ScriptedServer(silentFrom(100_000, FILE, ETAG), ranges(FILE, ETAG))) {
            var interrupted = new CompletableFuture<Boolean>();
            var puller = new Thread(() -> {
                try {
                    fetch(1, server.url("/x"), progress -> {
                        if (progress.done() == 100_000) {
                            Thread.currentThread().interrupt();
                        }
                    });
                    interrupted.complete(false);
                } catch (InterruptedException e) {
                    interrupted.complete(true);
                } catch (Exception e) {
                    interrupted.completeExceptionally(e);
                }
            });
            puller.start();
            assertTrue(interrupted.get());
            assertEquals(100_000, Files.size(part()));
            fetch(1, server.url("/x"));
            assertEquals(100_000, server.requests().get(1).from());
        }
        assertFetched();
    }
}
