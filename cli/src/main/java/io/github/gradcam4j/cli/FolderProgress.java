package io.github.gradcam4j.cli;

import io.github.gradcam4j.internal.text.MessageText;
import io.github.gradcam4j.runtime.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows on a terminal at which of many images a command is: one bar with the number of images, the time left, the name
 * of the image, and the progress of its method. Lines of text are printed above the bar. Shows nothing unless stderr is
 * a terminal. Thread safe.
 */
final class FolderProgress implements Progress, AutoCloseable {

    private static final int INTERVAL_MILLIS = 500;
    private static final int SHORTEST_BAR = 10;
    private static final int LONGEST_BAR = 40;
    private static final int BAR_SHARE = 4;
    private static final int MINUTE = 60;

    private final int total;
    private final int width;
    private final long start = System.nanoTime();
    private final TerminalLine line = new TerminalLine();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(FolderProgress::daemon);
    private int done;
    private String image = "";
    private int pass;
    private int passes;

    private FolderProgress(int total, OptionalInt columns) {
        this.total = total;
        width = columns.orElse(0) - 1;
        if (width > 0) {
            timer.scheduleAtFixedRate(this::draw, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    }

    /** @param total the number of images */
    static FolderProgress of(int total, PrintWriter err) {
        return new FolderProgress(total, Terminal.columns(err));
    }

    /** Reports the image that the command reads or computes. */
    synchronized void at(InputImage input) {
        image = MessageText.line(input.name());
        pass = 0;
        passes = 0;
    }

    @Override
    public synchronized void update(int passesDone, int allPasses) {
        pass = passesDone;
        passes = allPasses;
    }

    /** Prints text above the bar. */
    synchronized <E extends Exception> void print(Printing<E> printing) throws E {
        line.write("");
        printing.run();
        draw();
    }

    private synchronized void draw() {
        if (width > 0) {
            line.write(text(Duration.ofNanos(System.nanoTime() - start)));
        }
    }

    /** Returns a listener that shows its images in the bar, and what it prints above the bar. */
    <R> Pipeline.Listener<InputImage, R> around(Pipeline.Listener<InputImage, R> listener) {
        return new Pipeline.Listener<>() {
            @Override
            public void started(InputImage input) {
                at(input);
            }

            @Override
            public void done(InputImage input, R result) throws Exception {
                finished();
                print(() -> listener.done(input, result));
            }

            @Override
            public void failed(InputImage input, Exception cause) throws Exception {
                finished();
                print(() -> listener.failed(input, cause));
            }
        };
    }

    private synchronized void finished() {
        done++;
    }

    /** Returns the text of the bar; empty for a single image whose method has no progress of its own. */
    private String text(Duration elapsed) {
        if (total < 2 && passes < 2) {
            return "";
        }
        double images = Math.min(total, done + (passes < 2 ? 0 : (double) pass / passes));
        String count = total < 2 ? pass + " of " + passes : done + " of " + total;
        String left = images > 0 ? time(elapsed.toSeconds() * (total - images) / images) + " left" : "";
        int length = Math.max(SHORTEST_BAR, Math.min(LONGEST_BAR, width / BAR_SHARE));
        int full = (int) (length * images / total);
        String method = total < 2 || passes < 2 ? "" : String.format(Locale.ROOT, " (%d of %d)", pass, passes);
        String bar =
                String.format(Locale.ROOT, "%s [%s%s] %s  ", count, "=".repeat(full), " ".repeat(length - full), left);
        int room = width - bar.length() - method.length();
        return DisplayWidth.cut(bar + (room > 0 ? DisplayWidth.end(image, room) : "") + method, width);
    }

    private static String time(double left) {
        long seconds = Math.round(left);
        return seconds < MINUTE * MINUTE
                ? String.format(Locale.ROOT, "%d:%02d", seconds / MINUTE, seconds % MINUTE)
                : String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        seconds / MINUTE / MINUTE,
                        seconds / MINUTE % MINUTE,
                        seconds % MINUTE);
    }

    @Override
    public synchronized void close() {
        timer.shutdownNow();
        line.write("");
    }
}
