package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model's input as a file, for models that score class 0 by the mean of the input and class 1 by 5. */
class InputTensorTest {

    @TempDir
    Path folder;

    private record Run(int code, String out, String err) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    private Run run(String command, String... more) {
        var out = new StringWriter();
        var err = new StringWriter();
        var arguments = new ArrayList<>(
                List.of(command, "-m", folder.resolve("net.onnx").toString(), "--json"));
        arguments.addAll(List.of(more));
        int code =
                Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments.toArray(String[]::new));
        return new Run(code, out.toString(), err.toString());
    }

    /** Writes a model with channels last and 6 x 6 positions. */
    private void model(ElementType type, int channels) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", type, "N", 6, 6, channels);
        g.node("floats", "Cast", List.of("x"), Attributes.of("to", ElementType.FLOAT.code()));
        g.node("features", "Relu", List.of("floats"));
        g.node("mean", "ReduceMean", List.of("features", g.vector(1, 2, 3)), Attributes.of("keepdims", 0));
        g.node("column", "Unsqueeze", List.of("mean", g.vector(1)));
        g.initializer("weights", new float[] {1, 0}, 1, 2);
        g.initializer("bias", new float[] {0, 5}, 2);
        g.node("logits", "Gemm", List.of("column", "weights", "bias"));
        g.output("logits", ElementType.FLOAT, "N", 2);
        Files.write(folder.resolve("net.onnx"), g.build().toBytes());
    }

    private String tensor(int channels, float value) throws IOException {
        var values = Tensor.zeros(1, 6, 6, channels);
        for (int i = 0; i < values.size(); i++) {
            values.floats().put(i, value);
        }
        var file = folder.resolve("x.npy");
        Npy.write(file, values);
        return file.toString();
    }

    @Test
    void classifyAndExplainTakeTheSameTensor() throws IOException {
        for (int channels : new int[] {1, 2, 3, 5}) {
            model(ElementType.UINT8, channels);
            String file = tensor(channels, 7);
            var classified = run("classify", "--input-tensor", file);
            assertEquals(0, classified.code(), classified.err());
            var result = classified.json().at("/results/0");
            assertEquals(file, result.get("input").asText());
            assertEquals(0, result.at("/predictions/0/index").asInt());
            assertEquals(7, result.at("/predictions/0/logit").asDouble(), 1e-6);
            var out = folder.resolve("maps" + channels);
            var explained = run("explain", "--input-tensor", file, "-l", "features", "-o", out.toString());
            assertEquals(0, explained.code(), explained.err());
            var explanation = explained.json().at("/explanations/0");
            assertEquals(file, explanation.get("input").asText());
            assertEquals(7.0 / 36, explanation.at("/map/raw/0").asDouble(), 1e-6, "36 positions share the logit");
            var drawn = Image.read(out.resolve("x.net.features.gradcam.0.png"));
            assertEquals(6, drawn.width());
            assertEquals(6, drawn.height());
        }
    }

    @Test
    void aTensorOfOtherValuesOrShapeIsRefused() throws IOException {
        model(ElementType.UINT8, 3);
        assertFailure("model net takes UINT8, but value 0 of the tensor is 7.5", tensor(3, 7.5f));
        assertFailure("has the shape [1, 6, 6, 4], but the model takes UINT8[1, 6, 6, 3]", tensor(4, 7));
    }

    private void assertFailure(String part, String file) throws IOException {
        var run = run("classify", "--input-tensor", file);
        assertEquals(1, run.code());
        assertTrue(run.err().contains(part), run.err());
        assertTrue(run.json().at("/failures/0/error").asText().contains(part), run.out());
    }

    @Test
    void anImageForAModelOfFiveChannelsIsRefusedWithTheOption() throws IOException {
        model(ElementType.FLOAT, 5);
        var run = run("classify", "sample:daisy");
        assertEquals(1, run.code());
        assertTrue(
                run.err()
                        .contains("an image has 1, 3 or 4 channels, but the model takes 5: give its input [1, 6, 6, 5]"
                                + " as a tensor (--input-tensor FILE.npy)"),
                run.err());
    }

    @Test
    void eitherImagesOrATensor() throws IOException {
        model(ElementType.FLOAT, 3);
        assertEquals(2, run("classify").code());
        assertEquals(
                2,
                run("classify", "sample:daisy", "--input-tensor", tensor(3, 1)).code());
    }
}
