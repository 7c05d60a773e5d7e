package io.github.gradcam4j.zoo.pull;

import java.nio.file.Path;

/** A process that holds a lock until its standard input ends. */
final class LockHolder {

    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
        var lock = PullLock.acquire(Path.of(arguments[0]), PullListener.SILENT);
        try (lock) {
            System.out.println("held");
            System.in.read();
        }
    }
}
