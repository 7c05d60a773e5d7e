package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

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
}
