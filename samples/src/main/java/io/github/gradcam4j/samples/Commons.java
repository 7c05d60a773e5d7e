package io.github.gradcam4j.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.github.gradcam4j.zoo.download.DownloadException;
import io.github.gradcam4j.zoo.download.EnvironmentProxies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Wikimedia Commons through its API, politely: one request at a time with a pause between them, under our name, waiting as
 * long as it asks us to. Thread safe: requests queue.
 */
final class Commons {
    /** One of the widths that Commons keeps ready; it refuses others. */
    private static final int WIDTH = 960;

    private static final int MOST_BYTES = 32 << 20;
    private static final int ATTEMPTS = 4;
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final String USER_AGENT =
            "gradcam4j/%s (https://github.com/gradcam4j/gradcam4j; sample photographs) java.net.http"
                    .formatted(Optional.ofNullable(Commons.class.getPackage().getImplementationVersion())
                            .orElse("0.1.0"));

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client;
    private final URI api;
    private final Manners manners;
    private final FailsafeExecutor<byte[]> patiently;
    private long freeAt = System.nanoTime();

    /**
     * How patient we are.
     *
     * @param pause between two requests
     * @param backOff before a second attempt, where we are not told how long to wait; twice that before the third
     * @param longestWait that we agree to, if told
     * @param timeout for one answer, to its last byte
     */
    record Manners(Duration pause, Duration backOff, Duration longestWait, Duration timeout) {
        static final Manners DEFAULT = new Manners(
                Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofMinutes(2), Duration.ofSeconds(60));
    }

    Commons() {
        this(URI.create("https://commons.wikimedia.org/w/api.php"), Manners.DEFAULT);
    }

    Commons(URI api, Manners manners) {
        this.api = api;
        this.manners = manners;
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .proxy(EnvironmentProxies.ofThisProcess())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        this.patiently = Failsafe.with(RetryPolicy.<byte[]>builder()
                .handle(IOException.class)
                .abortOn(
                        ConnectException.class,
                        HttpConnectTimeoutException.class,
                        UnavailableException.class,
                        DownloadException.class)
                .abortOn(e -> e instanceof BusyException busy && busy.wait.compareTo(manners.longestWait()) > 0)
                .withBackoff(manners.backOff(), manners.backOff().multipliedBy(8))
                .withDelayFnOn(
                        attempt -> attempt.<BusyException>getLastException().delay(), BusyException.class)
                .withMaxAttempts(ATTEMPTS)
                .build());
    }

    /** We are asked to come back later. */
    private static final class BusyException extends IOException {
        private static final long serialVersionUID = 1;

        /** Zero where we are not told how long. */
        private final Duration wait;

        BusyException(String message, Duration wait) {
            super(message);
            this.wait = wait;
        }

        /** Negative for the usual back-off. */
        Duration delay() {
            return wait.isZero() ? Duration.ofSeconds(-1) : wait;
        }
    }

    /**
     * What is known of a file.
     *
     * @param title without {@code File:}
     * @throws UnavailableException if there is no such file
     * @throws DownloadException if nothing can be had from Commons now
     */
    CommonsFile describe(String title) throws IOException, InterruptedException {
        String query = "?action=query&format=json&formatversion=2&redirects=1&prop=imageinfo"
                + "&iiprop=url%7Csha1%7Cextmetadata&iiextmetadatafilter=Artist%7CLicenseShortName%7CLicenseUrl"
                + "&iiurlwidth=" + WIDTH
                + "&titles=" + URLEncoder.encode("File:" + title, StandardCharsets.UTF_8);
        byte[] answer = get(URI.create(api + query), title);
        try {
            JsonNode root = json.readTree(answer);
            if (root.has("error")) {
                throw new DownloadException("Wikimedia Commons refuses: "
                        + PlainText.oneLine(root.path("error").path("info").asText()));
            }
            return CommonsFile.of(title, root);
        } catch (JsonProcessingException e) {
            throw new DownloadException(
                    "%s does not answer as Wikimedia Commons does: is a proxy or a login page between?"
                            .formatted(api.getHost()),
                    e);
        }
    }

    /**
     * The encoded picture.
     *
     * @throws UnavailableException if it is gone or too large
     */
    byte[] picture(String title, CommonsFile file) throws IOException, InterruptedException {
        return get(file.picture(), title);
    }

    private synchronized byte[] get(URI uri, String title) throws IOException, InterruptedException {
        try {
            return patiently.get(() -> attempt(uri, title));
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                Thread.interrupted(); // which Failsafe sets again, and the exception says already
                throw interrupted;
            }
            throw plainly(uri, e.getCause());
        }
    }

    private static IOException plainly(URI uri, Throwable cause) {
        if (cause instanceof UnavailableException || cause instanceof DownloadException) {
            return (IOException) cause;
        }
        if (cause instanceof BusyException busy) {
            String when = busy.wait.isZero() ? "later" : "in " + busy.wait.toSeconds() + " s";
            return new DownloadException(
                    "%s is busy (%s): pull again %s; what is here stays"
                            .formatted(uri.getHost(), busy.getMessage(), when),
                    busy);
        }
        String why = cause instanceof ConnectException ? "no connection" : cause.getMessage();
        return unreachable(uri, why, cause);
    }

    private static DownloadException unreachable(URI uri, String why, Throwable cause) {
        return new DownloadException(
                ("%s cannot be reached (%s). The photographs need the network once; the drawn scenes never do,"
                                + " and a folder of your own is shown with --samples DIR")
                        .formatted(uri.getHost(), why),
                cause);
    }

    private byte[] attempt(URI uri, String title) throws IOException, InterruptedException {
        Thread.sleep(Math.max(0, Duration.ofNanos(freeAt - System.nanoTime()).toMillis()));
        HttpRequest request =
                HttpRequest.newBuilder(uri).header("User-Agent", USER_AGENT).build();
        var body = new ByteArrayOutputStream();
        var bounded = HttpResponse.BodyHandlers.ofByteArrayConsumer(
                chunk -> chunk.filter(c -> body.size() <= MOST_BYTES).ifPresent(body::writeBytes));
        try {
            requireFound(answer(client.sendAsync(request, bounded)), title);
        } finally {
            freeAt = System.nanoTime() + manners.pause().toNanos();
        }
        if (body.size() > MOST_BYTES) {
            throw new UnavailableException(
                    "\"%s\" is larger than the %d MiB that are allowed".formatted(title, MOST_BYTES >> 20));
        }
        return body.toByteArray();
    }

    /** Waits for the answer's last byte: the client's own timeout ends with its first. */
    private <T> T answer(CompletableFuture<T> coming) throws IOException, InterruptedException {
        try {
            return coming.get(manners.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw new HttpTimeoutException(
                    "no answer within " + manners.timeout().toSeconds() + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    private static void requireFound(HttpResponse<?> response, String title) throws IOException {
        int status = response.statusCode();
        if (status == 404 || status == 410) {
            throw new UnavailableException("the picture of \"%s\" is gone (HTTP %d)".formatted(title, status));
        }
        if (status == 429 || status >= 500) {
            throw new BusyException(
                    "HTTP " + status, RetryAfter.of(response.headers().firstValue("Retry-After")));
        }
        if (status != 200) {
            throw new DownloadException(
                    "%s refuses: HTTP %d".formatted(response.uri().getHost(), status));
        }
    }
}
