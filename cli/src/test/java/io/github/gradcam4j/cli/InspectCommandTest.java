package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.report.ColorModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {

    @TempDir
    Path folder;

    private record Printed(String out, String err) {}

    @Test
    void everySettingHasASource() throws IOException {
        var model = ColorModel.write(folder).toString();
        var json = json(run(0, "inspect", model, "--json", "--color", "bgr"));
        assertEquals("colors", json.get("model").asText());
        assertEquals(
                "{\"name\":\"x\",\"type\":\"float\",\"shape\":[-1,3,224,224]}",
                json.at("/inputs/0").toString());
        assertEquals("logits", json.at("/outputs/0/name").asText());
        assertEquals(
                "{\"value\":\"bgr\",\"from\":\"command line\"}",
                json.at("/preprocessing/color").toString());
        assertEquals(
                "{\"value\":\"224x224\",\"from\":\"graph\"}",
                json.at("/preprocessing/input-size").toString());
        assertEquals(
                "{\"value\":\"0.406,0.456,0.485\",\"from\":\"assumed\"}",
                json.at("/preprocessing/mean").toString());
        assertEquals("{\"count\":3,\"from\":\"assumed\"}", json.get("labels").toString());
        assertTrue(StreamSupport.stream(json.get("layers").spliterator(), false)
                .anyMatch(l ->
                        l.get("name").asText().equals("places") && l.get("auto").asBoolean()));
        assertEquals("[]", json.get("obstacles").toString());
        var text = run(0, "inspect", "-m", model).out;
        assertTrue(text.contains("input    x float[?, 3, 224, 224]"), text);
        assertTrue(text.matches("(?s).*mean +0\\.485,0\\.456,0\\.406 +assumed.*"), text);
    }

    /** A model with the saved card gives the same numbers, and nothing is assumed. */
    @Test
    void aSavedCardHasEverySetting() throws IOException {
        var model = ColorModel.write(folder).toString();
        Files.writeString(folder.resolve("labels.txt"), "ruby\nleaf\nsky\n");
        var card = folder.resolve("cards").resolve("colors.json");
        String[] options = {
            "--pixels", "255", "--mean", "1,2,3", "--color", "bgr", "--fit", "pad", "--activation", "sigmoid"
        };
        run(0, concat(List.of("inspect", model, "--save-card", card.toString()), options));
        Files.delete(folder.resolve("labels.txt"));
        var saved = new ObjectMapper().readTree(card.toFile());
        assertEquals("../colors.onnx", saved.at("/weights/0/file").asText());
        var before = run(0, concat(List.of("classify", "sample:daisy", "-m", model, "--json"), options));
        assertTrue(before.err.contains("assumed"), before.err);
        var after = run(0, "classify", "sample:daisy", "-m", model, "--card", card.toString(), "--json");
        assertEquals(before.out.replaceAll("class \\d", ""), after.out.replaceAll("ruby|leaf|sky", ""));
        assertFalse(after.err.contains("assumed"), after.err);
        for (JsonNode setting : json(run(0, "inspect", model, "--card", card.toString(), "--json"))
                .get("preprocessing")) {
            assertEquals("card", setting.get("from").asText(), setting.toString());
        }
    }

    @Test
    void anObstacleIsNamed() throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 8, 8);
        g.initializer("w", new float[4 * 27], 4, 3, 3, 3);
        String conv = g.node("conv", "Conv", List.of("x", "w"));
        String det = g.node("odd", "Det", List.of(g.node("relu", "Relu", List.of(conv))));
        g.output(det, ElementType.FLOAT, "N", 4);
        var model = Files.write(folder.resolve("odd.onnx"), g.build().toBytes()).toString();
        var json = json(run(0, "inspect", model, "--json"));
        assertTrue(json.at("/obstacles/0/reason").asText().contains("Det"), json.toString());
        assertTrue(run(0, "inspect", model).out.contains("cannot be explained: "));
    }

    @Test
    void aModelThatIsNotAClassifierHasOutputsAndAReason() throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 8, 8);
        g.initializer("w", new float[4 * 27], 4, 3, 3, 3);
        g.output(
                g.node("masks", "Conv", List.of("x", "w"), Attributes.of("pads", new long[] {1, 1, 1, 1})),
                ElementType.FLOAT,
                "N",
                4,
                8,
                8);
        var model =
                Files.write(folder.resolve("masks.onnx"), g.build().toBytes()).toString();
        var json = json(run(0, "inspect", model, "--json"));
        assertEquals("masks", json.at("/outputs/0/name").asText());
        assertEquals("8x8", json.at("/preprocessing/input-size/value").asText());
        assertEquals(0, json.at("/labels/count").asInt());
        assertEquals("auto", json.at("/obstacles/0/layer").asText());
        assertTrue(json.at("/obstacles/0/reason").asText().contains("segmentation"), json.toString());
        var card = folder.resolve("card.json");
        assertTrue(run(1, "inspect", model, "--save-card", card.toString()).err.contains("not a classifier"));
        assertFalse(Files.exists(card));
    }

    private static String[] concat(List<String> first, String... more) {
        return Stream.concat(first.stream(), Arrays.stream(more)).toArray(String[]::new);
    }

    private static JsonNode json(Printed printed) throws IOException {
        return new ObjectMapper().readTree(printed.out);
    }

    private static Printed run(int code, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments);
        assertEquals(code, exit, err.toString());
        return new Printed(out.toString(), err.toString());
    }
}
