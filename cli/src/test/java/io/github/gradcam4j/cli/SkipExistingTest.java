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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that is explained again, with {@code --skip-existing} and as lines of JSON. */
class SkipExistingTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path photos;
    private Path maps;
    private Path model;

    private record Run(int code, String out, String err) {
        JsonNode document() throws IOException {
            return JSON.readTree(out);
        }
    }

    @BeforeEach
    void fill() throws IOException {
        model = ColorModel.write(folder);
        photos = Files.createDirectory(folder.resolve("photos"));
        maps = folder.resolve("maps");
        for (String scene : List.of("school-bus", "daisy", "lighthouse")) {
            Scenes.byName(scene).draw(64, 64).image().write(photos.resolve("sub/" + scene + ".png"));
        }
        Scenes.byName("daisy").draw(64, 64).image().write(photos.resolve("sub/daisy.jpg"));
    }

    private Run explain(String... more) {
        var out = new StringWriter();
        var err = new StringWriter();
        var arguments = new ArrayList<>(List.of("explain", photos.toString(), "-m", model.toString(), "-l", "places"));
        arguments.addAll(List.of("-o", maps.toString()));
        arguments.addAll(List.of(more));
        int code =
                Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments.toArray(String[]::new));
        return new Run(code, out.toString(), err.toString());
    }

    /** Explains again and returns the names of the images that were not skipped. */
    private List<String> again(String... more) throws IOException {
        var run = explain(Stream.concat(Arrays.stream(more), Stream.of("--skip-existing", "--json"))
                .toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
        var explained = names(run.document().get("explanations"), "/input");
        var skipped = names(run.document().get("skipped"), "");
        assertEquals(4, explained.stream().distinct().count() + skipped.size(), run.out());
        assertTrue(run.err().contains("skipped " + skipped.size() + " of 4 images"), run.err());
        return explained;
    }

    private static List<String> names(JsonNode list, String pointer) {
        return Stream.iterate(0, i -> i < list.size(), i -> i + 1)
                .map(i ->
                        Path.of(list.get(i).at(pointer).asText()).getFileName().toString())
                .toList();
    }

    private Map<String, String> files() throws IOException {
        var files = new TreeMap<String, String>();
        try (var all = Files.walk(maps)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        maps.relativize(file).toString(),
                        Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    private Path result(String image, String extension) throws IOException {
        try (var all = Files.list(maps.resolve("sub"))) {
            return all.filter(f -> f.getFileName().toString().startsWith(image + ".colors")
                            && f.toString().endsWith("." + extension))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void onlyMissingAndIncompleteResultsAreWritten() throws IOException {
        String[] formats = {"--format", "png,jpg,json,npy,figure"};
        assertEquals(0, explain(formats).code());
        var before = files();
        assertEquals(20, before.size(), before.toString());
        assertEquals(List.of(), again(formats));
        assertEquals(before, files(), "nothing is written again");
        for (String extension : List.of("png", "jpg", "json", "npy", "figure.png")) {
            var file = result("lighthouse", extension);
            byte[] complete = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(complete, complete.length / 2));
            assertEquals(List.of("lighthouse.png"), again(formats), extension);
            // The durations in the JSON document may have other digits.
            assertEquals(complete.length, Files.size(file), extension.equals("json") ? 20 : 0);
        }
        Files.delete(result("daisy.jpg", "json"));
        assertEquals(List.of(), again("--format", "png"));
        assertEquals(List.of("daisy.jpg"), again(formats));
    }

    @Test
    void theRequestIsComparedByName() throws IOException {
        assertEquals(4, again("-t", "0").size());
        assertEquals(List.of(), again("-t", "0"));
        assertEquals(4, again("-t", "0", "--method", "hirescam").size());
        String[] bothLayers = {"-t", "0", "-l", "cells"};
        assertEquals(4, again(bothLayers).size());
        assertEquals(List.of(), again(bothLayers));
        assertEquals(4, again("-t", "0", "--versus", "1").size());
        assertEquals(List.of(), again("-t", "0", "--versus", "1"));
        String[] both = {"-t", "0", "--versus", "1", "--versus", "2"};
        assertEquals(4, again(both).size());
        assertEquals(List.of(), again(both));
    }

    /** Results of another class may belong to another request: then the image is explained. */
    @Test
    void anyClassStandsForARankUnlessThereAreMoreThanWereRequested() throws IOException {
        assertEquals(4, again().size());
        assertEquals(List.of(), again());
        assertEquals(8, again("-t", "top1", "-t", "top2").size());
        assertEquals(List.of(), again("-t", "top1", "-t", "top2"));
        assertEquals(4, again().size());
    }

    @Test
    void aSharedScaleNeedsAllMaps() {
        var run = explain("--skip-existing", "--scale", "shared");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("leave out --skip-existing"), run.err());
        assertEquals(2, explain("--json", "--jsonl").code());
    }

    @Test
    void weightsOfContrastsAreCompared() throws IOException {
        String[] equal = {"-t", "0", "--versus", "1", "--versus", "2"};
        assertEquals(4, again(equal).size());
        String[] weighted = weighted("3,1");
        assertEquals(4, again(weighted).size());
        assertEquals(List.of(), again(weighted));
        assertEquals(List.of(), again(weighted("0.75,0.25")), "the same shares");
        assertEquals(4, again(weighted("1,3")).size());
        assertEquals(List.of(), again(weighted("2,2")), "equal weights are the same as none");
        assertEquals(List.of(), again(equal));
    }

    private static String[] weighted(String weights) {
        return new String[] {"-t", "0", "--versus", "1", "--versus", "2", "--versus-weights", weights};
    }

    @Test
    void eachExplanationAndEachFailureIsALine() throws IOException {
        Files.writeString(photos.resolve("broken.png"), "text");
        var run = explain("missing.png", "--jsonl", "--format", "png,npy", "-t", "0", "-t", "1");
        assertEquals(1, run.code(), run.err());
        var lines = new ArrayList<JsonNode>();
        for (String line : run.out().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        assertEquals(10, lines.size());
        assertEquals("invalid-image", lines.get(0).get("kind").asText());
        assertEquals("missing.png", lines.get(9).get("input").asText());
        assertEquals("not-found", lines.get(9).get("kind").asText());
        assertEquals("there is no such file", lines.get(9).get("error").asText());
        for (var line : lines.subList(1, 9)) {
            assertEquals(2, line.get("files").size());
            for (var file : line.get("files")) {
                assertTrue(Files.exists(Path.of(file.asText())), line.toString());
            }
        }
        var document = explain("missing.png", "--json", "--format", "png,npy", "-t", "0", "-t", "1")
                .document();
        assertEquals(lines.get(1).get("map"), document.at("/explanations/0/map"));
        assertEquals(lines.get(1).get("files"), document.at("/explanations/0/files"));
        assertEquals(lines.get(9), document.at("/failures/1"));
    }

    @Test
    void aLineIsFlushedBeforeTheNextImage() throws IOException {
        Files.writeString(photos.resolve("broken.png"), "text");
        var flushed = new ArrayList<Integer>();
        var out = new StringWriter() {
            @Override
            public void flush() {
                flushed.add((int) toString().lines().count());
            }
        };
        for (String command : List.of("explain", "classify")) {
            flushed.clear();
            out.getBuffer().setLength(0);
            var arguments = new ArrayList<>(List.of(command, photos.toString(), "-m", model.toString(), "--jsonl"));
            if (command.equals("explain")) {
                arguments.addAll(List.of("-o", maps.toString()));
            }
            Main.commandLine(new PrintWriter(out), new PrintWriter(new StringWriter()))
                    .execute(arguments.toArray(String[]::new));
            assertEquals(List.of(1, 2, 3, 4, 5), flushed.stream().distinct().toList());
            for (String line : out.toString().lines().toList()) {
                assertEquals(line.contains("broken"), JSON.readTree(line).has("kind"), line);
            }
        }
    }
}
