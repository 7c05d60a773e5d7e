package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BulkheadTest {

    @Test
    void waitsThenReportsBusy() throws Exception {
        var bulkhead = new Bulkhead(1, 8, Duration.ofMillis(50), "later");
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var pool = Executors.newSingleThreadExecutor();
        try {
            var first = pool.submit(() -> bulkhead.pass(() -> {
                inside.countDown();
                leave.await();
                return "done";
            }));
            inside.await();
            var problem = assertThrows(HttpProblem.class, () -> bulkhead.pass(() -> "in"));
            assertEquals(503, problem.status());
            assertEquals("2", problem.headers().get("Retry-After"));
            leave.countDown();
            assertEquals("done", first.get());
            assertEquals("in", bulkhead.pass(() -> "in"));
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void releasesItsPermitAfterAFailure() throws Exception {
        var bulkhead = new Bulkhead(1, 8, Duration.ofMillis(50), "later");
        assertThrows(NumberFormatException.class, () -> bulkhead.pass(() -> Integer.valueOf("?")));
        assertEquals("in", bulkhead.pass(() -> "in"));
    }

    @Test
    void aLateTaskIsInterruptedAndKeepsItsPermitUntilItEnds() throws Exception {
        var bulkhead = new Bulkhead(1, 8, Duration.ofMillis(50), "later");
        var interrupted = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var late = assertThrows(
                HttpProblem.class,
                () -> bulkhead.passFor(Duration.ofMillis(20), () -> HttpProblem.unreadable("late"), () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    leave.await();
                    return "done";
                }));
        assertEquals(422, late.status());
        assertTrue(interrupted.await(30, TimeUnit.SECONDS));
        assertEquals(1, bulkhead.load());
        assertEquals(
                503,
                assertThrows(HttpProblem.class, () -> bulkhead.pass(() -> "in")).status());
        leave.countDown();
        awaitEmpty(bulkhead);
        assertEquals("in", bulkhead.pass(() -> "in"));
    }

    @Test
    void aTaskWithLimitedTimeReturnsItsResultOrItsFailure() throws Exception {
        var bulkhead = new Bulkhead(1, 8, Duration.ofMillis(50), "later");
        var longest = Duration.ofMinutes(1);
        assertEquals("in", bulkhead.passFor(longest, () -> null, () -> "in"));
        assertThrows(
                NumberFormatException.class, () -> bulkhead.passFor(longest, () -> null, () -> Integer.valueOf("?")));
        assertThrows(
                OutOfMemoryError.class,
                () -> bulkhead.passFor(longest, () -> null, () -> {
                    throw new OutOfMemoryError();
                }));
        awaitEmpty(bulkhead);
    }

    private static void awaitEmpty(Bulkhead bulkhead) throws InterruptedException {
        while (bulkhead.load() > 0) {
            Thread.sleep(1);
        }
    }
}
