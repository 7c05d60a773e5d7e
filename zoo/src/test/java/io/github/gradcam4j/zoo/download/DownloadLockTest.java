package io.github.gradcam4j.zoo.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DownloadLockTest {

    @TempDir
    Path folder;

    @Test
    void threadsTakeTurns() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(4);
        var turns = new ArrayList<Future<?>>();
        for (int i = 0; i < 4; i++) {
            turns.add(threads.submit(() -> {
                var lock = DownloadLock.acquire(folder.resolve("new/folder/lock"), DownloadListener.SILENT);
                try (lock) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.sleep(30);
                    inside.decrementAndGet();
                }
                return null;
            }));
        }
        for (Future<?> turn : turns) {
            turn.get(20, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertEquals(1, most.get());
    }

    @Test
    void waitsForAnotherProcessAndSaysSo() throws Exception {
        Path file = folder.resolve("lock");
        Process other = OtherProcess.start(LockHolder.class, file.toString());
        try {
            assertEquals("held", other.inputReader().readLine());
            var lock = DownloadLock.acquire(file, progress -> {
                assertEquals(Phase.WAITING, progress.phase());
                close(other);
            });
            try (lock) {
                assertTrue(other.waitFor(5, TimeUnit.SECONDS), "got the lock while the other process held it");
            }
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aKilledProcessHoldsNothing() throws Exception {
        Path file = folder.resolve("lock");
        Process other = OtherProcess.start(LockHolder.class, file.toString());
        assertEquals("held", other.inputReader().readLine());
        other.destroyForcibly().waitFor();
        DownloadLock.acquire(file, progress -> {
                    throw new AssertionError("the lock is not taken");
                })
                .close();
    }

    @Test
    void aThreadThatGivesUpWaitingDoesNotFreeTheLockForOtherProcesses() throws Exception {
        Path file = folder.resolve("lock");
        var lock = DownloadLock.acquire(file, DownloadListener.SILENT);
        try (lock) {
            interruptWhileWaitingFor(file);
            Process other = OtherProcess.start(LockHolder.class, file.toString());
            try {
                var first = CompletableFuture.supplyAsync(() -> firstLine(other));
                assertThrows(TimeoutException.class, () -> first.get(1, TimeUnit.SECONDS));
                lock.close();
                assertEquals("held", first.get(10, TimeUnit.SECONDS));
            } finally {
                other.destroyForcibly();
            }
        }
    }

    private static void interruptWhileWaitingFor(Path file) throws Exception {
        var waiting = new CountDownLatch(1);
        var result = new CompletableFuture<Boolean>();
        var thread = new Thread(() -> {
            try {
                DownloadLock.acquire(file, progress -> waiting.countDown()).close();
                result.complete(false);
            } catch (InterruptedException e) {
                result.complete(true);
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        waiting.await();
        thread.interrupt();
        assertTrue(result.get(5, TimeUnit.SECONDS), "interrupted");
        thread.join();
    }

    @Test
    void closingTwiceFreesOnlyItsOwn() throws Exception {
        Path file = folder.resolve("lock");
        var first = DownloadLock.acquire(file, DownloadListener.SILENT);
        first.close();
        var second = DownloadLock.acquire(file, DownloadListener.SILENT);
        try (second) {
            first.close();
            interruptWhileWaitingFor(file);
        }
    }

    @Test
    void aFileWhereTheFolderShouldBeIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        var e = assertThrows(
                DownloadException.class, () -> DownloadLock.acquire(file.resolve("lock"), DownloadListener.SILENT));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        assertFalse(Files.isDirectory(file));
    }

    private static String firstLine(Process process) {
        try {
            return process.inputReader().readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
