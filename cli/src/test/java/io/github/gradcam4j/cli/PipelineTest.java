package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PipelineTest {

    private static final List<Integer> ITEMS = IntStream.range(0, 50).boxed().toList();

    @Test
    void resultsComeInOrderAndFailuresInTheirPlace() throws Exception {
        var delivered = new ArrayList<String>();
        try (var pipeline = new Pipeline<Integer, Integer>(ITEMS, i -> failing(i, 3, 10 * i))) {
            pipeline.run(
                    (i, result) -> failing(i, 5, result + 1),
                    (i, result) -> {
                        Thread.sleep(i % 3);
                        return failing(i, 7, result);
                    },
                    listener(delivered));
        }
        var expected = IntStream.range(0, 50)
                .mapToObj(i -> List.of(3, 5, 7).contains(i) ? "no " + i : String.valueOf(10 * i + 1))
                .toList();
        assertEquals(expected, delivered);
    }

    /** The failure of a batch is that of the items that fail alone, too. */
    @Test
    void anItemOfABatchFailsAlone() throws Exception {
        var delivered = new ArrayList<String>();
        var sizes = new ArrayList<Integer>();
        try (var pipeline = new Pipeline<Integer, Integer>(ITEMS, i -> failing(i, 3, 10 * i))) {
            pipeline.run(
                    () -> 8,
                    (items, loaded) -> {
                        sizes.add(items.size());
                        var results = new ArrayList<Integer>();
                        for (int i = 0; i < items.size(); i++) {
                            assertEquals(10 * items.get(i), loaded.get(i));
                            results.add(failing(items.get(i), 13, loaded.get(i) + 1));
                        }
                        return results;
                    },
                    (i, result) -> failing(i, 7, result),
                    listener(delivered));
        }
        var expected = IntStream.range(0, 50)
                .mapToObj(i -> List.of(3, 7, 13).contains(i) ? "no " + i : String.valueOf(10 * i + 1))
                .toList();
        assertEquals(expected, delivered);
        assertEquals(List.of(7, 8, 1, 1, 1, 1, 1, 1, 1, 1, 8, 8, 8, 8, 2), sizes);
    }

    @Test
    void theSizeOfABatchMayChange() throws Exception {
        var sizes = new ArrayList<Integer>();
        var next = new AtomicInteger();
        var delivered = new ArrayList<String>();
        try (var pipeline = new Pipeline<Integer, Integer>(ITEMS, i -> i)) {
            pipeline.run(
                    () -> 1 + next.getAndIncrement() % 20,
                    (items, loaded) -> {
                        sizes.add(items.size());
                        return loaded;
                    },
                    (i, result) -> result,
                    listener(delivered));
        }
        assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 5), sizes);
        assertEquals(ITEMS.stream().map(String::valueOf).toList(), delivered);
    }

    @Test
    void aFewBatchesAreInMemoryAtOnce() throws Exception {
        var loaded = new AtomicInteger();
        var most = new AtomicInteger();
        try (var pipeline = new Pipeline<Integer, Integer>(
                ITEMS, i -> most.accumulateAndGet(loaded.incrementAndGet(), Math::max))) {
            pipeline.run(
                    () -> 4,
                    (items, results) -> results,
                    (i, result) -> loaded.decrementAndGet(),
                    listener(new ArrayList<>()));
        }
        assertTrue(most.get() <= 3 * 4 + 5, "at once: " + most);
        assertEquals(0, loaded.get());
    }

    @Test
    void fewItemsAreInMemoryAtOnce() throws Exception {
        var loaded = new AtomicInteger();
        var most = new AtomicInteger();
        try (var pipeline = new Pipeline<Integer, Integer>(
                ITEMS, i -> most.accumulateAndGet(loaded.incrementAndGet(), Math::max))) {
            pipeline.run((i, result) -> result, (i, result) -> loaded.decrementAndGet(), listener(new ArrayList<>()));
        }
        assertTrue(most.get() <= 8, "at once: " + most);
        assertEquals(0, loaded.get());
    }

    @Test
    void theFirstItemsAreLoadedBeforeTheRun() throws Exception {
        var first = new CountDownLatch(1);
        try (var pipeline = new Pipeline<Integer, Integer>(ITEMS, i -> {
            first.countDown();
            return i;
        })) {
            assertTrue(first.await(10, TimeUnit.SECONDS), "nothing was loaded");
            var delivered = new ArrayList<String>();
            pipeline.run((i, result) -> result, (i, result) -> result, listener(delivered));
            assertEquals(ITEMS.size(), delivered.size());
        }
    }

    @Test
    void loadingGoesOnWhileTheMiddleStepRuns() throws Exception {
        var last = new CountDownLatch(1);
        var delivered = new ArrayList<String>();
        try (var pipeline = new Pipeline<Integer, Integer>(List.of(0, 1, 2, 3), i -> {
            if (i == 3) {
                last.countDown();
            }
            return i;
        })) {
            pipeline.run(
                    (i, result) -> {
                        assertTrue(last.await(10, TimeUnit.SECONDS), "the last was not loaded meanwhile");
                        return result;
                    },
                    (i, result) -> true,
                    listener(delivered));
        }
        assertEquals(List.of("true", "true", "true", "true"), delivered);
    }

    /** A slow item is known by name while its load goes on. */
    @Test
    void anItemIsReportedBeforeTheWaitForIt() throws Exception {
        var started = new CountDownLatch(1);
        var delivered = new ArrayList<String>();
        try (var pipeline = new Pipeline<Integer, Integer>(List.of(0, 1, 2), i -> {
            assertTrue(i != 1 || started.await(10, TimeUnit.SECONDS), "was not reported");
            return i;
        })) {
            pipeline.run((i, result) -> result, (i, result) -> result, new Pipeline.Listener<>() {
                @Override
                public void started(Integer item) {
                    if (item == 1) {
                        started.countDown();
                    }
                }

                @Override
                public void done(Integer item, Integer result) {
                    delivered.add(String.valueOf(result));
                }

                @Override
                public void failed(Integer item, Exception cause) throws Exception {
                    throw cause;
                }
            });
        }
        assertEquals(List.of("0", "1", "2"), delivered);
    }

    @Test
    void anInterruptStopsIt() {
        var done = new ArrayList<String>();
        try (var pipeline = new Pipeline<Integer, Integer>(ITEMS, i -> i)) {
            assertThrows(
                    InterruptedException.class,
                    () -> pipeline.run(
                            (i, result) -> {
                                if (i == 10) {
                                    Thread.currentThread().interrupt();
                                }
                                return result;
                            },
                            (i, result) -> result,
                            listener(done)));
        }
        assertTrue(done.size() <= 11, done.toString());
    }

    @Test
    void aCancellationIsNotTheFailureOfAnItem() {
        var delivered = new ArrayList<String>();
        try (var pipeline = new Pipeline<Integer, Integer>(ITEMS, i -> i)) {
            assertThrows(
                    CancellationException.class,
                    () -> pipeline.run(
                            (i, result) -> {
                                if (i == 3) {
                                    throw new CancellationException("stopped");
                                }
                                return result;
                            },
                            (i, result) -> result,
                            listener(delivered)));
        }
        assertFalse(delivered.contains("stopped"));
    }

    private static int failing(int item, int which, int value) throws IOException {
        if (item == which) {
            throw new IOException("no " + item);
        }
        return value;
    }

    private static <R> Pipeline.Listener<Integer, R> listener(List<String> delivered) {
        return new Pipeline.Listener<>() {
            @Override
            public void done(Integer item, R result) {
                delivered.add(String.valueOf(result));
            }

            @Override
            public void failed(Integer item, Exception cause) {
                delivered.add(cause.getMessage());
            }
        };
    }
}
