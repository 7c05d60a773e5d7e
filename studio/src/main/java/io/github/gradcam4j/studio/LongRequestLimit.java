package io.github.gradcam4j.studio;

import java.util.Set;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Limits the requests that may occupy a thread for long, from their first byte to the last of their response: a client
 * that does not read a large image holds its thread until it times out. The other threads are for short requests.
 * Thread safe.
 */
final class LongRequestLimit extends Handler.Wrapper {

    private static final String INTERFACE = "/api/";

    /** The routes with small responses that are ready at once. */
    private static final Set<String> SHORT = Set.of(
            "/api/health",
            "/api/openapi.json",
            "/api/models",
            "/api/methods",
            "/api/colormaps",
            "/api/samples",
            "/api/labels");

    private final Semaphore permits;

    LongRequestLimit(int requests) {
        super(true);
        permits = new Semaphore(requests);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (!path.startsWith(INTERFACE) || SHORT.contains(path)) {
            return super.handle(request, response, callback);
        }
        if (!permits.tryAcquire()) {
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
            return true;
        }
        try {
            return super.handle(request, response, callback);
        } finally {
            permits.release();
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return Invocable.InvocationType.BLOCKING;
    }
}
