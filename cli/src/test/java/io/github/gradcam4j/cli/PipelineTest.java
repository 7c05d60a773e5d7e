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

    private static final List<Integer> THINGS = IntStream.range(0, 50).boxed().toList();

    @Test
    void resultsComeInOrderAndFailuresInTheirPlace() throws Exception {
        var told = new ArrayList<String>();
        try (var pipeline = new Pipeline<Integer, Integer>(THINGS, i -> failing(i, 3, 10 * i))) {
            pipeline.run(
                    (i, made) -> failing(i, 5, made + 1),
                    (i, made) -> {
                        Thread.sleep(i % 3);
                        return failing(i, 7, made);
                    },
                    listener(told));
        }
        var expected = IntStream.range(0, 50)
                .mapToObj(i -> List.of(3, 5, 7).contains(i) ? "no " + i : String.valueOf(10 * i + 1))
                .toList();
        assertEquals(expected, told);
    }

    @Test
    void fewThingsAreInMemoryAtOnce() throws Exception {
        var loaded = new AtomicInteger();
        var most = new AtomicInteger();
        try (var pipeline = new Pipeline<Integer, Integer>(
                THINGS, i -> most.accumulateAndGet(loaded.incrementAndGet(), Math::max))) {
            pipeline.run((i, made) -> made, (i, made) -> loaded.decrementAndGet(), listener(new ArrayList<>()));
        }
        assertTrue(most.get() <= 8, "at once: " + most);
        assertEquals(0, loaded.get());
    }

    @Test
    void theFirstThingsAreLoadedBeforeTheRun() throws Exception {
        var first = new CountDownLatch(1);
        try (var pipeline = new Pipeline<Integer, Integer>(THINGS, i -> {
            first.countDown();
            return i;
        })) {
            assertTrue(first.await(10, TimeUnit.SECONDS), "nothing was loaded");
            var told = new ArrayList<String>();
            pipeline.run((i, made) -> made, (i, made) -> made, listener(told));
            assertEquals(THINGS.size(), told.size());
        }
    }

    @Test
    void loadingGoesOnWhileTheMiddleStepRuns() throws Exception {
        var last = new CountDownLatch(1);
        var told = new ArrayList<String>();
        try (var pipeline = new Pipeline<Integer, Integer>(List.of(0, 1, 2, 3), i -> {
            if (i == 3) {
                last.countDown();
            }
            return i;
        })) {
            pipeline.run(
                    (i, made) -> {
                        assertTrue(last.await(10, TimeUnit.SECONDS), "the last was not loaded meanwhile");
                        return made;
                    },
                    (i, made) -> true,
                    listener(told));
        }
        assertEquals(List.of("true", "true", "true", "true"), told);
    }

    @Test
    void anInterruptStopsIt() {
        var done = new ArrayList<String>();
        try (var pipeline = new Pipeline<Integer, Integer>(THINGS, i -> i)) {
            assertThrows(
                    InterruptedException.class,
                    () -> pipeline.run(
                            (i, made) -> {
                                if (i == 10) {
                                    Thread.currentThread().interrupt();
                                }
                                return made;
                            },
                            (i, made) -> made,
                            listener(done)));
        }
        assertTrue(done.size() <= 11, done.toString());
    }

    @Test
    void whatIsCancelledIsNoFailureOfAThing() {
        var told = new ArrayList<String>();
        try (var pipeline = new Pipeline<Integer, Integer>(THINGS, i -> i)) {
            assertThrows(
                    CancellationException.class,
                    () -> pipeline.run(
                            (i, made) -> {
                                if (i == 3) {
                                    throw new CancellationException("stopped");
                                }
                                return made;
                            },
                            (i, made) -> made,
                            listener(told)));
        }
        assertFalse(told.contains("stopped"));
    }

    private static int failing(int thing, int which, int value) throws IOException {
        if (thing == which) {
            throw new IOException("no " + thing);
        }
        return value;
    }

    private static <R> Pipeline.Listener<Integer, R> listener(List<String> told) {
        return new Pipeline.Listener<>() {
            @Override
            public void done(Integer thing, R result) {
                told.add(String.valueOf(result));
            }

            @Override
            public void failed(Integer thing, Exception why) {
                told.add(why.getMessage());
            }
        };
    }
}
