package io.github.gradcam4j.studio;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits what a client does by a token bucket for its address: so much at once, then so much a second. The addresses of
 * an IPv6 network of 64 bits, which one client owns, share a bucket. Thread safe.
 */
final class RateLimit {

    private static final int CLIENTS = 10_000;
    private static final int IPV6_NETWORK_BYTES = 8;
    private static final double NANOS = 1e9;

    private final String actions;
    private final double burst;
    private final double perSecond;
    private final LongSupplier clock;
    private final Cache<String, Bucket> buckets =
            Caffeine.newBuilder().maximumSize(CLIENTS).build();

    /**
     * @param actions what is limited, as in "too many requests"
     * @param burst at once
     * @param perSecond after that
     * @param clock in nanoseconds
     */
    RateLimit(String actions, int burst, double perSecond, LongSupplier clock) {
        this.actions = actions;
        this.burst = burst;
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /**
     * Counts an action of a client.
     *
     * @param address of the client, as digits
     * @throws HttpProblem if it has done too much lately (429); the action is not counted then
     */
    void count(String address) {
        bucket(address).take(1);
    }

    /**
     * Checks that a client may do more, without counting.
     *
     * @throws HttpProblem as {@link #count}
     */
    void check(String address) {
        bucket(address).take(0);
    }

    private Bucket bucket(String address) {
        return buckets.get(client(address), client -> new Bucket());
    }

    private static String client(String address) {
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return Arrays.toString(
                    bytes.length > IPV6_NETWORK_BYTES ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private final class Bucket {
        private double tokens = burst;
        private long filled = clock.getAsLong();

        synchronized void take(int count) {
            long now = clock.getAsLong();
            tokens = Math.min(burst, tokens + (now - filled) / NANOS * perSecond);
            filled = now;
            if (tokens < 1) {
                long wait = (long) Math.ceil((1 - tokens) / perSecond);
                throw new HttpProblem(
                        429,
                        "Too many requests",
                        String.format(
                                Locale.ROOT, "This computer has sent too many %s. Try again in %d s.", actions, wait),
                        Map.of("Retry-After", String.valueOf(wait)));
            }
            tokens -= count;
        }
    }
}
