package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.ReferenceData;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradientIT {

    /** Both sides compute in float32, with sums in different orders. */
    private static final double TOLERANCE = 2e-4;

    @TempDir
    private Path folder;

    /** {@code y = (x W)^2} for {@code W = [[1, 2], [3, 4]]}, with {@code h = x W} between. */
    @BeforeEach
    void square() throws IOException {
        var graph = GraphBuilder.opset(17);
        graph.input("x", ElementType.FLOAT, "N", 2L);
        graph.initializer("w", new float[] {1, 2, 3, 4}, 2, 2);
        String h = graph.node("h", "MatMul", List.of("x", "w"));
        String y = graph.node("y", "Mul", List.of(h, h));
        graph.output(y, ElementType.FLOAT, "N", 2L);
        Files.write(folder.resolve("net.onnx"), graph.build().toBytes());
        Npy.write(folder.resolve("x.npy"), Tensor.of(new float[] {1, 1, 0, -1}, 2, 2));
        Npy.write(folder.resolve("seed.npy"), Tensor.of(new float[] {1, 0.5f, 1, 0}, 2, 2));
    }

    @Test
    void isTheVectorJacobianProduct() throws Exception {
        var run = gradient("--wrt", "x", "--output", "y");
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.err());
        assertTrue(run.out().contains("gradient of y with respect to x, float32 [2, 2]"), run.out());
        // h = [[4, 6], [-3, -4]]; dh = 2 h * seed = [[8, 6], [-6, 0]]; dx = dh W^T
        assertArrayEquals(
                new float[] {20, 48, -6, -18},
                Npy.read(folder.resolve("dx.npy")).toArray());
    }

    @Test
    void inputAndOutputAreTheFirstWhereNoneIsNamed() throws Exception {
        assertEquals(0, gradient().code());
        assertArrayEquals(
                new float[] {20, 48, -6, -18},
                Npy.read(folder.resolve("dx.npy")).toArray());
        assertEquals(0, gradient("--wrt", "h").code());
        assertWritten(8, 6, -6, 0);
        assertEquals(0, gradient("--wrt", "h", "--wrt", "x", "-o", "second.npy").code());
        assertWritten(8, 6, -6, 0);
        assertArrayEquals(
                new float[] {20, 48, -6, -18},
                Npy.read(folder.resolve("second.npy")).toArray());
        assertSaid(
                2,
                "the number of tensors (--wrt) is 2, that of different files (-o) 1; give one file for each",
                gradient("--wrt", "h", "--wrt", "x"));
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        assertSaid(2, "the graph has no tensor 'z'", gradient("--wrt", "z"));
        Npy.write(folder.resolve("seed.npy"), Tensor.zeros(3, 2));
        assertSaid(2, "the seed has the shape [3, 2], but y has [2, 2]", gradient());
        Files.write(folder.resolve("seed.npy"), new byte[20]);
        assertSaid(1, "seed.npy: not an npy file", gradient());
        Files.write(folder.resolve("net.onnx"), new byte[20]);
        assertSaid(1, "net.onnx is not an ONNX model", gradient());
        Files.delete(folder.resolve("net.onnx"));
        assertSaid(1, "there is no file net.onnx", gradient());
        assertSaid(
                2,
                "Missing required options: '--input=[NAME=]FILE.npy', '--seed=FILE.npy'",
                Program.gradcam(folder, "gradient", "net.onnx"));
        assertFalse(Files.exists(folder.resolve("dx.npy")));
    }

    /** {@code y = x k}, whose gradient is the factors; the types given are not the declared ones. */
    @Test
    void inputsAreReadAsTheyAreDeclared() throws Exception {
        var graph = GraphBuilder.opset(18);
        graph.input("k", ElementType.UINT16, "N", 2);
        graph.input("x", ElementType.FLOAT16, "N", 2);
        String factor = graph.node("factor", "Cast", List.of("k"), Attributes.of("to", ElementType.FLOAT16.code()));
        graph.output(graph.node("y", "Mul", List.of("x", factor)));
        Files.write(folder.resolve("net.onnx"), graph.build().toBytes());
        Npy.write(folder.resolve("k.npy"), Tensor.of(new float[] {1, 2, 3, 65535}, 2, 2));
        Npy.write(folder.resolve("seed.npy"), Tensor.of(new float[] {1, 1, 1, 1}, 2, 2));
        assertEquals(0, gradient("--input", "k=k.npy").code());
        assertWritten(1, 2, 3, 65535);
        assertSaid(2, "the graph has the inputs [k, x]: give --input x=FILE.npy too", gradient());
        assertSaid(2, "--input z=k.npy: the graph has no input 'z'", gradient("--input", "z=k.npy"));
        assertSaid(2, "the input 'k' twice", gradient("--input", "k=k.npy", "--input", "k=x.npy"));
        assertSaid(2, "all inputs have a value", gradient("--input", "k.npy", "--input", "k.npy"));
        assertSaid(2, "only floating-point numbers", gradient("--input", "k=k.npy", "--wrt", "k"));
        assertSaid(
                2,
                "the graph declares the input k UINT16[N, 2], but x.npy: float32[2, 2] cannot become UINT16: a value is"
                        + " -1",
                gradient("--input", "k.npy"));
        Npy.write(folder.resolve("k.npy"), Tensor.zeros(2, 3));
        assertSaid(2, "input k UINT16[N, 2], but k.npy has the shape [2, 3]", gradient("--input", "k=k.npy"));
    }

    @Test
    void agreesWithAutograd() throws Exception {
        var graph = ReferenceData.path("gradients/net_tiny_resnet.onnx");
        var json = new ObjectMapper()
                .readTree(Path.of(graph.toString().replace(".onnx", ".json")).toFile());
        Npy.write(folder.resolve("x.npy"), tensor(json.get("input")));
        Npy.write(folder.resolve("seed.npy"), tensor(json.get("seed")));
        Files.copy(graph, folder.resolve("reference.onnx"));
        var run = Program.gradcam(
                folder, "gradient", "reference.onnx", "--input", "x=x.npy", "--seed", "seed.npy", "-o", "dx.npy");
        assertEquals(0, run.code(), run.err());
        var expected = tensor(json.get("gradient"));
        var actual = Npy.read(folder.resolve("dx.npy"));
        assertArrayEquals(expected.shape(), actual.shape());
        double largest = IntStream.range(0, expected.size())
                .mapToDouble(i -> Math.abs(expected.toArray()[i]))
                .max()
                .orElseThrow();
        assertArrayEquals(expected.toArray(), actual.toArray(), (float) (TOLERANCE * largest));
    }

    private Program.Run gradient(String... more) throws Exception {
        var arguments = new ArrayList<>(
                List.of("gradient", "net.onnx", "--input", "x.npy", "--seed", "seed.npy", "-o", "dx.npy"));
        arguments.addAll(List.of(more));
        return Program.gradcam(folder, arguments.toArray(String[]::new));
    }

    private void assertWritten(float... expected) throws IOException {
        assertArrayEquals(expected, Npy.read(folder.resolve("dx.npy")).toArray(), 1e-5f);
    }

    private static void assertSaid(int code, String what, Program.Run run) {
        assertTrue(run.err().contains(what), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
        assertEquals(code, run.code(), run.err());
    }

    private static Tensor tensor(JsonNode json) {
        var shape = IntStream.range(0, json.get("shape").size())
                .mapToLong(i -> json.get("shape").get(i).asLong())
                .toArray();
        var values = new float[json.get("data").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) json.get("data").get(i).asDouble();
        }
        return Tensor.of(values, shape);
    }
}
