package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.report.ColorModel;
import io.github.gradcam4j.samples.scene.Scenes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A folder with links that lead nowhere, pipes and damaged files: each is a failure of its own, the rest is done. */
@DisabledOnOs(OS.WINDOWS)
class BrokenFolderTest {

    private static final List<String> IMAGES = List.of("a.png", "m.png", "new\nline.png", "sub/s.png", "z.png");
    private static final List<String> BROKEN =
            List.of("cut.png", "dead.png", "loop.png", "pipe.png", "sub/up", "text.png");

    @TempDir
    Path folder;

    private Path photos;
    private Path model;

    @BeforeEach
    void fill() throws Exception {
        model = ColorModel.write(folder);
        photos = Files.createDirectory(folder.resolve("photos"));
        var image = Scenes.byName("daisy").draw(64, 64).image();
        for (String name : IMAGES) {
            image.write(photos.resolve(name));
        }
        Files.write(photos.resolve("cut.png"), Arrays.copyOf(image.png(), 900));
        Files.writeString(photos.resolve("text.png"), "text");
        Files.createSymbolicLink(photos.resolve("dead.png"), Path.of("nowhere"));
        Files.createSymbolicLink(photos.resolve("loop.png"), Path.of("loop.png"));
        Files.createSymbolicLink(photos.resolve("sub/up"), Path.of(".."));
        assertEquals(0, Program.run(photos, "mkfifo", "pipe.png").code());
    }

    @Test
    void explain() throws IOException {
        var out = run("explain", "-o", folder.resolve("maps").toString(), "--json");
        assertEquals(IMAGES, inputs(new ObjectMapper().readTree(out).get("explanations")));
        assertFailures(new ObjectMapper().readTree(out).get("failures"));
    }

    @Test
    void classify() throws IOException {
        var out = run("classify", "--json");
        assertEquals(IMAGES, inputs(new ObjectMapper().readTree(out).get("results")));
        assertFailures(new ObjectMapper().readTree(out).get("failures"));
    }

    @Test
    void evaluate() throws IOException {
        var report = folder.resolve("report");
        run("evaluate", "-o", report.toString(), "--methods", "gradcam", "--metrics", "deletion", "--randomize", "0");
        var json = new ObjectMapper().readTree(report.resolve("report.json").toFile());
        assertEquals(IMAGES, inputs(json.get("pictures")));
    }

    private String run(String command, String... more) {
        var out = new StringWriter();
        var err = new StringWriter();
        var arguments =
                Stream.concat(Stream.of(command, photos.toString(), "-m", model.toString()), Arrays.stream(more));
        int code =
                Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments.toArray(String[]::new));
        assertEquals(ErrorReporter.FAILED, code, err.toString());
        for (String broken : BROKEN) {
            String start = photos.resolve(broken) + ": ";
            assertEquals(
                    1, err.toString().lines().filter(l -> l.startsWith(start)).count(), broken + " in " + err);
        }
        return out.toString();
    }

    private List<String> inputs(JsonNode list) {
        return Stream.iterate(0, i -> i < list.size(), i -> i + 1)
                .map(i -> photos.relativize(Path.of(list.get(i).get("input").asText()))
                        .toString())
                .sorted()
                .toList();
    }

    private void assertFailures(JsonNode failures) {
        assertEquals(BROKEN, inputs(failures));
        var kinds = new TreeMap<String, String>();
        for (var failure : failures) {
            String error = failure.get("error").asText();
            assertTrue(!error.contains(photos.toString()), error);
            kinds.put(
                    Path.of(failure.get("input").asText()).getFileName().toString(),
                    failure.get("kind").asText());
        }
        assertEquals(
                "{cut.png=invalid-image, dead.png=not-found, loop.png=not-found, pipe.png=input-output, "
                        + "text.png=invalid-image, up=input-output}",
                kinds.toString());
    }
}
