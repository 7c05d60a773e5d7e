package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import io.github.gradcam4j.zoo.download.DownloadListener.Progress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The transfer of one file into its {@link PartFile}. Each request asks for the bytes that are still missing. */
final class Transfer {

    /** The ways in which a request ends without an exception. */
    enum RequestOutcome {
        /** The whole file came in one answer. */
        COMPLETE,
        /** The last bytes came; earlier answers brought the others. */
        RESUMED,
        /** The connection broke, after at least {@link #WELL_GROWN} new bytes. */
        CUT
    }

    private static final long WELL_GROWN = 1 << 20;

    private final WebClient client;
    private final Download.Settings settings;
    private final URI address;
    private final Checksum checksum;
    private final long expectedSize;
    private final PartFile part;
    private final DownloadListener listener;
    private long longest;
    private boolean resumable = true;
    private boolean connected;

    Transfer(
            WebClient client,
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
     * Sends one request and receives its answer.
     *
     * @throws RefusedException if another attempt would not help
     * @throws DownloadException if the disk fails
     * @throws IOException if another attempt may succeed
     */
    RequestOutcome request() throws IOException, InterruptedException {
        try {
            return attempt();
        } catch (DownloadException | RefusedException | HttpStatusException e) {
            throw e;
        } catch (ConnectException e) {
            throw connected ? new IOException(WebClient.reason(address, e) + " any more", e) : e;
        } catch (IOException e) {
            if (part.length() < longest + WELL_GROWN) {
                throw e;
            }
            longest = part.length();
            return RequestOutcome.CUT;
        }
    }

    private RequestOutcome attempt() throws IOException, InterruptedException {
        long have = resumable ? part.length() : 0;
        HttpResponse<Chunks> response = client.send(address, headersFrom(have));
        connected = true;
        try (Chunks body = response.body()) {
            return switch (response.statusCode()) {
                case 200 -> receiveAll(response, body);
                case 206 -> receiveRest(response, body, have);
                case 416 -> nothingMore(response, have);
                default -> throw HttpStatusException.of(response);
            };
        }
    }

    private Map<String, String> headersFrom(long have) {
        var headers = new HashMap<String, String>();
        if (have > 0) {
            headers.put("Range", "bytes=" + have + "-");
            part.validator(address).ifPresent(validator -> headers.put("If-Range", validator));
        }
        return headers;
    }

    private RequestOutcome receiveAll(HttpResponse<?> response, Chunks body) throws IOException, InterruptedException {
        long total = contentLength(response);
        requireBounded(total, total);
        try (PartFile.Sink sink = part.restart(address, validator(response), checksum)) {
            receive(body, sink, 0, total);
        }
        return RequestOutcome.COMPLETE;
    }

    /** Returns the length that the server states; 0 if it states none, or none that is a number. */
    private static long contentLength(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Content-Length")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private RequestOutcome receiveRest(HttpResponse<?> response, Chunks body, long have)
            throws IOException, InterruptedException {
        Optional<ContentRange> range =
                response.headers().firstValue("Content-Range").flatMap(ContentRange::parse);
        if (have == 0 || range.isEmpty() || range.get().start() != have) {
            resumable = false;
            throw new IOException(
                    String.format(Locale.ROOT, "the server sent other bytes than those requested, from %d on", have));
        }
        long total = range.get().total();
        requireBounded(total, total);
        try (PartFile.Sink sink = part.append()) {
            receive(body, sink, have, total);
        }
        return RequestOutcome.RESUMED;
    }

    /** Handles status 416: the part is the whole file already, or the server supports no ranges. */
    private RequestOutcome nothingMore(HttpResponse<?> response, long have) throws IOException {
        if (have == 0) {
            throw HttpStatusException.of(response);
        }
        try {
            checksum.verify(part.file());
            return RequestOutcome.RESUMED;
        } catch (ChecksumException e) {
            resumable = false;
            throw new IOException("the server does not send the rest of the file", e);
        }
    }

    private void receive(Chunks body, PartFile.Sink sink, long from, long statedTotal)
            throws IOException, InterruptedException {
        part.requireSpace(statedTotal - from);
        long total = statedTotal > 0 ? statedTotal : expectedSize;
        long done = from;
        listener.on(new Progress(Phase.DOWNLOADING, done, total));
        var pace = client.pace(done);
        for (var next = body.next(client.stallTimeout()); next.isPresent(); next = body.next(client.stallTimeout())) {
            List<ByteBuffer> pieces = next.get();
            done += pieces.stream().mapToLong(Buffer::remaining).sum();
            requireBounded(done, statedTotal);
            sink.write(pieces);
            if (done != total) {
                pace.at(done);
            }
            listener.on(new Progress(Phase.DOWNLOADING, done, total));
        }
        if (done < statedTotal) {
            throw new IOException(
                    String.format(Locale.ROOT, "the connection ended after %,d of %,d bytes", done, statedTotal));
        }
    }

    /** @throws ChecksumException if the file has other content; it is discarded */
    void verify() throws IOException {
        listener.on(new Progress(Phase.VERIFYING, part.length(), part.length()));
        try {
            checksum.verify(part.file());
        } catch (ChecksumException e) {
            part.discard();
            throw e;
        }
    }

    private void requireBounded(long size, long statedTotal) throws IOException {
        long largest = settings.largestOf(expectedSize, statedTotal);
        if (size > largest) {
            part.discard();
            throw new RefusedException(String.format(
                    Locale.ROOT,
                    "it has %,d bytes%s, and the limit is %,d%s",
                    size,
                    size == statedTotal ? "" : " or more",
                    largest,
                    expectedSize > 0 || statedTotal > 0
                            ? ""
                            : " because neither the card nor the server states its size"));
        }
    }

    /** Returns a strong ETag, else the date of the last change; a weak ETag does not promise the same bytes. */
    private static Optional<String> validator(HttpResponse<?> response) {
        // A value with control characters cannot be sent back in a request.
        return response.headers()
                .firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> response.headers().firstValue("Last-Modified"))
                .filter(value -> value.matches("[ -~]{1,256}"));
    }
}
