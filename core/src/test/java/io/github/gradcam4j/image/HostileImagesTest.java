package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Small files that took minutes or gigabytes. The memory is counted, since the time depends on the machine. */
@Timeout(60)
class HostileImagesTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MEBIBYTE = 1 << 20;

    @TestFactory
    Stream<DynamicTest> theyAreRefusedForTheRightReason() {
        return HostileImages.refused().entrySet().stream()
                .map(file -> dynamicTest(file.getKey(), () -> refused(file.getValue())));
    }

    private static void refused(HostileImages.Refused refused) throws Throwable {
        assertAllocatesLittle(refused.file(), () -> {
            String message = assertThrows(ImageException.class, () -> Image.decode(refused.file()))
                    .getMessage();
            assertTrue(message.contains(refused.reason()), message);
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotPartOfTheImageCostsNothing() {
        return HostileImages.harmless().entrySet().stream()
                .map(file -> dynamicTest(file.getKey(), () -> harmless(file.getValue())));
    }

    private static void harmless(byte[] file) throws Throwable {
        assertAllocatesLittle(file, () -> {
            Image image = Image.decode(file);
            assertEquals(60, image.width());
            assertEquals(40, image.height());
        });
    }

    private static void assertAllocatesLittle(byte[] file, Executable decode) throws Throwable {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        decode.execute();
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 8 * MEBIBYTE + 3L * file.length, allocated + " bytes");
    }

    @Test
    void decodingEndsWhenItsThreadIsInterrupted() {
        byte[] png = TestImages.noise(300, 200, 5).png();
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class, () -> Image.decode(png));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }
}
