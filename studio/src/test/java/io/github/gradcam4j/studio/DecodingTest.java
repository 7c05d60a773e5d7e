package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DecodingTest {

    private static final int SIDE = 6000;

    @Test
    void anImageThatTakesTooLongIsRefusedAndOthersAreServed(@TempDir Path home) throws Exception {
        byte[] large = large();
        var model = TinyModel.write(home);
        byte[] small = Scenes.byName("stopwatch").draw(16, 16).image().png();
        try (var studio = Studio.create(config -> config.port(0)
                        .home(new CacheDirectory(home))
                        .model(model)
                        .decoding(Duration.ofMillis(30)))
                .start()) {
            var client = new Client(studio);
            var refused = client.upload(large);
            assertEquals(422, refused.statusCode());
            String detail = Client.json(refused).get("detail").asText();
            assertTrue(detail.contains("after 0.0 s"), detail);
            assertEquals(200, client.get("/api/health").statusCode());
            int status = client.upload(small).statusCode();
            while (status != 201) {
                assertTrue(status == 422 || status == 503, "status " + status);
                status = client.upload(small).statusCode();
            }
        }
    }

    private static byte[] large() throws IOException {
        var file = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_BINARY), "png", file);
        return file.toByteArray();
    }
}
