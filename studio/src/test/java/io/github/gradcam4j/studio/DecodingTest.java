package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DecodingTest {

    private static final int SIDE = 6000;

    @Test
    void aDecoderThatTakesTooLongKeepsItsPermitAndOthersAreServed() throws Exception {
        var bulkhead = new Bulkhead(2, 0, Duration.ofMinutes(1), "later");
        var image = Scenes.byName("stopwatch").draw(16, 16).image();
        var end = new CountDownLatch(1);
        var late = assertThrows(
                HttpProblem.class,
                () -> new Decoding(bulkhead, Duration.ofMillis(1)).run(() -> afterInterrupts(end, image)));
        assertEquals(422, late.status());
        assertTrue(late.getMessage().startsWith("Decoding was ended after 0.0 s."), late.getMessage());
        assertEquals(1, bulkhead.load());
        assertSame(image, new Decoding(bulkhead, Duration.ofHours(1)).run(() -> image));
        end.countDown();
        awaitEmpty(bulkhead);
    }

    /** An image takes longer than no time at all. */
    @Test
    void anUploadThatTakesTooLongIsRefused(@TempDir Path home) throws Exception {
        byte[] large = large();
        var model = TinyModel.write(home);
        try (var studio = Studio.create(config -> config.port(0)
                        .home(new CacheDirectory(home))
                        .model(model)
                        .decoding(Duration.ZERO))
                .start()) {
            var client = new Client(studio);
            var refused = client.upload(large);
            assertEquals(422, refused.statusCode());
            String detail = Client.json(refused).get("detail").asText();
            assertTrue(detail.contains("after 0.0 s"), detail);
            assertEquals(200, client.get("/api/health").statusCode());
            for (var bulkhead : studio.api().bulkheads()) {
                awaitEmpty(bulkhead);
            }
        }
    }

    /** Goes on after an interrupt, as the decoders of others do. */
    private static Image afterInterrupts(CountDownLatch end, Image image) {
        while (true) {
            try {
                end.await();
                return image;
            } catch (InterruptedException goOn) {
                // until the end
            }
        }
    }

    private static void awaitEmpty(Bulkhead bulkhead) throws InterruptedException {
        while (bulkhead.load() > 0) {
            Thread.sleep(1);
        }
    }

    private static byte[] large() throws IOException {
        var file = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_BINARY), "png", file);
        return file.toByteArray();
    }
}
