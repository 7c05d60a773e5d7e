package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.samples.CommonsStandIn;
import io.github.gradcam4j.samples.Photographs;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The download of the photographs through the studio, from a server in place of Wikimedia Commons. */
class PhotographsTest {

    @TempDir
    Path folder;

    private CommonsStandIn commons;
    private Studio studio;

    @BeforeEach
    void start() throws IOException {
        commons = new CommonsStandIn();
        var home = new CacheDirectory(folder);
        var model = TinyModel.write(folder);
        studio = Studio.create(config ->
                        config.port(0).home(home).model(model).photographs(commons.photographs(home.samples())))
                .start();
    }

    @AfterEach
    void stop() {
        studio.stop();
        commons.close();
    }

    @Test
    void concurrentRequestsShareOneDownload() throws Exception {
        var client = new Client(studio);
        JsonNode before = client.json("/api/samples").get("photographs");
        assertEquals(0, before.get("present").asInt());
        assertEquals(Photographs.total(), before.get("total").asInt());
        var second = CompletableFuture.supplyAsync(this::pull);
        assertTrue(pull().endsWith("event: done\ndata: {}\n\n"));
        assertTrue(second.get().contains("\"done\":24,\"total\":24"));
        assertEquals(2 * (Photographs.total() - 1), commons.requests.size());
        JsonNode after = client.json("/api/samples");
        assertEquals(
                Photographs.total(), after.get("photographs").get("present").asInt());
        assertEquals(200, client.get("/api/samples/zebra_1.png").statusCode());
    }

    private String pull() {
        try {
            return new String(new Client(studio).post("/api/samples/pull").body());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCustomFolderReplacesThem() throws Exception {
        Files.writeString(folder.resolve("metadata.json"), "{}");
        try (var other = Studio.create(config ->
                        config.port(0).home(new CacheDirectory(folder)).samples(folder))
                .start()) {
            assertTrue(new Client(other).json("/api/samples").get("photographs").isNull());
        }
    }
}
