package io.github.gradcam4j.formats.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.formats.weights.StateDict;
import io.github.gradcam4j.formats.weights.TorchFiles;
import io.github.gradcam4j.formats.weights.WeightTensor;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {
    private static StateDict resnet18;

    @BeforeAll
    static void fill() {
        resnet18 = FormulaWeights.of(Architecture.byName("resnet18"));
    }

    @ParameterizedTest
    @CsvSource({ // as torchvision documents them
        "resnet18, 11689512",
        "resnet34, 21797672",
        "resnet50, 25557032",
        "resnet101, 44549160",
        "resnet152, 60192808",
        "wide_resnet50_2, 68883240",
        "resnext50_32x4d, 25028904",
    })
    void hasAsManyParametersAsTorchvision(String name, long size) {
        assertEquals(size, Architecture.byName(name).size(1000));
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        String message = assertThrows(IllegalArgumentException.class, () -> Architecture.byName("vgg16"))
                .getMessage();
        assertTrue(message.contains("'vgg16'") && message.contains("resnet18, resnet34"), message);
    }

    @Test
    void eachIsRecognizedByItsTensors() {
        for (Architecture architecture : Architecture.all()) {
            StateDict shapes = StateDict.of(architecture.parameters(1).stream()
                    .map(parameter -> tensor(parameter.name(), parameter.shape()))
                    .toList());
            assertEquals(Optional.of(architecture), Architecture.matching(shapes));
        }
    }

    /** Returns a tensor of a shape; its values are not used. */
    private static WeightTensor tensor(String name, List<Long> shape) {
        long[] dims = shape.stream().mapToLong(Long::longValue).toArray();
        return WeightTensor.of(name, dims, new float[(int) Arrays.stream(dims).reduce(1, Math::multiplyExact)]);
    }

    @Test
    void namesTheTensorThatDoesNotFit() {
        assertMismatch("conv1.weight: expected floats [64, 3, 7, 7], found float32 [64, 3, 3, 3]", tensors -> {
            tensors.set(0, tensor("conv1.weight", List.of(64L, 3L, 3L, 3L)));
            return tensors;
        });
        assertMismatch("layer1.0.conv1.weight: expected floats [64, 64, 3, 3], missing", tensors -> {
            tensors.removeIf(tensor -> tensor.name().equals("layer1.0.conv1.weight"));
            return tensors;
        });
        assertMismatch("layer1.0.se.weight: unexpected, found float32 [2]", tensors -> {
            tensors.add(tensor("layer1.0.se.weight", List.of(2L)));
            return tensors;
        });
        assertMismatch("fc.weight: expected floats [1000, 512], found float32 [7, 512]", tensors -> {
            tensors.replaceAll(t -> t.name().equals("fc.weight") ? tensor("fc.weight", List.of(7L, 512L)) : t);
            return tensors;
        });
    }

    private static void assertMismatch(String difference, UnaryOperator<List<WeightTensor>> change) {
        StateDict changed = StateDict.of(change.apply(new ArrayList<>(resnet18.tensors())));
        StateDictMismatchException mismatch = assertThrows(
                StateDictMismatchException.class,
                () -> Architecture.byName("resnet18").build(changed));
        assertEquals(List.of(difference), mismatch.differences());
        assertTrue(
                mismatch.getMessage().contains("the weights do not fit resnet18: " + difference),
                mismatch.getMessage());
    }

    @Test
    void namesTheArchitectureThatFits() {
        String message = assertThrows(
                        StateDictMismatchException.class,
                        () -> Architecture.byName("resnet50").build(resnet18))
                .getMessage();
        assertTrue(message.contains("; and ") && message.endsWith("(they fit resnet18)"), message);
    }

    @Test
    void namesNodesAfterModules() {
        Graph model = Architecture.byName("resnet18").build(resnet18);
        Set<String> names = model.nodes().stream().map(Node::name).collect(Collectors.toSet());
        assertTrue(names.containsAll(List.of(
                "/conv1/Conv",
                "/relu/Relu",
                "/maxpool/MaxPool",
                "/layer4/layer4.1/conv2/Conv",
                "/layer2/layer2.0/downsample/downsample.1/BatchNormalization",
                "/layer4/layer4.1/relu_1/Relu",
                "/avgpool/GlobalAveragePool",
                "/fc/Gemm")));
    }

    @Test
    void givesTheSameLogitsFromACheckpointInAnyBatch(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("resnet18.pth");
        TorchFiles.writeZip(file, resnet18.tensors());
        Graph fromFile = Architecture.byName("resnet18").build(StateDict.read(file));
        Graph fromMemory = Architecture.byName("resnet18").build(resnet18);

        float[] picture = Arrays.copyOf(FormulaWeights.input(), 3 * 64 * 64);
        float[] pair = Arrays.copyOf(picture, 2 * picture.length);
        System.arraycopy(picture, 0, pair, picture.length, picture.length);
        float[] logits = logits(fromMemory, Tensor.of(picture, 1, 3, 64, 64));
        float[] two = logits(fromFile, Tensor.of(pair, 2, 3, 64, 64));

        assertEquals(1000, logits.length);
        for (float logit : logits) {
            assertTrue(Float.isFinite(logit));
        }
        assertTrue(spread(logits) > 1, "the logits differ");
        assertArrayEquals(logits, Arrays.copyOf(two, 1000), 1e-3f);
        assertArrayEquals(logits, Arrays.copyOfRange(two, 1000, 2000), 1e-3f);
    }

    private static float[] logits(Graph model, Tensor pictures) {
        try (Session session = Session.open(model)) {
            return session.run(Map.of("input", pictures)).get("logits").toArray();
        }
    }

    private static float spread(float[] values) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - sorted[0];
    }
}
