package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.zoo.CacheDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document is generated from the routes. */
class OpenApiDocumentTest {

    private static final Path FILE = Path.of(
            System.getProperty("gradcam.root", ".."),
            "studio/src/main/resources/io/github/gradcam4j/studio/openapi.json");

    @Test
    void theFileIsGeneratedFromTheRoutes(@TempDir Path folder) throws Exception {
        String generated = OpenApiDocument.of(routes(folder));
        if (Boolean.getBoolean("gradcam.regenerate")) {
            Files.writeString(FILE, generated);
        }
        assertEquals(
                generated,
                Files.readString(FILE),
                "openapi.json is stale; regenerate it: mvn -pl studio -am test -Dtest=OpenApiDocumentTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dexec.skip -Dgradcam.regenerate=true;"
                        + " then the types of the page, in studio/web: npm run types");
    }

    static List<Route> routes(Path home) {
        var config = new StudioConfig().home(new CacheDirectory(home));
        try (var api = Api.of(config, Exposure.of(config))) {
            return api.routes();
        }
    }
}
