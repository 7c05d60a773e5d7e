package io.github.gradcam4j.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.report.Machine;
import org.junit.jupiter.api.Test;

/** The benchmark images resemble photographs, and the machine is described correctly. */
class BenchTest {

    @Test
    void imagesHaveTheSizeOfPhonePhotographs() throws Exception {
        byte[] jpeg = BenchImages.jpeg(1024, 768, 3);
        var image = Image.decode(jpeg);
        assertEquals(1024, image.width());
        assertEquals(768, image.height());
        double perPixel = jpeg.length / (1024.0 * 768);
        assertTrue(perPixel > 0.2 && perPixel < 0.6, perPixel + " bytes per pixel");
        assertArrayEquals(jpeg, BenchImages.jpeg(1024, 768, 3));
    }

    @Test
    void theMachineIsDescribed() throws Exception {
        var here = Machine.here();
        assertEquals(Runtime.getRuntime().availableProcessors(), here.threads());
        assertTrue(here.onnxRuntime().matches("\\d+\\.\\d+\\.\\d+"), here.onnxRuntime());
    }
}
