package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.internal.text.MessageText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The HTTP client of all downloads: one {@code User-Agent}, one choice of proxies, one set of time limits, one rule for
 * repeating a failed request. Follows redirects, but not from https to http. Thread safe.
 *
 * <pre>{@code
 * byte[] json = new WebClient().get(URI.create("https://example.org/models.json"), 1 << 20);
 * }</pre>
 */
public final class WebClient {

    private static final String USER_AGENT = String.format(
            Locale.ROOT,
            "gradcam4j/%s (https://github.com/gradcam4j/gradcam4j; models and sample photographs) java.net.http",
            Optional.ofNullable(WebClient.class.getPackage().getImplementationVersion())
                    .orElse("development"));

    private final HttpClient client;
    private final TimeLimits limits;
    private final RetryPolicy retries;

    /** Creates a client with the default limits and the proxies of {@link EnvironmentProxies}. */
    public WebClient() {
        this(TimeLimits.DEFAULT, RetryPolicy.DEFAULT);
    }

    /** Creates a client with these limits and the proxies of {@link EnvironmentProxies}. */
    public WebClient(TimeLimits limits, RetryPolicy retries) {
        this.limits = limits;
        this.retries = retries;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(limits.connect())
                .proxy(EnvironmentProxies.ofThisProcess())
                .build();
    }

    /** Returns the longest time without a byte from the server. */
    Duration stallTimeout() {
        return limits.stall();
    }

    /** Returns the watch over a download to the disk that has received some bytes. */
    Pace pace(long done) {
        return new Pace(
                limits.slow(),
                TimeLimits.LEAST_BYTES,
                done,
                "; what arrived is kept, and another attempt continues there if the server can");
    }

    /** Returns the rule for repeating a failed request. */
    RetryPolicy retries() {
        return retries;
    }

    /**
     * Sends one GET request and returns the answer, of any status, while its body arrives. The caller closes the body.
     *
     * @param headers by name, beside those that every request has
     */
    HttpResponse<Chunks> send(URI address, Map<String, String> headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address)
                .timeout(limits.stall())
                .header("User-Agent", USER_AGENT)
                .header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        try {
            return client.send(request.build(), info -> new Chunks());
        } catch (IllegalArgumentException e) { // such as a Content-Length that is not a number
            throw new IOException(
                    "the answer of " + address.getHost() + " is not HTTP: " + MessageText.excerpt(e.getMessage()), e);
        }
    }

    /**
     * Fetches a small document into memory; repeats the request as the {@link RetryPolicy} permits.
     *
     * @param largest the number of bytes that are accepted
     * @throws HttpStatusException if the server answers with another status than 200
     * @throws RefusedException if the document is larger
     * @throws IOException if the server cannot be reached or the connection breaks; {@link #reason} describes it
     */
    public byte[] get(URI address, int largest) throws IOException, InterruptedException {
        return retries.call(() -> attempt(address, largest));
    }

    private byte[] attempt(URI address, int largest) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limits.answer().toNanos();
        var response = send(address, Map.of());
        try (Chunks body = response.body()) {
            if (response.statusCode() != 200) {
                throw HttpStatusException.of(response);
            }
            var bytes = new ByteArrayOutputStream();
            for (var next = body.next(patience(deadline)); next.isPresent(); next = body.next(patience(deadline))) {
                for (ByteBuffer piece : next.get()) {
                    var copy = new byte[piece.remaining()];
                    piece.get(copy);
                    bytes.writeBytes(copy);
                }
                if (bytes.size() > largest) {
                    throw new RefusedException(
                            String.format(Locale.ROOT, "it is larger than the limit of %,d bytes", largest));
                }
            }
            return bytes.toByteArray();
        }
    }

    private Duration patience(long deadline) throws HttpTimeoutException {
        var left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.isNegative()) {
            throw new HttpTimeoutException(String.format(
                    Locale.ROOT,
                    "the answer took more than %d seconds",
                    limits.answer().toSeconds()));
        }
        return left.compareTo(limits.stall()) < 0 ? left : limits.stall();
    }

    /** Returns a phrase with the reason of a failed request, such as "example.org cannot be reached". */
    public static String reason(URI address, IOException failure) {
        if (failure instanceof HttpConnectTimeoutException) {
            return address.getHost() + " does not answer";
        }
        if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
            return address.getHost() + " cannot be reached";
        }
        if (failure.getMessage() == null) {
            return "the connection to " + address.getHost() + " failed ("
                    + failure.getClass().getSimpleName() + ")";
        }
        return failure.getMessage();
    }
}
