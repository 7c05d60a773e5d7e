package io.github.gradcam4j.cli;

/** Interrupts the command's thread on Ctrl-C, so that it closes its resources and removes unfinished files. */
final class SigintHandler {

    private static final long GRACE_MILLIS = 5000;

    private final Thread command;
    private volatile boolean exiting;

    private SigintHandler(Thread command) {
        this.command = command;
    }

    /** Returns a handler that interrupts the current thread. */
    static SigintHandler install() {
        var handler = new SigintHandler(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(handler::stop, "sigint"));
        return handler;
    }

    private void stop() {
        if (exiting) {
            return;
        }
        exiting = true;
        command.interrupt();
        try {
            command.join(GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Exits the process, unless it is exiting already. */
    void exit(int code) {
        if (!exiting) {
            exiting = true;
            System.exit(code);
        }
    }
}
