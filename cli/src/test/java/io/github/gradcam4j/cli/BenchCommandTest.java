package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.report.ColorModel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every part of the bench runs, on a model that is quick; what the numbers are is not asked here. */
class BenchCommandTest {

    @TempDir
    Path folder;

    private int run(StringWriter out, StringWriter err, String... more) throws Exception {
        var model = ColorModel.write(folder).toString();
        var arguments = new ArrayList<>(List.of("bench", "-m", model));
        arguments.addAll(List.of(more));
        return Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments.toArray(String[]::new));
    }

    @Test
    void measuresAllPartsAndWritesThem() throws Exception {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = run(
                out,
                err,
                "--rounds",
                "3",
                "--pictures",
                "3",
                "-o",
                folder.resolve("out").toString());
        assertEquals(0, code, err.toString());
        assertTrue(out.toString().contains("MEDIAN MS"), out.toString());
        var report =
                new ObjectMapper().readTree(folder.resolve("out/bench.json").toFile());
        assertEquals(4, report.get("sections").size());
        for (JsonNode section : report.get("sections")) {
            assertEquals(
                    "plain forward pass",
                    section.get("measured").get(0).get("name").asText());
            assertEquals(1, section.get("measured").get(0).get("ratio").asDouble());
            section.get("measured").forEach(m -> assertTrue(m.get("median").asDouble() > 0, m.toString()));
        }
        var one = names(report.get("sections").get(0));
        assertTrue(one.containsAll(List.of("explain at the input", "another class", "a map for each of 3 classes")));
        assertEquals(
                2,
                one.stream()
                        .filter(n -> n.matches("explain at .*\\((7 x 7|14 x 14)\\)"))
                        .count());
        var written = Files.readString(folder.resolve("out/bench.md"));
        assertTrue(written.contains("## A folder of 3 JPEGs of 1024 x 768, colors"), written);
    }

    private static List<String> names(JsonNode section) {
        return StreamSupport.stream(section.get("measured").spliterator(), false)
                .map(m -> m.get("name").asText())
                .toList();
    }

    @Test
    void oneDocument() throws Exception {
        var out = new StringWriter();
        var err = new StringWriter();
        assertEquals(0, run(out, err, "--only", "one", "--rounds", "3", "--json"), err.toString());
        assertEquals(
                1, new ObjectMapper().readTree(out.toString()).get("sections").size());
    }

    @Test
    void wrongNumbers() throws Exception {
        var err = new StringWriter();
        assertEquals(2, run(new StringWriter(), err, "--rounds", "0"));
        assertTrue(err.toString().contains("--rounds and --images are 1 or more"), err.toString());
        assertEquals(2, run(new StringWriter(), err, "--only", "none"));
    }
}
