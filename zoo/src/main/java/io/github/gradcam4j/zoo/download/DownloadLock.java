package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import io.github.gradcam4j.zoo.download.DownloadListener.Progress;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock among the threads and processes of this machine. Not reentrant; any thread may close it. The lock ends with
 * its process, even if that is killed. The lock file is never deleted: after a deletion, two processes could each lock
 * a file of that name.
 *
 * <pre>{@code
 * var lock = DownloadLock.acquire(file, listener);
 * try (lock) { ... } // declared outside: javac warns about a resource that its block does not use
 * }</pre>
 */
public final class DownloadLock implements AutoCloseable {

    private static final long PAUSE_MILLISECONDS = 50;

    /**
     * The files that threads of this process have locked or want to lock. POSIX drops all locks of a process on a file
     * as soon as the process closes any descriptor of it, so only one thread at a time may open the file.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DownloadLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Acquires the lock, waits while another thread or process holds it.
     *
     * @param lockFile created with its folder if missing
     * @param listener receives {@link Phase#WAITING} once if the lock is taken
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws DownloadException if the file cannot be created or locked
     */
    public static DownloadLock acquire(Path lockFile, DownloadListener listener)
            throws IOException, InterruptedException {
        Path file = createFolder(lockFile);
        var patience = new Patience(listener);
        try {
            while (!OURS.add(file)) {
                patience.pause();
            }
            return new DownloadLock(file, lockedAmongProcesses(file, patience));
        } catch (ClosedByInterruptException e) {
            throw interruption(e);
        }
    }

    /**
     * Converts the exception of an interrupted channel and clears the thread's interrupt flag, as {@code Thread.sleep}
     * does.
     */
    public static InterruptedException interruption(ClosedByInterruptException cause) {
        Thread.interrupted();
        var interruption = new InterruptedException("interrupted while using a file");
        interruption.initCause(cause);
        return interruption;
    }

    private static Path createFolder(Path lockFile) throws IOException {
        Path file = lockFile.toAbsolutePath();
        try {
            Files.createDirectories(file.getParent());
            return file.getParent().toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static FileChannel lockedAmongProcesses(Path file, Patience patience)
            throws IOException, InterruptedException {
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            while (!isLocked(channel)) {
                patience.pause();
            }
            locked = true;
            return channel;
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw unusable(file, e);
        } finally {
            if (!locked) {
                release(file, channel);
            }
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by a copy of this class in another class loader
        }
    }

    private static DownloadException unusable(Path file, IOException cause) {
        return new DownloadException(String.format(Locale.ROOT, "cannot lock %s: %s", file, reason(cause)), cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "access denied; set GRADCAM_HOME to a folder that can be written";
        }
        return cause instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : cause.toString();
    }

    private static void release(Path file, FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            OURS.remove(file);
        }
    }

    /** Releases the lock. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            release(file, channel);
        }
    }

    /** Short sleeps; the first is reported to the listener. */
    private static final class Patience {
        private final DownloadListener listener;
        private boolean reported;

        Patience(DownloadListener listener) {
            this.listener = listener;
        }

        void pause() throws InterruptedException {
            if (!reported) {
                reported = true;
                listener.on(new Progress(Phase.WAITING, 0, 0));
            }
            Thread.sleep(PAUSE_MILLISECONDS);
        }
    }
}
