package io.github.gradcam4j.zoo.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file of the web and its place on the disk. */
@Timeout(30)
abstract class TestDownloads {

    static final byte[] FILE = bytes(1, 300_000);
    static final byte[] OTHER = bytes(2, 300_000);
    static final String ETAG = "ETag: \"one\"";
    static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    static byte[] bytes(long seed, int size) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Checksum sha256(byte[] bytes) {
        try {
            return Checksum.sha256(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Download download(int attempts) {
        return download(attempts, PATIENCE, Optional.empty());
    }

    static Download download(int attempts, Duration stallTimeout, Optional<URI> mirror) {
        return new Download(new Download.Settings(mirror, 10_000_000, 10_000_000), client(attempts, stallTimeout));
    }

    static WebClient client(int attempts, Duration stallTimeout) {
        return new WebClient(
                new TimeLimits(PATIENCE, stallTimeout, PATIENCE, PATIENCE),
                new RetryPolicy(attempts, Duration.ofMillis(10), Duration.ofSeconds(2)));
    }

    Path target() {
        return folder.resolve("models/x/weights.pth");
    }

    Path part() {
        return folder.resolve("models/x/weights.pth.part");
    }

    Path fetch(int tries, URI url) throws IOException, InterruptedException {
        return fetch(tries, url, DownloadListener.SILENT);
    }

    Path fetch(int tries, URI url, DownloadListener listener) throws IOException, InterruptedException {
        return download(tries).fetch(url, sha256(FILE), FILE.length, target(), listener);
    }

    void assertFetched() throws IOException {
        assertArrayEquals(FILE, Files.readAllBytes(target()));
        assertLeft("weights.pth", "weights.pth.lock");
    }

    /** These files and no others are where the target is to be. */
    void assertLeft(String... names) throws IOException {
        try (var files = Files.list(target().getParent())) {
            assertEquals(
                    Set.of(names),
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
        }
    }
}
