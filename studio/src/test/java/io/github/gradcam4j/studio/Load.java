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
 * Several clients that click without a pause: samples and pictures of their own, classes, methods, layers, files, steps.
 *
 * @param layers that are asked for, beside the model's own
 * @param files pictures of their own
 */
record Load(URI studio, int clients, List<String> layers, int classes, List<byte[]> files) {

    private static final List<String> METHODS = List.of(
            "gradcam", "gradcam++", "hirescam", "xgradcam", "layercam", "elementwise", "eigencam", "guidedgradcam");
    private static final List<String> FILES = List.of("png", "figure.png", "json", "npy");
    private static final List<String> SAMPLES =
            Scenes.all().stream().map(scene -> scene.id()).toList();
    private static final int CLICKS_ON_A_PICTURE = 12;
    private static final int ATTEMPTS = 3;

    /**
     * Pictures of their own are drawn before the clicking begins, so that the processors are left to the studio.
     *
     * @param side the shortest that such a picture has
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

    /** What became of it; latencies in milliseconds, ascending. */
    record Outcome(double[] latencies, List<String> failures, Duration took) {

        double perSecond() {
            return latencies.length / (took.toMillis() / 1e3);
        }

        double percentile(int percent) {
            return latencies[Math.min(latencies.length - 1, latencies.length * percent / 100)];
        }
    }

    /** What the page asks for when it opens. */
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
                var clicking = new Clicking(new Client(studio), new Random(seed + i), latencies, failures);
                ends.add(workers.submit(() -> clicking.until(start + duration.toNanos())));
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

    /** One client: it opens a picture, looks at it in several ways, and goes on to the next. */
    private final class Clicking {

        private final Client client;
        private final Random random;
        private final Queue<Double> latencies;
        private final Queue<String> failures;

        Clicking(Client client, Random random, Queue<Double> latencies, Queue<String> failures) {
            this.client = client;
            this.random = random;
            this.latencies = latencies;
            this.failures = failures;
        }

        Void until(long end) throws Exception {
            while (System.nanoTime() < end) {
                String picture = random.nextInt(3) == 0 ? upload() : one(SAMPLES);
                for (int i = 0; i < CLICKS_ON_A_PICTURE && System.nanoTime() < end; i++) {
                    ask(click(picture));
                }
            }
            return null;
        }

        private String click(String picture) {
            String question = "picture=" + picture;
            return switch (random.nextInt(10)) {
                case 0 -> "/api/samples/" + one(SAMPLES) + ".png?size=192";
                case 1 -> "/api/labels?q=" + one(List.of("bus", "dog", "crane", "ap", "7"));
                case 2 -> "/api/steps?" + question;
                case 3 -> "/api/explain." + one(FILES) + "?" + question;
                case 4 -> "/api/explain?" + question + "&layer=" + one(layers);
                case 5, 6 ->
                    "/api/explain?" + question + "&method=" + one(METHODS).replace("+", "%2B");
                case 7 -> "/api/explain?" + question + "&target=0&versus=" + (1 + random.nextInt(classes - 1));
                default -> "/api/explain?" + question + "&target=" + random.nextInt(classes);
            };
        }

        /** Who is asked to come back later does so, as the page does: three times at most. */
        private void ask(String path) throws Exception {
            long start = System.nanoTime();
            var answer = client.get(path);
            for (int attempt = 1; answer.statusCode() == 503 && attempt < ATTEMPTS; attempt++) {
                Thread.sleep(1000
                        * Long.parseLong(
                                answer.headers().firstValue("Retry-After").orElseThrow()));
                answer = client.get(path);
            }
            count(start);
            if (answer.statusCode() != 200) {
                failures.add(path + " -> " + answer.statusCode() + " " + new String(answer.body()));
            }
        }

        /** A picture that the studio takes for a new one. */
        private String upload() throws Exception {
            byte[] file = one(files);
            long start = System.nanoTime();
            var answer = client.upload(file);
            count(start);
            if (answer.statusCode() != 201) {
                failures.add("upload -> " + answer.statusCode() + " " + new String(answer.body()));
                return one(SAMPLES);
            }
            return Client.json(answer).get("id").asText();
        }

        private void count(long start) {
            latencies.add((System.nanoTime() - start) / 1e6);
        }

        private <T> T one(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }
    }
}
