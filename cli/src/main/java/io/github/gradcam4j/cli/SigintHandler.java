package io.github.gradcam4j.cli;

/** Ctrl-C stops the command's thread as an interrupt, so that it closes what it has open and removes what is half done. */
final class SigintHandler {

    private static final long PATIENCE_MILLIS = 5000;

    private final Thread command;
    private volatile boolean leaving;

    private SigintHandler(Thread command) {
        this.command = command;
    }

    /** Watches over the current thread. */
    static SigintHandler watch() {
        var interruption = new SigintHandler(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::stop, "interruption"));
        return interruption;
    }

    private void stop() {
        if (leaving) {
            return;
        }
        leaving = true;
        command.interrupt();
        try {
            command.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process, unless it is ending already. */
    void exit(int code) {
        if (!leaving) {
            leaving = true;
            System.exit(code);
        }
    }
}
