package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads stay in memory: a studio process with its own folder for temporary files leaves no files there. */
class UploadFilesTest {

    /** The process under test. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        var model = TinyModel.write(folder);
        var studio = Studio.create(config ->
                        config.port(0).home(new CacheDirectory(folder)).model(model))
                .start();
        System.out.println(studio.url());
    }

    @Test
    void leaveNoFiles(@TempDir Path temporary, @TempDir Path home) throws Exception {
        var process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        UploadFilesTest.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            var client = new Client(StudioProcess.address(process));
            assertEquals(200, client.get("/api/explain?picture=daisy").statusCode());
            var before = files(temporary);
            var answer = client.upload(
                    Scenes.byName("stopwatch").draw(300, 200).image().png());
            assertEquals(201, answer.statusCode());
            String id = Client.json(answer).get("id").asText();
            assertEquals(200, client.get("/api/explain?picture=" + id).statusCode());
            assertEquals(before, files(temporary));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }
}
