package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import io.github.gradcam4j.zoo.download.DownloadListener.Progress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** A file on its way into its {@link PartFile}: each request asks for what is still missing. */
final class Transfer {

    /** How a request ended. */
    enum Leg {
        /** The file came in one answer. */
        WHOLE,
        /** The file is put together from several answers. */
        PATCHED,
        /** The connection broke, but the file has grown well. */
        CUT
    }

    private static final long WELL_GROWN = 1 << 20;
    private static final String USER_AGENT = "gradcam4j (Grad-CAM for the JVM; fetches models and pictures)";

    private final HttpClient client;
    private final Download.Settings settings;
    private final URI address;
    private final Checksum checksum;
    private final long expectedSize;
    private final PartFile part;
    private final DownloadListener listener;
    private long longest;
    private boolean resumable = true;

    Transfer(
            HttpClient client,
            Download.Settings settings,
            URI address,
            Checksum checksum,
            long expectedSize,
            PartFile part,
            DownloadListener listener) {
        this.client = client;
        this.settings = settings;
        this.address = address;
        this.checksum = checksum;
        this.expectedSize = expectedSize;
        this.part = part;
        this.listener = listener;
        this.longest = part.length();
    }

    /**
     * Asks once.
     *
     * @throws RefusedException if asking again is of no use
     * @throws DownloadException if the disk is
     * @throws IOException if another try may go better
     */
    Leg request() throws IOException, InterruptedException {
        try {
            return ask();
        } catch (DownloadException | RefusedException e) {
            throw e;
        } catch (IOException e) {
            if (part.length() < longest + WELL_GROWN) {
                throw e;
            }
            longest = part.length();
            return Leg.CUT;
        }
    }

    private Leg ask() throws IOException, InterruptedException {
        long have = resumable ? part.length() : 0;
        HttpResponse<Chunks> response = client.send(requestFrom(have), info -> new Chunks());
        try (Chunks body = response.body()) {
            return switch (response.statusCode()) {
                case 200 -> receiveAll(response, body);
                case 206 -> receiveRest(response, body, have);
                case 416 -> nothingMore(have);
                default -> throw failure(response);
            };
        }
    }

    private HttpRequest requestFrom(long have) {
        var request = HttpRequest.newBuilder(address)
                .timeout(settings.stallTimeout())
                .header("User-Agent", USER_AGENT)
                .header("Accept-Encoding", "identity");
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
            part.validator(address).ifPresent(validator -> request.header("If-Range", validator));
        }
        return request.build();
    }

    private Leg receiveAll(HttpResponse<?> response, Chunks body) throws IOException, InterruptedException {
        try (PartFile.Sink sink = part.restart(address, validator(response), checksum)) {
            receive(
                    body,
                    sink,
                    0,
                    response.headers().firstValueAsLong("Content-Length").orElse(0));
        }
        return Leg.WHOLE;
    }

    private Leg receiveRest(HttpResponse<?> response, Chunks body, long have) throws IOException, InterruptedException {
        Optional<ContentRange> range =
                response.headers().firstValue("Content-Range").flatMap(ContentRange::parse);
        if (have == 0 || range.isEmpty() || range.get().start() != have) {
            resumable = false;
            throw new IOException("it was asked for the bytes from %d on and sent others".formatted(have));
        }
        try (PartFile.Sink sink = part.append()) {
            receive(body, sink, have, range.get().total());
        }
        return Leg.PATCHED;
    }

    /** The server has nothing behind what is here: because that is all, or because it gives no ranges. */
    private Leg nothingMore(long have) throws IOException {
        if (have == 0) {
            throw new RefusedException("it answers with status 416");
        }
        try {
            checksum.verify(part.file());
            return Leg.PATCHED;
        } catch (ChecksumException e) {
            resumable = false;
            throw new IOException("it does not send the rest of a file", e);
        }
    }

    private void receive(Chunks body, PartFile.Sink sink, long from, long statedTotal)
            throws IOException, InterruptedException {
        requireBounded(statedTotal, sink);
        part.requireSpace(statedTotal - from);
        long total = statedTotal > 0 ? statedTotal : expectedSize;
        long done = from;
        listener.on(new Progress(Phase.DOWNLOADING, done, total));
        for (var next = body.next(settings.stallTimeout());
                next.isPresent();
                next = body.next(settings.stallTimeout())) {
            List<ByteBuffer> pieces = next.get();
            done += pieces.stream().mapToLong(Buffer::remaining).sum();
            requireBounded(done, sink);
            sink.write(pieces);
            listener.on(new Progress(Phase.DOWNLOADING, done, total));
        }
        if (done < statedTotal) {
            throw new IOException("the connection ended after %,d of %,d bytes".formatted(done, statedTotal));
        }
    }

    /** @throws ChecksumException if another file came than was to come; then nothing of it is kept */
    void verify() throws IOException {
        listener.on(new Progress(Phase.VERIFYING, part.length(), part.length()));
        try {
            checksum.verify(part.file());
        } catch (ChecksumException e) {
            part.discard();
            throw e;
        }
    }

    private void requireBounded(long size, PartFile.Sink sink) throws IOException {
        long largest = expectedSize > 0 ? Math.min(settings.largest(), 2 * expectedSize) : settings.largest();
        if (size > largest) {
            part.discard();
            throw new RefusedException(
                    "it sends %,d bytes or more, and %,d is the most that is taken here".formatted(size, largest));
        }
    }

    /** A strong ETag, else the date; a weak ETag does not promise the same bytes. */
    private static Optional<String> validator(HttpResponse<?> response) {
        return response.headers()
                .firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> response.headers().firstValue("Last-Modified"));
    }

    private IOException failure(HttpResponse<?> response) {
        int status = response.statusCode();
        if (status == 429 || status == 408 || status >= 500) {
            Optional<Duration> pause =
                    response.headers().firstValue("Retry-After").flatMap(Transfer::pause);
            return pause.isPresent() && pause.get().compareTo(settings.longestPause()) > 0
                    ? new RefusedException("it answers with status %d and asks to be left alone for %d seconds"
                            .formatted(status, pause.get().toSeconds()))
                    : new BusyException("it answers with status " + status, pause);
        }
        return new RefusedException(response.headers()
                .firstValue("Location")
                .map(to -> "it redirects to %s, whither it is not followed".formatted(to))
                .orElse("it answers with status " + status));
    }

    private static Optional<Duration> pause(String retryAfter) {
        if (retryAfter.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)));
        }
        try {
            var until = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
            var pause = Duration.between(ZonedDateTime.now(ZoneOffset.UTC), until);
            return Optional.of(pause.isNegative() ? Duration.ZERO : pause);
        } catch (DateTimeParseException e) {
            return Optional.empty(); // as if the server had not said
        }
    }
}
