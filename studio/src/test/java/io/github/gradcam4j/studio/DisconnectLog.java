package io.github.gradcam4j.studio;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Counts the requests that the studio logs as ended since their client disconnected. */
final class DisconnectLog implements AutoCloseable {

    private final AtomicInteger ended = new AtomicInteger();
    private final List<Logger> loggers =
            List.of(Logger.getLogger(Disconnects.class.getName()), Logger.getLogger(ExplainRoutes.class.getName()));

    DisconnectLog() {
        for (var logger : loggers) {
            logger.setLevel(Level.FINE);
            logger.setFilter(entry -> {
                if (entry.getMessage().endsWith("the client disconnected")) {
                    ended.incrementAndGet();
                }
                return entry.getLevel().intValue() > Level.FINE.intValue();
            });
        }
    }

    int size() {
        return ended.get();
    }

    @Override
    public void close() {
        for (var logger : loggers) {
            logger.setLevel(null);
            logger.setFilter(null);
        }
    }
}
