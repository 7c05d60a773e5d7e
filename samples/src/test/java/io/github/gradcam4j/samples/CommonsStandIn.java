package io.github.gradcam4j.samples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.gradcam4j.zoo.download.RetryPolicy;
import io.github.gradcam4j.zoo.download.TimeLimits;
import io.github.gradcam4j.zoo.download.WebClient;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** A server with the API of Wikimedia Commons; a test can make single answers fail. */
public final class CommonsStandIn implements AutoCloseable {
    static final String HTML_AUTHOR = "<a href=\"//example.org/wiki/User:Ann\" title=\"User:Ann\">Ann</a> &amp; "
            + "<b>B&ouml;b</b><script>alert(1)</script>";

    private static final Pattern TITLE = Pattern.compile("titles=([^&]*)");

    /** An answer that replaces the usual one. */
    public interface Mishap {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** A received request. */
    public record Request(String query, String userAgent, long nanos) {}

    public final List<Request> requests = new CopyOnWriteArrayList<>();
    public final Set<String> gone = ConcurrentHashMap.newKeySet();

    /** The answers to the next requests, by a part of the address. */
    final Map<String, List<Mishap>> mishaps = new ConcurrentHashMap<>();

    final Map<String, Map<String, Object>> credits = new ConcurrentHashMap<>();
    /** Files that are their own thumbnails, with the checksum that is claimed for them. */
    final Map<String, String> unscaled = new ConcurrentHashMap<>();

    final AtomicInteger mostAtOnce = new AtomicInteger();

    private final AtomicInteger atOnce = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final byte[] jpeg = jpeg(96, 64);

    public CommonsStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Returns photographs that are downloaded from this server, without a pause between requests. */
    public Photographs photographs(Path folder) {
        return photographs(folder, Duration.ZERO, TimeLimits.DEFAULT);
    }

    Photographs photographs(Path folder, Duration pause, TimeLimits limits) {
        var retries = new RetryPolicy(4, Duration.ofMillis(1), Duration.ofSeconds(5));
        return new Photographs(folder, new Commons(api(), new WebClient(limits, retries), pause));
    }

    URI api() {
        return address("/w/api.php");
    }

    String sha1() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(jpeg));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets the answers to the next requests whose address contains a part, one each. */
    public void onNext(String part, Mishap... next) {
        mishaps.computeIfAbsent(part, key -> new CopyOnWriteArrayList<>()).addAll(List.of(next));
    }

    public static Mishap status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    static Mishap body(String text) {
        return exchange -> send(exchange, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Announces more bytes than it sends, and closes the connection. */
    static Mishap cut() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 5000);
            exchange.getResponseBody().write(new byte[100]);
            throw new IOException("cut");
        };
    }

    /** Begins an answer and pauses. */
    static Mishap stall(long millis) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 5000);
            exchange.getResponseBody().write(new byte[100]);
            exchange.getResponseBody().flush();
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Sends a byte now and then, without end. */
    static Mishap trickle() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void handle(HttpExchange exchange) throws IOException {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        String asked = URLDecoder.decode(exchange.getRequestURI().toString(), StandardCharsets.UTF_8);
        requests.add(new Request(asked, exchange.getRequestHeaders().getFirst("User-Agent"), System.nanoTime()));
        try (exchange) {
            for (Map.Entry<String, List<Mishap>> mishap : mishaps.entrySet()) {
                if (asked.contains(mishap.getKey()) && !mishap.getValue().isEmpty()) {
                    mishap.getValue().remove(0).answer(exchange);
                    return;
                }
            }
            send(exchange, asked.startsWith("/w/") ? describe(asked) : jpeg);
        } finally {
            atOnce.decrementAndGet();
        }
    }

    private byte[] describe(String asked) throws IOException {
        Matcher matcher = TITLE.matcher(asked);
        String title = matcher.find() ? matcher.group(1) : "";
        String name = title.replaceFirst("^File:", "");
        Map<String, Object> page = gone.contains(name)
                ? Map.of("ns", 6, "title", title, "missing", true)
                : Map.of("pageid", 7, "ns", 6, "title", title, "imageinfo", List.of(info(name)));
        return new ObjectMapper()
                .writeValueAsBytes(Map.of("batchcomplete", true, "query", Map.of("pages", List.of(page))));
    }

    private Map<String, Object> info(String name) {
        String escaped = name.replaceAll("[^A-Za-z0-9._-]", "_");
        String original = address("/original/" + escaped).toString();
        return Map.of(
                "size",
                jpeg.length,
                "url",
                original,
                "thumburl",
                unscaled.containsKey(name)
                        ? original
                        : address("/thumb/960px-" + escaped).toString(),
                "sha1",
                unscaled.getOrDefault(name, "0123456789abcdef0123456789abcdef01234567"),
                "descriptionurl",
                "https://commons.wikimedia.org/wiki/File:" + escaped,
                "extmetadata",
                credits.getOrDefault(
                        name,
                        Map.of(
                                "Artist", Map.of("value", HTML_AUTHOR, "source", "commons-desc-page"),
                                "LicenseShortName", Map.of("value", "CC BY-SA 3.0"),
                                "LicenseUrl", Map.of("value", "//creativecommons.org/licenses/by-sa/3.0"))));
    }

    private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static byte[] jpeg(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillRect(width / 4, height / 4, width / 2, height / 2);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", bytes);
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
