package io.github.gradcam4j.internal.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.graph.Architecture;
import io.github.gradcam4j.graph.ConvolutionalNets;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.LaterTransformers;
import io.github.gradcam4j.graph.Transformers;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers of classifiers of every architecture, and their names. */
class LayerIndexArchitecturesTest {

    @TempDir
    Path folder;

    private Explainer open(Graph model) throws IOException {
        return Explainer.open(Files.write(folder.resolve("net.onnx"), model.toBytes()));
    }

    private static Tensor picture(int side) {
        var x = Tensor.zeros(1, 3, side, side);
        var random = new Random(4);
        for (int i = 0; i < x.size(); i++) {
            x.floats().put(i, (float) random.nextGaussian());
        }
        return x;
    }

    /** The last map through which all paths pass: its operator, rows and columns. */
    @ParameterizedTest
    @CsvSource({
        "ALEXNET, AveragePool, 2",
        "RESNET, Relu, 4",
        "DENSENET, Relu, 4",
        "GOOGLENET, Concat, 4",
        "INCEPTION, Relu, 4",
        "SQUEEZENET, Relu, 4",
        "SHUFFLENET, Relu, 6",
        "MOBILENET_V2, Clip, 4",
        "MOBILENET_V3, Mul, 6",
        "EFFICIENTNET, Mul, 6"
    })
    void automaticLayersOfConvolutionalNets(ConvolutionalNets net, String kind, int side) throws IOException {
        check(net, kind, side);
    }

    /** For a vision transformer it is the input of the last block: after its attention only the class token matters. */
    @ParameterizedTest
    @CsvSource({"CONVNEXT, Add, 4", "VIT, Add, 2", "SWIN, LayerNormalization, 2"})
    void automaticLayersOfTransformers(Transformers net, String kind, int side) throws IOException {
        check(net, kind, side);
    }

    /** With a mean over the tokens, it is the output of the last normalization. */
    @ParameterizedTest
    @CsvSource({"OPSET_24, Mul, 2", "FUSED, LayerNormalization, 2"})
    void automaticLayersOfLaterTransformers(LaterTransformers net, String kind, int side) throws IOException {
        check(net, kind, side);
    }

    private void check(Architecture net, String kind, int side) throws IOException {
        for (Object batch : new Object[] {"N", 1}) {
            try (var explainer = open(net.model(batch))) {
                var layer = explainer.layer();
                assertEquals(kind, layer.kind());
                assertEquals(side, layer.layout().height());
                assertEquals(side, layer.layout().width());
                var explanation = explainer.explain(picture(net.side()), ExplainRequest.of(Target.of(2)));
                assertEquals(side, explanation.map().height());
                assertEquals(side, explanation.map().width());
            }
        }
    }

    static Stream<Architecture> architectures() {
        return Stream.<Architecture[]>of(ConvolutionalNets.values(), Transformers.values(), LaterTransformers.values())
                .flatMap(Arrays::stream);
    }

    /** Split at any layer, the head computes the same scores as the whole model. */
    @ParameterizedTest
    @MethodSource("architectures")
    void listedLayersCanBeExplained(Architecture net) throws IOException {
        try (var explainer = open(net.model("N"))) {
            var x = picture(net.side());
            double expected = explainer.classify(x).of(2).logit();
            assertTrue(explainer.layers().size() > 3);
            // Every sixth layer, since each split opens its own sessions.
            for (int i = 0; i < explainer.layers().size(); i += 6) {
                var layer = explainer.layers().get(i);
                var explanation =
                        explainer.explain(x, ExplainRequest.of(Target.of(2)).withLayer(layer.name()));
                assertEquals(expected, explanation.predictions().of(2).logit(), 1e-4, layer.name());
            }
        }
    }

    @Test
    void layersByThePathsOfModulesTensorsAndNodes() throws IOException {
        try (var explainer = open(ConvolutionalNets.RESNET.model("N"))) {
            var byModule = explainer.layer("layer2.1");
            assertEquals("/layer2/layer2.1/relu_1/Relu_output_0", byModule.tensor());
            assertEquals(byModule, explainer.layer("layer2"));
            assertEquals(
                    byModule.tensor(),
                    explainer.layer("/layer2/layer2.1/relu_1/Relu").tensor());
            assertEquals(
                    byModule.tensor(),
                    explainer.layer("/layer2/layer2.1/relu_1/Relu_output_0").tensor());
            var message = assertThrows(IllegalArgumentException.class, () -> explainer.layer("layer2.7"))
                    .getMessage();
            assertTrue(message.contains("layer2.1"), message);
        }
    }
}
