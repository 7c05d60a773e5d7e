package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.zoo.CacheDirectory;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's card that cannot be read: its own routes report that, the others work. */
class BrokenCardTest {

    @TempDir
    Path folder;

    private Studio studio;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        var home = new CacheDirectory(folder);
        Files.writeString(Files.createDirectories(home.cards()).resolve("broken.json"), "{\"id\": \"broken\", ");
        var model = TinyModel.write(folder);
        studio = Studio.create(config -> config.port(0).home(home).model(model)).start();
        client = new Client(studio);
    }

    @AfterEach
    void stop() {
        studio.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/models/broken/layers",
                "/api/explain?picture=daisy&model=broken",
                "/api/explain.png?picture=daisy&model=broken",
                "/api/steps?picture=daisy&model=broken",
                "/api/labels?q=a&model=broken"
            })
    void routesOfTheCardReportIt(String path) throws Exception {
        assertReported(client.get(path));
    }

    @Test
    void aPullReportsIt() throws Exception {
        assertReported(client.post("/api/models/broken/pull"));
    }

    /** The reason contains the path of the file, which is not for clients. */
    private void assertReported(HttpResponse<byte[]> response) throws Exception {
        assertEquals(404, response.statusCode());
        String detail = Client.json(response).get("detail").asText();
        assertTrue(detail.contains("The card of the model 'broken' cannot be read"), detail);
        assertFalse(detail.contains(folder.toString()), detail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/models",
                "/api/models/tiny/layers",
                "/api/explain?picture=daisy&model=tiny",
                "/api/labels?q=a"
            })
    void otherRoutesWork(String path) throws Exception {
        var response = client.get(path);
        assertEquals(200, response.statusCode());
        assertFalse(new String(response.body(), StandardCharsets.UTF_8).contains("broken"));
    }
}
