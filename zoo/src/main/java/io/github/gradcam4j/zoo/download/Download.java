package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.zoo.download.Transfer.RequestOutcome;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Downloads of files: each arrives complete and verified, or not at all. After a broken connection, a stall or an
 * interrupt the bytes received so far stay in {@code NAME.part} beside the target, and the next download of that file
 * continues there. Thread safe.
 *
 * <pre>{@code
 * Path file = Download.fromEnvironment().fetch(
 *         URI.create("https://example.org/resnet18.pth"),
 *         Checksum.sha256("f37072fd"),
 *         46_830_571,
 *         Path.of("resnet18.pth"),
 *         progress -> System.out.println(progress.phase() + " " + progress.done()));
 * }</pre>
 */
public final class Download {

    private final Settings settings;
    private final WebClient client;

    /** Creates a downloader that sends its requests through a client. */
    public Download(Settings settings, WebClient client) {
        this.settings = settings;
        this.client = client;
    }

    /**
     * Creates a downloader with the default limits and the mirror of {@code $GRADCAM_MIRROR}, if any.
     *
     * @throws IllegalArgumentException if the mirror is not a web address
     */
    public static Download fromEnvironment() {
        return new Download(Settings.fromEnvironment(), new WebClient());
    }

    /**
     * The source of the files and the largest size.
     *
     * @param mirror replaces the scheme and host of every address; the path of the address is appended to the mirror's
     * @param largest the number of bytes that are accepted of a file; of a file of expected size at most twice that
     *     size
     * @param largestUnknown the number of bytes that are accepted of a file whose size neither the caller nor the
     *     server states
     */
    public record Settings(Optional<URI> mirror, long largest, long largestUnknown) {

        private static final long LARGEST = 8L << 30;
        private static final long LARGEST_UNKNOWN = 4L << 30;

        public Settings {
            mirror.ifPresent(base -> requireWeb(base, "mirror"));
        }

        /**
         * Returns the default settings, with the mirror of {@code $GRADCAM_MIRROR}.
         *
         * @throws IllegalArgumentException if the mirror is not a web address
         */
        public static Settings fromEnvironment() {
            String mirror = System.getenv().getOrDefault("GRADCAM_MIRROR", "").strip();
            return new Settings(
                    mirror.isEmpty() ? Optional.empty() : Optional.of(mirrorAt(mirror)), LARGEST, LARGEST_UNKNOWN);
        }

        /**
         * Returns the number of bytes that are accepted of a file.
         *
         * @param expectedSize the size that the caller expects, in bytes; 0 if unknown
         * @param statedSize the size that the server states, in bytes; 0 if unknown
         */
        long largestOf(long expectedSize, long statedSize) {
            if (expectedSize > 0) {
                return Math.min(largest, 2 * Math.min(expectedSize, largest));
            }
            return statedSize > 0 ? largest : largestUnknown;
        }

        private static URI mirrorAt(String text) {
            try {
                return requireWeb(URI.create(text), "$GRADCAM_MIRROR");
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT, "$GRADCAM_MIRROR is '%s', which is not an http or https address", text),
                        e);
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
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "the %s '%s' is not an http or https address", what, url));
            }
            return url;
        }
    }

    /**
     * Fetches a file, unless the target has the expected content already. Threads and processes of this machine take
     * turns: the first fetches, the others wait on {@code NAME.lock} and then find the file.
     *
     * @param expectedSize in bytes, for progress before the server reports a size, and as a bound; 0 if unknown
     * @param target created with its folders; replaced if it has other content
     * @param listener receives WAITING, DOWNLOADING and VERIFYING
     * @return the target
     * @throws DownloadException if the file cannot be fetched or written; the message gives the reason
     * @throws ChecksumException if the server sends another file; its bytes are discarded
     * @throws InterruptedException if the thread is interrupted; the bytes received so far are kept
     * @throws IllegalArgumentException if the address is not an http or https address
     */
    public Path fetch(URI url, Checksum checksum, long expectedSize, Path target, DownloadListener listener)
            throws IOException, InterruptedException {
        URI address = settings.addressOf(url);
        var lock = DownloadLock.acquire(target.resolveSibling(target.getFileName() + ".lock"), listener);
        try (lock) {
            if (!hasContent(target, checksum)) {
                PartFile part = PartFile.beside(target, checksum);
                receiveAndVerify(new Transfer(client, settings, address, checksum, expectedSize, part, listener));
                part.moveToTarget();
            }
            return target;
        } catch (ClosedByInterruptException e) {
            throw DownloadLock.interruption(e);
        } catch (ChecksumException e) {
            throw new ChecksumException(
                    String.format(Locale.ROOT, "%s sent another file than expected: %s", address, e.getMessage()), e);
        } catch (DownloadException e) {
            throw e;
        } catch (IOException e) {
            throw new DownloadException(message(url, address, e), e);
        }
    }

    private static boolean hasContent(Path target, Checksum checksum) throws IOException {
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

    private void receiveAndVerify(Transfer transfer) throws IOException, InterruptedException {
        RequestOutcome last = receive(transfer);
        try {
            transfer.verify();
        } catch (ChecksumException e) {
            if (last == RequestOutcome.COMPLETE) {
                throw e;
            }
            receive(transfer);
            transfer.verify();
        }
    }

    private RequestOutcome receive(Transfer transfer) throws IOException, InterruptedException {
        RequestOutcome outcome = client.retries().call(transfer::request);
        while (outcome == RequestOutcome.CUT) {
            outcome = client.retries().call(transfer::request);
        }
        return outcome;
    }

    private static String message(URI url, URI address, IOException failure) {
        return String.format(
                Locale.ROOT,
                "cannot fetch %s%s: %s",
                address,
                address.equals(url) ? "" : " (mirror of " + url + ")",
                WebClient.reason(address, failure));
    }
}
