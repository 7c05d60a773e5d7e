package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.zoo.download.Transfer.Leg;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Fetches files from the web: each whole and verified, or not at all. What came before a cut, a stall or an interrupt waits in
 * {@code NAME.part} beside the target for the next pull. Thread safe. Holds an HTTP client: made when something is to be fetched, and
 * used for all that is.
 */
public final class Download {

    private final Settings settings;
    private final HttpClient client;
    private final Retries retries;

    public Download(Settings settings) {
        this.settings = settings;
        this.retries = new Retries(settings.tries(), settings.firstPause(), settings.longestPause());
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(settings.connectTimeout())
                .proxy(EnvironmentProxies.ofThisProcess())
                .build();
    }

    /** With the usual settings; throws as {@link Settings#fromEnvironment()}. */
    public static Download fromEnvironment() {
        return new Download(Settings.fromEnvironment());
    }

    /**
     * How to fetch.
     *
     * @param mirror replaces scheme and host of every address; the address's path is appended to its own
     * @param stallTimeout how long a server may send nothing
     * @param tries in a row that bring the file no further
     * @param firstPause before the second try, shorter than the longest; the pauses double
     * @param longestPause between tries, and the longest that a server may ask for
     * @param largest bytes that are taken; where a size is expected, no more than twice that
     */
    public record Settings(
            Optional<URI> mirror,
            Duration connectTimeout,
            Duration stallTimeout,
            int tries,
            Duration firstPause,
            Duration longestPause,
            long largest) {

        public Settings {
            mirror.ifPresent(base -> requireWeb(base, "mirror"));
        }

        /**
         * The usual ones, with the mirror of {@code $GRADCAM_MIRROR}.
         *
         * @throws IllegalArgumentException if that is no web address
         */
        public static Settings fromEnvironment() {
            String mirror = System.getenv().getOrDefault("GRADCAM_MIRROR", "").strip();
            return new Settings(
                    mirror.isEmpty() ? Optional.empty() : Optional.of(mirrorAt(mirror)),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30),
                    5,
                    Duration.ofMillis(500),
                    Duration.ofSeconds(60),
                    8L << 30);
        }

        private static URI mirrorAt(String text) {
            try {
                return requireWeb(URI.create(text), "$GRADCAM_MIRROR");
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "$GRADCAM_MIRROR is '%s', which is no http or https address".formatted(text), e);
            }
        }

        private URI addressOf(URI url) {
            requireWeb(url, "address");
            return mirror.map(base -> URI.create(base.toString().replaceFirst("/+$", "")
                            + url.getRawPath()
                            + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery())))
                    .orElse(url);
        }

        private static URI requireWeb(URI url, String what) {
            String scheme = String.valueOf(url.getScheme());
            if (!scheme.matches("(?i)https?") || url.getHost() == null) {
                throw new IllegalArgumentException("the %s '%s' is no http or https address".formatted(what, url));
            }
            return url;
        }
    }

    /**
     * Fetches a file, unless it is there. One puller at a time: another of this machine waits on {@code NAME.lock}, and then finds the file.
     *
     * @param expectedSize in bytes, for progress before the server says, and as a bound; 0 where unknown
     * @param target made with its folders; replaced if it hashes to something else
     * @param listener hears WAITING, DOWNLOADING and VERIFYING
     * @return the target
     * @throws DownloadException if it cannot be fetched or written; the message says why
     * @throws ChecksumException if the server sends another file; nothing is kept of that
     * @throws InterruptedException if the thread is interrupted; what has come is kept
     * @throws IllegalArgumentException if the address is not of http or https
     */
    public Path fetch(URI url, Checksum checksum, long expectedSize, Path target, DownloadListener listener)
            throws IOException, InterruptedException {
        URI address = settings.addressOf(url);
        var lock = DownloadLock.acquire(target.resolveSibling(target.getFileName() + ".lock"), listener);
        try (lock) {
            if (!isThere(target, checksum)) {
                PartFile part = PartFile.beside(target, checksum);
                pull(new Transfer(client, settings, address, checksum, expectedSize, part, listener));
                part.moveToTarget();
            }
            return target;
        } catch (ClosedByInterruptException e) {
            throw DownloadLock.interruption(e);
        } catch (ChecksumException e) {
            throw new ChecksumException(
                    "what %s sends is not the file it should be: %s".formatted(address, e.getMessage()));
        } catch (DownloadException e) {
            throw e;
        } catch (IOException e) {
            throw new DownloadException(message(url, address, e), e);
        }
    }

    private static boolean isThere(Path target, Checksum checksum) throws IOException {
        if (!Files.isRegularFile(target)) {
            return false;
        }
        try {
            checksum.verify(target);
            return true;
        } catch (ChecksumException e) {
            return false;
        }
    }

    private void pull(Transfer transfer) throws IOException, InterruptedException {
        Leg last = receive(transfer);
        try {
            transfer.verify();
        } catch (ChecksumException e) {
            if (last == Leg.WHOLE) {
                throw e;
            }
            receive(transfer);
            transfer.verify();
        }
    }

    private Leg receive(Transfer transfer) throws IOException, InterruptedException {
        Leg leg = retries.call(transfer::request);
        while (leg == Leg.CUT) {
            leg = retries.call(transfer::request);
        }
        return leg;
    }

    private static String message(URI url, URI address, IOException failure) {
        return "cannot fetch %s%s: %s"
                .formatted(address, address.equals(url) ? "" : " (mirror of " + url + ")", reason(address, failure));
    }

    private static String reason(URI address, IOException failure) {
        if (failure instanceof HttpConnectTimeoutException) {
            return address.getHost() + " does not answer";
        }
        if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
            return address.getHost() + " cannot be reached";
        }
        return Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
    }
}
