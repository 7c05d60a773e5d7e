package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import io.github.gradcam4j.zoo.download.DownloadListener.Progress;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One puller at a time, among the threads and the processes of this machine. Not reentrant; any thread may close it. It ends with its process,
 * however that ends. The lock file stays where it is: were it deleted, two could each hold a lock on a file of that name.
 *
 * <pre>{@code
 * var lock = DownloadLock.acquire(file, listener);
 * try (lock) { ... } // declared outside, as javac warns of a resource that is never used inside
 * }</pre>
 */
public final class DownloadLock implements AutoCloseable {

    private static final long PAUSE_MILLISECONDS = 50;

    /**
     * What threads of this process hold or ask for. POSIX drops a process's locks on a file as soon as the process closes any descriptor of it,
     * so a thread that gives up waiting must never have opened what another thread holds.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DownloadLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Waits until nobody else holds the lock.
     *
     * @param lockFile is made where missing, and its folder
     * @param listener hears {@link Phase#WAITING} once if somebody else holds it
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws DownloadException if the file cannot be made or locked
     */
    public static DownloadLock acquire(Path lockFile, DownloadListener listener)
            throws IOException, InterruptedException {
        Path file = made(lockFile);
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

    /** A channel's way to be interrupted, as a thread's: the flag ends where the exception begins. */
    static InterruptedException interruption(ClosedByInterruptException cause) {
        Thread.interrupted();
        var interruption = new InterruptedException("interrupted while using a file");
        interruption.initCause(cause);
        return interruption;
    }

    private static Path made(Path lockFile) throws IOException {
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
            return false; // held by this class as another class loader of this process has it
        }
    }

    private static DownloadException unusable(Path file, IOException cause) {
        return new DownloadException("cannot lock %s: %s".formatted(file, cause), cause);
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

    /** Lets the next one in. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            release(file, channel);
        }
    }

    /** Short sleeps; the listener hears of the first. */
    private static final class Patience {
        private final DownloadListener listener;
        private boolean told;

        Patience(DownloadListener listener) {
            this.listener = listener;
        }

        void pause() throws InterruptedException {
            if (!told) {
                told = true;
                listener.on(new Progress(Phase.WAITING, 0, 0));
            }
            Thread.sleep(PAUSE_MILLISECONDS);
        }
    }
}
