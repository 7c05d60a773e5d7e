package io.github.gradcam4j.studio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/** A connector whose connections can tell whether their client has closed them. */
final class ClientConnector extends ServerConnector {

    ClientConnector(Server server, HttpConfiguration http) {
        super(server, new HttpConnectionFactory(http));
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        var connection = new Connection(channel, selector, key, getScheduler(), getExecutor());
        connection.setIdleTimeout(getIdleTimeout());
        return connection;
    }

    /**
     * A connection. Jetty reads it between requests and for bodies, but not while a request is computed. A client's end
     * is visible to a read only, so {@link #isClosedByClient} reads a little ahead, and the next {@link #fill} returns
     * that first. Thread safe.
     */
    static final class Connection extends SocketChannelEndPoint {

        private static final int AHEAD_BYTES = 1024;

        private final ByteBuffer ahead = BufferUtil.allocate(AHEAD_BYTES);

        private final Executor executor;

        private Connection(
                SocketChannel channel,
                ManagedSelector selector,
                SelectionKey key,
                Scheduler scheduler,
                Executor executor) {
            super(channel, selector, key, scheduler);
            this.executor = executor;
        }

        /**
         * Returns whether the client has closed the connection, or its half of it. False while Jetty waits for more
         * from the client, since Jetty notices the end then, and for a client that has sent more than it may ahead.
         */
        synchronized boolean isClosedByClient() throws IOException {
            if (!isOpen()) {
                return true;
            }
            return !getFillInterest().isInterested() && BufferUtil.space(ahead) > 0 && super.fill(ahead) < 0;
        }

        @Override
        public synchronized int fill(ByteBuffer buffer) throws IOException {
            if (BufferUtil.isEmpty(ahead)) {
                return super.fill(buffer);
            }
            int filled = BufferUtil.append(buffer, ahead);
            if (BufferUtil.isEmpty(ahead)) {
                BufferUtil.clear(ahead);
            }
            return filled;
        }

        @Override
        protected synchronized void needsFillInterest() {
            if (BufferUtil.hasContent(ahead)) {
                executor.execute(getFillInterest()::fillable);
            } else {
                super.needsFillInterest();
            }
        }
    }
}
