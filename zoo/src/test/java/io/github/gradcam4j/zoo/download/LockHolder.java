package io.github.gradcam4j.zoo.download;

import java.nio.file.Path;

/** A process that holds a lock until its standard input ends. */
final class LockHolder {

    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
        var lock = DownloadLock.acquire(Path.of(arguments[0]), DownloadListener.SILENT);
        try (lock) {
            System.out.println("held");
            System.in.read();
        }
    }
}
