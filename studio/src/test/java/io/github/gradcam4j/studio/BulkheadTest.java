package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class BulkheadTest {

    @Test
    void waitsAMomentThenAsksToComeBack() throws Exception {
        var gate = new Bulkhead(1, Duration.ofMillis(50), "later");
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var pool = Executors.newSingleThreadExecutor();
        try {
            var first = pool.submit(() -> gate.pass(() -> {
                inside.countDown();
                leave.await();
                return "done";
            }));
            inside.await();
            var problem = assertThrows(HttpProblem.class, () -> gate.pass(() -> "in"));
            assertEquals(503, problem.status());
            assertEquals("2", problem.headers().get("Retry-After"));
            leave.countDown();
            assertEquals("done", first.get());
            assertEquals("in", gate.pass(() -> "in"));
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void isFreeAgainAfterAFailure() throws Exception {
        var gate = new Bulkhead(1, Duration.ofMillis(50), "later");
        assertThrows(NumberFormatException.class, () -> gate.pass(() -> Integer.valueOf("?")));
        assertEquals("in", gate.pass(() -> "in"));
    }
}
