package io.github.gradcam4j.cli;

import java.util.OptionalInt;
import org.jline.utils.Signals;

/**
 * Ends the command on a signal: Ctrl-C (SIGINT), SIGTERM, or SIGHUP when its terminal is closed. The command's thread
 * is interrupted, so that it ends a run of the model, closes its resources and removes unfinished files. The shutdown
 * of Java starts only afterwards, since it fails most actions of threads that are still running. A second signal ends
 * the process at once.
 */
final class Interruption {

    private static final long GRACE_MILLIS = 10_000;
    private static final int SIGNALED = 128;

    private final Thread command;
    private final Runnable onInterrupt;
    private OptionalInt code = OptionalInt.empty();

    private Interruption(Thread command, Runnable onInterrupt) {
        this.command = command;
        this.onInterrupt = onInterrupt;
    }

    /**
     * Handles signals by an interrupt of the current thread.
     *
     * @param onInterrupt runs before the interrupt
     */
    static Interruption install(Runnable onInterrupt) {
        var interruption = new Interruption(Thread.currentThread(), onInterrupt);
        for (var signal : Signal.values()) {
            Signals.register(signal.name(), () -> interruption.interrupt(SIGNALED + signal.number));
        }
        return interruption;
    }

    private enum Signal {
        HUP(1),
        INT(2),
        TERM(15);

        private final int number;

        Signal(int number) {
            this.number = number;
        }
    }

    private void interrupt(int exit) {
        if (isFirst(exit)) {
            onInterrupt.run();
            command.interrupt();
            try {
                command.join(GRACE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        System.exit(exit);
    }

    private synchronized boolean isFirst(int exit) {
        boolean first = code.isEmpty();
        code = OptionalInt.of(exit);
        return first;
    }

    /** Exits the process: with the code of the command, or of the signal that interrupted it. */
    void exit(int commandCode) {
        int exit;
        synchronized (this) {
            exit = code.orElse(commandCode);
            code = OptionalInt.of(exit);
        }
        System.exit(exit);
    }
}
