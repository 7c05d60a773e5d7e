package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gradcam4j.zoo.CacheDirectory;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged studio with the real ResNet-50 under load, with {@code -Dgradcam.slow=true} only. Prints the tables of
 * docs/studio.md. {@code -Dgradcam.load.minutes=N} and {@code -Dgradcam.load.requests=N} shorten it, and
 * {@code -Dgradcam.load.health=MS} is the longest that health may take.
 */
@EnabledIfSystemProperty(named = "gradcam.slow", matches = "true")
class EnduranceTest {

    private static final int ROUNDS_PER_MINUTE = 2;
    private static final int CLIENTS = 8;

    /** The caches are full after half of this time. */
    private static final int SETTLED_MINUTES = 6;

    private static final int STREAMS = 300;
    private static final int QUESTIONS = 64;
    private static final int RANDOM_CLIENTS = 4;

    private final int minutes = Integer.getInteger("gradcam.load.minutes", 7);
    private final int requests = Integer.getInteger("gradcam.load.requests", 28_000);
    private final int health = Integer.getInteger("gradcam.load.health", 1000);

    @TempDir
    Path home;

    @Test
    void theRealStudioEndures() throws Exception {
        var installed = CacheDirectory.fromEnvironment().path();
        assumeTrue(Files.exists(installed.resolve("models/resnet50-msra")), "needs the model resnet50-msra");
        for (String folder : List.of("models", "samples")) {
            Files.createDirectories(installed.resolve(folder));
            Files.createSymbolicLink(home.resolve(folder), installed.resolve(folder));
        }
        try (var source = new SlowDownload()) {
            source.addTo(new CacheDirectory(home));
            try (var studio = StudioProcess.start(Path.of(System.getProperty("gradcam.root"), "gradcam"), home);
                    var probe = new HealthProbe(studio.url())) {
                long start = endureClients(studio);
                report("64 questions at once", probe, studio, questions(studio.url()));
                report("300 streams", probe, studio, streams(studio.url()));
                report(requests + " random requests", probe, studio, randomRequests(studio.url()));
                System.out.println("After a collection: " + studio.memoryAfterCollection());
                System.out.printf("Health: %.0f ms at most, 99%% below %.0f ms%n", probe.longest(), probe.usual());
                long end = studio.memory().resident();
                assertEquals(List.of(), List.copyOf(probe.failures()));
                assertTrue(probe.longest() < health, "health took " + probe.longest() + " ms");
                assertTrue(
                        minutes < SETTLED_MINUTES || end < 1.2 * start,
                        "grown from %d to %d MiB".formatted(start, end));
            }
        }
    }

    /** Returns the resident memory after half of the time, when the caches are full. */
    private long endureClients(StudioProcess studio) throws Exception {
        var layers = List.of("layer1", "layer2", "layer3", "layer4", "layer3.2", "res4b_branch2c");
        var load = Load.of(studio.url(), CLIENTS, layers, 1000, 320);
        load.openPage();
        System.out.println("| round | requests | busy | a second | p50 | p95 | resident | heap | direct |");
        long middle = 0;
        int rounds = ROUNDS_PER_MINUTE * minutes;
        for (int round = 1; round <= rounds; round++) {
            var outcome = load.run(Duration.ofSeconds(60 / ROUNDS_PER_MINUTE), 1000L * round);
            var busy = outcome.failures().stream()
                    .filter(failure -> failure.contains(" -> 503 "))
                    .toList();
            assertEquals(busy, outcome.failures());
            var memory = studio.memory();
            System.out.printf(
                    "| %d | %d | %d | %.1f | %.0f ms | %.0f ms | %d MiB | %d MiB | %d MiB |%n",
                    round,
                    outcome.latencies().length,
                    busy.size(),
                    outcome.perSecond(),
                    outcome.percentile(50),
                    outcome.percentile(95),
                    memory.resident(),
                    memory.heap(),
                    memory.direct());
            middle = round <= Math.max(1, rounds / 2) ? memory.resident() : middle;
        }
        return middle;
    }

    private void report(String name, HealthProbe probe, StudioProcess studio, Map<Integer, Integer> statuses)
            throws Exception {
        System.out.printf(
                "%s: %s, health %.0f ms at most, %d MiB%n",
                name, statuses, probe.longest(), studio.memory().resident());
    }

    private static Map<Integer, Integer> questions(URI studio) throws Exception {
        var calls = new ArrayList<Callable<HttpResponse<byte[]>>>();
        for (int i = 0; i < QUESTIONS; i++) {
            String path = "/api/explain.png?picture=lighthouse&target=" + i;
            calls.add(() -> new Client(studio).get(path));
        }
        return statuses(calls, QUESTIONS);
    }

    private static Map<Integer, Integer> streams(URI studio) throws Exception {
        var held = new ArrayList<RawClient>();
        var statuses = new TreeMap<Integer, Integer>();
        try {
            for (int i = 0; i < STREAMS; i++) {
                var stream = new RawClient(studio.getPort());
                held.add(stream);
                stream.request("POST", SlowDownload.PULL);
            }
            for (var stream : held) {
                statuses.merge(Integer.valueOf(stream.headers().substring(9, 12)), 1, Integer::sum);
            }
            Thread.sleep(10_000);
        } finally {
            for (var stream : held) {
                stream.close();
            }
        }
        assertTrue(List.of(200, 503).containsAll(statuses.keySet()), statuses::toString);
        return statuses;
    }

    /** No answer is a failure of the studio, each error is a problem, and none names a folder or a class. */
    private Map<Integer, Integer> randomRequests(URI studio) throws Exception {
        var openapi = new Client(studio).json("/api/openapi.json");
        var left = new AtomicInteger(requests);
        var calls = new ArrayList<Callable<List<HttpResponse<byte[]>>>>();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        var statuses = new TreeMap<Integer, Integer>();
        for (int i = 0; i < RANDOM_CLIENTS; i++) {
            var random = new RandomRequests(openapi, i);
            var client = new Client(studio);
            calls.add(() -> {
                while (left.getAndDecrement() > 0) {
                    String path = random.next();
                    var answer = client.get(path);
                    synchronized (statuses) {
                        statuses.merge(answer.statusCode(), 1, Integer::sum);
                    }
                    if (isWrong(answer)) {
                        wrong.add(path + " -> " + answer.statusCode() + " " + new String(answer.body()));
                    }
                }
                return List.of();
            });
        }
        all(calls, RANDOM_CLIENTS);
        assertEquals(List.of(), List.copyOf(wrong));
        return statuses;
    }

    private boolean isWrong(HttpResponse<byte[]> answer) {
        if (answer.statusCode() < 400) {
            return false;
        }
        String body = new String(answer.body());
        boolean problem = body.startsWith("{\"type\"") && !body.contains(home.toString()) && !body.contains("java.");
        boolean busy = answer.statusCode() == 503
                && answer.headers().firstValue("Retry-After").isPresent();
        return !problem || answer.statusCode() >= 500 && !busy;
    }

    private static Map<Integer, Integer> statuses(List<Callable<HttpResponse<byte[]>>> calls, int threads)
            throws Exception {
        var statuses = new TreeMap<Integer, Integer>();
        for (var answer : all(calls, threads)) {
            statuses.merge(answer.statusCode(), 1, Integer::sum);
        }
        assertTrue(List.of(200, 503).containsAll(statuses.keySet()), statuses::toString);
        return statuses;
    }

    private static <T> List<T> all(List<Callable<T>> calls, int threads) throws Exception {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var results = new ArrayList<T>();
            for (Future<T> result : pool.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
