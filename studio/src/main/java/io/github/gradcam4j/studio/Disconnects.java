package io.github.gradcam4j.studio;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Ends requests whose clients have disconnected: their threads are interrupted, which ends waits at once and methods
 * that run the model many times after the current run. Thread safe.
 */
final class Disconnects implements AutoCloseable {

    /** The status that servers log for a request whose client has disconnected; no client sees it. */
    static final int STATUS = 499;

    private static final System.Logger LOG = System.getLogger(Disconnects.class.getName());
    private static final long PAUSE_MILLISECONDS = 250;

    private final Set<Running> requests = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "studio-disconnects");
        thread.setDaemon(true);
        return thread;
    });

    Disconnects() {
        watch.scheduleWithFixedDelay(
                this::endDisconnected, PAUSE_MILLISECONDS, PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    /**
     * Ends the requests whose clients have gone. An exception or a lack of memory would end the watch of all later
     * requests.
     */
    void endDisconnected() {
        try {
            requests.forEach(Running::endIfDisconnected);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "cannot look for disconnected clients; the next try follows", e);
        }
    }

    /** Returns a handler that ends when its client disconnects. */
    Handler ending(Handler handler) {
        return context -> {
            var request = new Running(Thread.currentThread(), connection(context));
            requests.add(request);
            try {
                handler.handle(context);
            } catch (Exception e) {
                if (!request.ended()) {
                    throw e;
                }
                LOG.log(Level.DEBUG, "{0} {1} ended: the client disconnected", context.method(), context.path());
                context.status(STATUS);
            } finally {
                requests.remove(request);
                request.finish();
            }
        };
    }

    private static ClientConnector.Connection connection(Context context) {
        var request = ServletContextRequest.getServletContextRequest(context.req());
        return (ClientConnector.Connection)
                request.getConnectionMetaData().getConnection().getEndPoint();
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }

    /** A request that is handled by a thread. */
    private static final class Running {

        private final Thread thread;
        private final ClientConnector.Connection connection;
        private boolean finished;
        private boolean ended;

        Running(Thread thread, ClientConnector.Connection connection) {
            this.thread = thread;
            this.connection = connection;
        }

        synchronized boolean ended() {
            return ended;
        }

        synchronized void endIfDisconnected() {
            if (!finished && !ended && isDisconnected()) {
                ended = true;
                thread.interrupt();
            }
        }

        private boolean isDisconnected() {
            try {
                return connection.isClosedByClient();
            } catch (IOException e) {
                return true;
            }
        }

        /** The thread serves other requests after this one, so the interrupt must not stay or come later. */
        synchronized void finish() {
            finished = true;
            if (ended) {
                Thread.interrupted();
            }
        }
    }
}
