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
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
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

    /**
     * Runs the real ResNet-50 in its own process, with {@code -Dgradcam.slow=true} only. Prints the table of
     * docs/studio.md.
     */
    @Test
    @EnabledIfSystemProperty(named = "gradcam.slow", matches = "true")
    void theRealStudioDoesNotGrow() throws Exception {
        var layers = List.of("layer1", "layer2", "layer3", "layer4", "layer3.2", "res4b_branch2c");
        try (var studio = StudioProcess.start(Path.of(System.getProperty("gradcam.root"), "gradcam"))) {
            var load = Load.of(studio.url(), CLIENTS, layers, 1000, 320);
            load.openPage();
            System.out.println("| round | requests | a second | p50 | p95 | resident | heap | direct | load average |");
            long settled = 0;
            for (int round = 1; round <= 6; round++) {
                var outcome = run(load, 30, round);
                var memory = studio.memory();
                System.out.printf(
                        "| %d | %d | %.1f | %.0f ms | %.0f ms | %d MiB | %d MiB | %d MiB | %.1f |%n",
                        round,
                        outcome.latencies().length,
                        outcome.perSecond(),
                        outcome.percentile(50),
                        outcome.percentile(95),
                        memory.resident(),
                        memory.heap(),
                        memory.direct(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
                settled = round == 3 ? memory.resident() : settled;
            }
            System.out.println("After a collection: " + studio.memoryAfterCollection());
            long end = studio.memory().resident();
            assertTrue(end < 1.2 * settled, "grown from %d to %d MiB".formatted(settled, end));
        }
    }

    private static Load.Outcome run(Load load, int seconds, int seed) throws Exception {
        var outcome = load.run(Duration.ofSeconds(seconds), 1000L * seed);
        assertEquals(List.of(), outcome.failures());
        return outcome;
    }

    /** Returns the memory of reachable objects and tensors, in bytes. */
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
