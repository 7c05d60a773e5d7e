package io.github.gradcam4j.studio;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import io.github.gradcam4j.graph.OnnxModels;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Paths and query parameters of the studio: no answer is an internal error, and no request makes it connect elsewhere.
 */
class StudioFuzzTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Studio studio;

    @BeforeAll
    static void start() throws IOException {
        var folder = Files.createTempDirectory(Reader.Folder.PATH, "studio");
        var model = Files.write(
                folder.resolve("tiny.onnx"), OnnxModels.all().findFirst().orElseThrow());
        studio = Studio.create(config -> config.port(0)
                        .home(new CacheDirectory(folder))
                        .model(Model.of(model))
                        .uploads(1 << 20, 1_000_000))
                .start();
    }

    @AfterAll
    static void stop() {
        studio.stop();
    }

    static Stream<byte[]> requests() {
        return Stream.of(
                        "explain?picture=analog-clock&target=2&versus=0&versus=1&versus-weights=3,1&method=layercam",
                        "explain?picture=analog-clock&model=tiny&layer=auto&heatMap=false&target=top2",
                        "explain.png?picture=analog-clock&alpha=0.25&colormap=viridis&sign=both",
                        "steps?picture=analog-clock&channels=0,1,2",
                        "figure.png?picture=analog-clock",
                        "pictures/analog-clock.png?size=64",
                        "mask.png?picture=analog-clock",
                        "models/tiny/layers",
                        "labels?model=tiny&q=cat&limit=5")
                .map(request -> request.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("requests")
    @FuzzTest
    void answers(byte[] request) throws Exception {
        var uri = URI.create(studio.url()).resolve("/api/" + escaped(request));
        var connections = BugDetectors.allowNetworkConnections((host, port) -> port == uri.getPort());
        try {
            var answer = HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() >= 500 && answer.statusCode() != 503) {
                throw new AssertionError(answer.statusCode() + " for " + uri);
            }
        } finally {
            connections.close();
        }
    }

    /** Returns a text of the characters that a path with a query may have; other bytes are encoded. */
    private static String escaped(byte[] request) {
        var escaped = new StringBuilder();
        for (byte b : request) {
            boolean plain =
                    b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b > ' ' && "0123456789=&?,.-/".indexOf(b) >= 0;
            escaped.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b));
        }
        return escaped.toString();
    }
}
