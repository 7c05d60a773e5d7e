package io.github.gradcam4j.studio;

import java.time.Duration;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Limits the time and the bytes of a request's body. A read fails with status 408 if the client sends too slowly, and
 * with 413 if it sends too much. Thread safe.
 */
final class BodyFilter extends Handler.Wrapper {

    /** The largest body that is read to its end before it is refused, in multiples of the limit. */
    private static final int DRAINED = 4;

    private static final long BYTES_PER_SECOND = 8 << 10;

    private final long bytes;
    private final Duration grace;
    private final Duration longest;

    /**
     * @param bytes of a body
     * @param grace how long a client may send less than 8 KiB a second on average
     * @param longest how long a body may take
     */
    BodyFilter(long bytes, Duration grace, Duration longest) {
        super(true);
        this.bytes = bytes;
        this.grace = grace;
        this.longest = longest;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(new Body(request, response), response, callback);
    }

    @Override
    public InvocationType getInvocationType() {
        return Invocable.InvocationType.BLOCKING;
    }

    /** A request whose body is measured while it is read. Jetty calls {@link #read} by one thread at a time. */
    private final class Body extends Request.Wrapper {

        private final Response response;

        /** The time of the first read: until then the server lets the client wait. */
        private long start;

        private long received;
        private Content.Chunk failure;

        Body(Request request, Response response) {
            super(request);
            this.response = response;
        }

        /** Discards what exceeds the limit: clients send their body before they receive the response. */
        @Override
        public Content.Chunk read() {
            if (start == 0) {
                start = System.nanoTime();
            }
            while (failure == null) {
                var chunk = super.read();
                if (chunk == null || Content.Chunk.isFailure(chunk)) {
                    return chunk;
                }
                received += chunk.remaining();
                if (received <= bytes && !isSlow()) {
                    return chunk;
                }
                chunk.release();
                if (isSlow()) {
                    failure = failure(408, "The body arrives too slowly");
                } else if (chunk.isLast() || received > DRAINED * bytes) {
                    failure =
                            failure(413, String.format(Locale.ROOT, "A request may have %d MiB at most", bytes >> 20));
                }
            }
            return failure;
        }

        /** Announces that the connection closes: a client that reused it would get no response to its next request. */
        private Content.Chunk failure(int status, String reason) {
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
            return Content.Chunk.from(new HttpException.RuntimeException(status, reason), true);
        }

        private boolean isSlow() {
            double seconds = (System.nanoTime() - start) / 1e9;
            double allowed = grace.toMillis() / 1e3 + (double) received / BYTES_PER_SECOND;
            return seconds > Math.min(allowed, longest.toMillis() / 1e3);
        }
    }
}
