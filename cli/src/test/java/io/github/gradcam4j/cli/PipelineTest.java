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
        new Pipeline<Integer, Integer, Integer, Integer>(
                        i -> failing(i, 3, 10 * i), (i, made) -> failing(i, 5, made + 1), (i, made) -> {
                            Thread.sleep(i % 3);
                            return failing(i, 7, made);
                        })
                .run(THINGS, listener(told));
        var expected = IntStream.range(0, 50)
                .mapToObj(i -> List.of(3, 5, 7).contains(i) ? "no " + i : String.valueOf(10 * i + 1))
                .toList();
        assertEquals(expected, told);
    }

    @Test
    void fewThingsAreInMemoryAtOnce() throws Exception {
        var loaded = new AtomicInteger();
        var most = new AtomicInteger();
        new Pipeline<Integer, Integer, Integer, Integer>(
                        i -> most.accumulateAndGet(loaded.incrementAndGet(), Math::max),
                        (i, made) -> made,
                        (i, made) -> loaded.decrementAndGet())
                .run(THINGS, listener(new ArrayList<>()));
        assertTrue(most.get() <= 8, "at once: " + most);
    }

    @Test
    void loadingGoesOnWhileTheMiddleStepRuns() throws Exception {
        var second = new CountDownLatch(1);
        new Pipeline<Integer, Integer, Integer, Boolean>(
                        i -> {
                            if (i == 1) {
                                second.countDown();
                            }
                            return i;
                        },
                        (i, made) -> {
                            assertTrue(second.await(10, TimeUnit.SECONDS), "the second was not loaded meanwhile");
                            return made;
                        },
                        (i, made) -> true)
                .run(List.of(0, 1), listener(new ArrayList<>()));
    }

    @Test
    void anInterruptStopsIt() {
        var done = new ArrayList<String>();
        assertThrows(
                InterruptedException.class,
                () -> new Pipeline<Integer, Integer, Integer, Integer>(
                                i -> i,
                                (i, made) -> {
                                    if (i == 10) {
                                        Thread.currentThread().interrupt();
                                    }
                                    return made;
                                },
                                (i, made) -> made)
                        .run(THINGS, listener(done)));
        assertTrue(done.size() <= 11, done.toString());
    }

    @Test
    void whatIsCancelledIsNoFailureOfAThing() {
        var told = new ArrayList<String>();
        assertThrows(
                CancellationException.class,
                () -> new Pipeline<Integer, Integer, Integer, Integer>(
                                i -> i,
                                (i, made) -> {
                                    if (i == 3) {
                                        throw new CancellationException("stopped");
                                    }
                                    return made;
                                },
                                (i, made) -> made)
                        .run(THINGS, listener(told)));
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
