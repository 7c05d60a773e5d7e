package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final AtomicLong now = new AtomicLong();
    private final RateLimit limit = new RateLimit("questions", 3, 0.5, now::get);

    @Test
    void allowsABurstThenARate() {
        for (int i = 0; i < 3; i++) {
            limit.count("192.0.2.1");
        }
        assertRefused("192.0.2.1", "2");
        limit.count("192.0.2.2");
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1500));
        assertRefused("192.0.2.1", "1");
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
        limit.check("192.0.2.1");
        limit.count("192.0.2.1");
        assertRefused("192.0.2.1", "2");
    }

    @Test
    void aPauseRefillsNoMoreThanTheBurst() {
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        for (int i = 0; i < 3; i++) {
            limit.count("192.0.2.1");
        }
        assertRefused("192.0.2.1", "2");
    }

    @Test
    void addressesOfOneIpv6NetworkAreOneClient() {
        for (int i = 0; i < 3; i++) {
            limit.count("2001:db8:1:2::" + i);
        }
        assertRefused("2001:db8:1:2:3:4:5:6", "2");
        limit.count("2001:db8:1:3::1");
    }

    private void assertRefused(String client, String seconds) {
        var problem = assertThrows(HttpProblem.class, () -> limit.count(client));
        assertEquals(429, problem.status());
        assertEquals(seconds, problem.headers().get("Retry-After"));
        assertEquals(
                "This computer has sent too many questions. Try again in " + seconds + " s.", problem.getMessage());
    }
}
