package io.github.gradcam4j.studio;

import io.github.gradcam4j.samples.scene.Scenes;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Several clients that send requests without a pause: samples and uploads, classes, methods, layers, files, steps.
 *
 * @param layers the layers requested, besides the default layer
 * @param files the pictures to upload
 */
record Load(URI studio, int clients, List<String> layers, int classes, List<byte[]> files) {

    private static final List<String> METHODS = List.of(
            "gradcam", "gradcam++", "hirescam", "xgradcam", "layercam", "elementwise", "eigencam", "guidedgradcam");
    private static final List<String> FILES = List.of("png", "figure.png", "json", "npy");
    private static final List<String> SAMPLES =
            Scenes.all().stream().map(scene -> scene.id()).toList();
    private static final int REQUESTS_PER_PICTURE = 12;
    private static final int ATTEMPTS = 3;

    /**
     * Creates a load. Draws the uploads in advance, so that the studio has the processors for itself.
     *
     * @param side the shortest side of an upload, in pixels
     */
    static Load of(URI studio, int clients, List<String> layers, int classes, int side) {
        var random = new Random(0);
        var files = SAMPLES.stream()
                .limit(16)
                .map(id -> Scenes.byName(id).draw(side + random.nextInt(2 * side), side + random.nextInt(side)))
                .map(drawn -> drawn.image().png())
                .toList();
        return new Load(studio, clients, layers, classes, files);
    }

    /**
     * The result of a run.
     *
     * @param latencies in milliseconds, ascending
     */
    record Outcome(double[] latencies, List<String> failures, Duration took) {

        double perSecond() {
            return latencies.length / (took.toMillis() / 1e3);
        }

        double percentile(int percent) {
            return latencies[Math.min(latencies.length - 1, latencies.length * percent / 100)];
        }
    }

    /** Sends the requests of a page that opens. */
    void openPage() throws Exception {
        var client = new Client(studio);
        for (String path : List.of("/", "/api/models", "/api/samples", "/api/methods", "/api/colormaps")) {
            client.get(path);
        }
        for (String sample : SAMPLES) {
            client.get("/api/samples/" + sample + ".png?size=192");
        }
    }

    Outcome run(Duration duration, long seed) throws Exception {
        long start = System.nanoTime();
        Queue<Double> latencies = new ConcurrentLinkedQueue<>();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        var workers = Executors.newFixedThreadPool(clients);
        try {
            var ends = new ArrayList<Future<?>>();
            for (int i = 0; i < clients; i++) {
                var worker = new Worker(new Client(studio), new Random(seed + i), latencies, failures);
                ends.add(workers.submit(() -> worker.runUntil(start + duration.toNanos())));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            workers.shutdownNow();
        }
        return new Outcome(
                latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray(),
                List.copyOf(failures),
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** One client. It opens a picture, requests several explanations of it, and continues with the next. */
    private final class Worker {

        private final Client client;
        private final Random random;
        private final Queue<Double> latencies;
        private final Queue<String> failures;

        Worker(Client client, Random random, Queue<Double> latencies, Queue<String> failures) {
            this.client = client;
            this.random = random;
            this.latencies = latencies;
            this.failures = failures;
        }

        Void runUntil(long end) throws Exception {
            while (System.nanoTime() < end) {
                String picture = random.nextInt(3) == 0 ? upload() : oneOf(SAMPLES);
                for (int i = 0; i < REQUESTS_PER_PICTURE && System.nanoTime() < end; i++) {
                    send(randomRequest(picture));
                }
            }
            return null;
        }

        private String randomRequest(String picture) {
            String query = "picture=" + picture;
            return switch (random.nextInt(10)) {
                case 0 -> "/api/samples/" + oneOf(SAMPLES) + ".png?size=192";
                case 1 -> "/api/labels?q=" + oneOf(List.of("bus", "dog", "crane", "ap", "7"));
                case 2 -> "/api/steps?" + query;
                case 3 -> "/api/explain." + oneOf(FILES) + "?" + query;
                case 4 -> "/api/explain?" + query + "&layer=" + oneOf(layers);
                case 5, 6 ->
                    "/api/explain?" + query + "&method=" + oneOf(METHODS).replace("+", "%2B");
                case 7 -> "/api/explain?" + query + "&target=0&versus=" + (1 + random.nextInt(classes - 1));
                default -> "/api/explain?" + query + "&target=" + random.nextInt(classes);
            };
        }

        /** Sends a request, three times at most if the studio is busy, like the page. */
        private void send(String path) throws Exception {
            long start = System.nanoTime();
            var answer = client.get(path);
            for (int attempt = 1; answer.statusCode() == 503 && attempt < ATTEMPTS; attempt++) {
                Thread.sleep(1000
                        * Long.parseLong(
                                answer.headers().firstValue("Retry-After").orElseThrow()));
                answer = client.get(path);
            }
            record(start);
            if (answer.statusCode() != 200) {
                failures.add(path + " -> " + answer.statusCode() + " " + new String(answer.body()));
            }
        }

        /** Uploads a picture, and returns its id. */
        private String upload() throws Exception {
            byte[] file = oneOf(files);
            long start = System.nanoTime();
            var answer = client.upload(file);
            record(start);
            if (answer.statusCode() != 201) {
                failures.add("upload -> " + answer.statusCode() + " " + new String(answer.body()));
                return oneOf(SAMPLES);
            }
            return Client.json(answer).get("id").asText();
        }

        private void record(long start) {
            latencies.add((System.nanoTime() - start) / 1e6);
        }

        private <T> T oneOf(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }
    }
}
