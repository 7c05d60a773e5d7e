package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Image;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds the fastest number of images per batch, or keeps a fixed one. The sizes are measured in turns on the first
 * images, which are explained in any case, while other images are read and written as in all of the folder: only the
 * choice is new, not the work. Not thread safe.
 */
final class BatchTuner {

    /** A folder with fewer images ends soon after the measurement. */
    static final int FEWEST_IMAGES = 120;

    /** The reason why the images of a model run one by one. */
    static final String MIXES = "the model does not compute the images of a batch as it computes each alone";

    private static final List<Integer> SIZES = List.of(1, 2, 4, 8);
    private static final int ROUNDS = 3;

    /** The smallest number of images of each size in a round. */
    private static final int IMAGES = 4;

    /** The largest time per image of a batch relative to that of a single image. */
    private static final double MARGIN = 0.9;

    /** The largest memory of a batch's decoded images, in bytes. */
    private static final long BYTES = 48_000_000;

    private static final int BYTES_PER_PIXEL = 3;
    private static final double SECOND = 1e9;

    private final Consumer<String> log;
    private final Deque<Integer> planned = new ArrayDeque<>();
    private final Map<Integer, List<Double>> seconds = new TreeMap<>();
    private int warmups = SIZES.size();
    private int chosen;
    private int limit;

    private BatchTuner(int chosen, int limit, Consumer<String> log) {
        this.chosen = chosen;
        this.limit = limit;
        this.log = log;
    }

    /**
     * Returns a tuner for one run over a folder.
     *
     * @param images the number of images in the folder; a small one is not worth a measurement
     * @param log receives the measured rates and the choice
     */
    static BatchTuner of(BatchSize size, int images, Consumer<String> log) {
        if (size.number().isPresent()) {
            return new BatchTuner(size.number().getAsInt(), BatchSize.LARGEST, log);
        }
        var tuner = new BatchTuner(1, Collections.max(SIZES), log);
        if (images >= FEWEST_IMAGES) {
            tuner.planned.addAll(SIZES);
            for (int round = 0; round < ROUNDS; round++) {
                SIZES.forEach(s -> tuner.planned.addAll(Collections.nCopies(Math.max(1, IMAGES / s), s)));
            }
        }
        return tuner;
    }

    /**
     * Returns a tuner as {@link #of(BatchSize, int, Consumer)}, of single images if the model does not take batches.
     *
     * @param obstacle returns why images run one by one, if they do; called if several might run together
     */
    static BatchTuner of(BatchSize size, int images, Supplier<Optional<String>> obstacle, Consumer<String> log) {
        if (!size.mayExceedOne(images)) {
            return of(BatchSize.ONE, images, log);
        }
        var reason = obstacle.get();
        reason.ifPresent(r -> log.accept("images run one by one: " + r));
        return of(reason.isPresent() ? BatchSize.ONE : size, images, log);
    }

    /** Returns the number of images of the next batch. */
    int next() {
        return Math.min(planned.isEmpty() ? chosen : planned.peek(), limit);
    }

    /**
     * Records a batch that has run. Each size runs once before it is measured: a session prepares for each.
     *
     * @param nanos its time in nanoseconds
     */
    void ran(List<Image> images, long nanos) {
        if (planned.isEmpty()) {
            return;
        }
        for (Image image : images) {
            long bytes = (long) BYTES_PER_PIXEL * image.width() * image.height();
            limit = (int) Math.max(1, Math.min(limit, BYTES / bytes));
        }
        int size = planned.remove();
        if (warmups > 0) {
            warmups--;
        } else if (images.size() == size) {
            seconds.computeIfAbsent(size, s -> new ArrayList<>()).add(nanos / SECOND / size);
        }
        planned.removeIf(s -> s > limit);
        if (planned.isEmpty()) {
            choose();
        }
    }

    private void choose() {
        var medians = new TreeMap<Integer, Double>();
        seconds.forEach((size, times) -> medians.put(size, median(times)));
        if (medians.containsKey(1)) {
            int fastest = Collections.min(medians.entrySet(), Map.Entry.comparingByValue())
                    .getKey();
            chosen = medians.get(fastest) <= MARGIN * medians.get(1) ? fastest : 1;
        }
        log.accept(medians.entrySet().stream()
                .map(m -> String.format(Locale.ROOT, "%d: %.1f", m.getKey(), 1 / m.getValue()))
                .collect(Collectors.joining(
                        ", ", "images per second by batch size: ", "; from here on " + chosen + " at once")));
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
