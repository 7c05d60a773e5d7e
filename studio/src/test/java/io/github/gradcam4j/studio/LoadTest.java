package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.zoo.CacheDirectory;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight clients at a time cause no errors, and the memory does not grow. */
class LoadTest {

    private static final int CLIENTS = 8;
    private static final long MIB = 1 << 20;

    /** A short run with a small model. Its caches are small, so that they are full at the first measurement. */
    @Test
    void aSmallStudioLimitsItsCaches(@TempDir Path folder) throws Exception {
        var model = TinyModel.write(folder);
        try (var studio = Studio.create(config -> {
                    config.port(0).home(new CacheDirectory(folder)).model(model);
                    config.explanationsBytes = 4 * MIB;
                    config.uploadsBytes = 12 * MIB;
                })
                .start()) {
            var load = Load.of(URI.create(studio.url()), CLIENTS, List.of("first_relu"), 6, 100);
            load.openPage();
            run(load, 3, 1);
            long before = used();
            run(load, 5, 2);
            long growth = used() - before;
            assertTrue(growth < 8 * MIB, "grown by %d MiB".formatted(growth / MIB));
        }
    }

    private static Load.Outcome run(Load load, int seconds, int seed) throws Exception {
        var outcome = load.run(Duration.ofSeconds(seconds), 1000L * seed);
        assertEquals(List.of(), outcome.failures());
        return outcome;
    }

    /** Returns the least of several measurements: direct buffers are freed some time after a collection. */
    private static long used() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(200);
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            least = Math.min(
                    least,
                    direct
                            + ManagementFactory.getMemoryMXBean()
                                    .getHeapMemoryUsage()
                                    .getUsed());
        }
        return least;
    }
}
