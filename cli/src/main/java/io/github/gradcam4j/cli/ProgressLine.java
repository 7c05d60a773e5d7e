package io.github.gradcam4j.cli;

import io.github.gradcam4j.internal.text.MessageText;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.zoo.download.DownloadListener;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Reports the progress of a task on stderr: as a bar on a terminal, else as a line for each phase of a download. Thread
 * safe.
 */
final class ProgressLine implements DownloadListener, Progress, AutoCloseable {

    private static final int MEGABYTE = 1_000_000;
    private static final int WIDTH = 79;

    /** The bar moves the cursor, which System.err does not allow. */
    private static final PrintStream STDERR =
            new PrintStream(StandardStream.ERR.open(), false, StandardStream.ERR.charset());

    private final String task;
    private final PrintWriter err;
    private final boolean terminal;
    private Phase phase;
    private ProgressBar bar;

    ProgressLine(String task, PrintWriter err) {
        this.task = MessageText.line(task);
        this.err = err;
        this.terminal = err instanceof TerminalWriter stderr && stderr.showsProgress();
    }

    @Override
    public synchronized void on(DownloadListener.Progress progress) {
        if (progress.phase() != phase) {
            close();
            phase = progress.phase();
            if (!terminal && phase != Phase.DONE) {
                err.printf(Locale.ROOT, "%s: %s%s%n", task, name(phase), size(progress.total()));
            }
        }
        if (terminal && phase != Phase.DONE && progress.total() > 0) {
            show(task + " " + name(phase), " MB", MEGABYTE, progress.done(), progress.total());
        }
    }

    @Override
    public synchronized void update(int done, int total) {
        if (terminal) {
            show(task, "", 1, done, total);
        }
        if (done == total) {
            close();
        }
    }

    private void show(String name, String unit, int unitSize, long done, long total) {
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(total)
                    .setUnit(unit, unitSize)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(STDERR, WIDTH))
                    .clearDisplayOnFinish()
                    .build();
        }
        bar.maxHint(total);
        bar.stepTo(done);
    }

    private static String name(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    private static String size(long bytes) {
        return bytes > 0 ? String.format(Locale.ROOT, " %.1f MB", bytes / (double) MEGABYTE) : "";
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
