package io.github.gradcam4j.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.ReferenceData;
import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.Architecture;
import io.github.gradcam4j.graph.ConvolutionalNets;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.Transformers;
import io.github.gradcam4j.model.FeatureLayout.Kind;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods as graphs, with the activations and gradients of networks. */
class GraphFormNetworksTest {

    private static final int IMAGES = 3;
    private static final int CLASSES = 5;
    private static final int TARGET = 2;

    private static final List<ChannelSum> METHODS = List.of(
            new GradCam(), new GradCamPlusPlus(), new HiResCam(), new XGradCam(), new LayerCam(), new ElementWiseCam());

    private static Stream<Architecture> architectures() {
        return Stream.concat(Arrays.stream(ConvolutionalNets.values()), Arrays.stream(Transformers.values()));
    }

    /** One graph computes activations, gradient and six maps of a batch. */
    @ParameterizedTest
    @MethodSource("architectures")
    void partOfTheModel(Architecture net) throws IOException {
        var model = net.model("N");
        var batch = Tensor.randn(11, IMAGES, 3, net.side(), net.side());
        try (var explainer = Explainer.open(ModelSource.of("net", model.toBytes()))) {
            var layer = explainer.layer();
            var graph = withMaps(model, batch, layer);
            try (var session = Session.open(graph)) {
                var outputs = session.run(Map.of("x", batch, "weights", weights()));
                for (int i = 0; i < IMAGES; i++) {
                    var request = ExplainRequest.of(Target.of(TARGET));
                    var context = explainer.explain(image(batch, i), request).context();
                    var activations = outputs.get(layer.tensor()).floats();
                    var gradient = outputs.get(graph.outputNames().get(1)).floats();
                    check(
                            context,
                            layer.layout().read(activations, i),
                            layer.layout().read(gradient, i),
                            outputs,
                            i);
                }
            }
        }
    }

    private static void check(
            AttributionContext context,
            FeatureMaps activations,
            FeatureMaps gradient,
            Map<String, Tensor> outputs,
            int image) {
        assertNear(context.activations(), activations);
        assertNear(context.gradient(), gradient);
        for (var method : METHODS) {
            check(method.id(), method, activations, gradient, part(outputs.get(method.id()), image));
        }
    }

    private static void check(
            String name, ChannelSum method, FeatureMaps activations, FeatureMaps gradient, float[] map) {
        GraphForms.assertWithinRounding(name, method, activations, gradient, map);
        if (isRectified(activations)) {
            GraphForms.assertWithin(1e-5, name, method, activations, gradient, map);
        }
    }

    private static boolean isRectified(FeatureMaps activations) {
        for (float value : activations.values()) {
            if (value < 0) {
                return false;
            }
        }
        return true;
    }

    /** The same numbers, from graphs that ONNX Runtime optimized separately. */
    private static void assertNear(FeatureMaps expected, FeatureMaps found) {
        float largest = 0;
        for (float value : expected.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertTrue(largest > 0);
        assertArrayEquals(expected.values(), found.values(), 1e-5f * largest);
    }

    /** Returns the model with outputs for the layer, its gradient and the maps. */
    private static Graph withMaps(Graph model, Tensor batch, Layer layer) {
        var forward = DifferentiableGraph.of(model, Map.of("x", batch));
        var g = GraphBuilder.from(forward.graph());
        String logits = model.outputNames().get(0);
        String weights = g.input("weights", ElementType.FLOAT, "N", CLASSES);
        String tensor = layer.tensor();
        String gradient = forward.appendGradients(g, logits, weights, List.of(tensor), BackwardMode.EXACT)
                .get(tensor);
        var outputs = new ArrayList<>(List.of(tensor, gradient));
        for (var method : METHODS) {
            String map = GraphForm.of(method).write(g, tensor, gradient, layer.layout());
            outputs.add(g.node(method.id(), "Identity", List.of(map)));
        }
        var graph = g.build();
        return graph.part(graph.inputs(), outputs);
    }

    private static Tensor weights() {
        var weights = Tensor.zeros(IMAGES, CLASSES);
        for (int i = 0; i < IMAGES; i++) {
            weights.floats().put(i * CLASSES + TARGET, 1);
        }
        return weights;
    }

    private static Tensor image(Tensor batch, int i) {
        return Tensor.of(part(batch, i), 1, batch.dim(1), batch.dim(2), batch.dim(3));
    }

    private static float[] part(Tensor batch, int i) {
        var values = batch.toArray();
        int size = values.length / IMAGES;
        return Arrays.copyOfRange(values, i * size, (i + 1) * size);
    }

    /** Every layer that people name, with its activations and gradient for one image. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "swin_pool1d",
                "tresnet_view_mean",
                "clip_attnpool",
                "siglip_map",
                "maxpool_view_nc1",
                "bilinear_cnn",
                "keras_nhwc_tie",
                "spectrogram_freqpool",
                "tall_150x50",
                "vpt_16_prompts",
                "vit_last_block",
                "hf_vit_free_size",
                "gray_28",
                "qdq_folded_relu"
            })
    void ofReferenceModels(String name) throws IOException {
        var model = ReferenceData.path("cases/" + name + ".onnx");
        var image = Npy.read(ReferenceData.path("cases/" + name + ".npy"));
        try (var explainer = Explainer.open(model)) {
            var layers = explainer.layers().stream().filter(Layer::main).toList();
            assertFalse(layers.isEmpty());
            for (var layer : layers) {
                var context = explainer
                        .explain(image, ExplainRequest.of(Target.top(1)).withLayer(layer.name()))
                        .context();
                check(context, layer);
            }
        }
    }

    private static void check(AttributionContext context, Layer layer) {
        var layout = layer.layout();
        var batch = new Object[layer.shape().length + 1];
        int images = layout.kind() == Kind.TOKENS_FIRST ? 1 : 0;
        for (int d = 0; d < batch.length; d++) {
            batch[d] = d == images ? 1L : layer.shape()[d < images ? d : d - 1];
        }
        var g = GraphBuilder.opset(18);
        g.input("a", ElementType.FLOAT, batch);
        g.input("g", ElementType.FLOAT, batch);
        for (var method : METHODS) {
            String map = GraphForm.of(method).write(g, "a", "g", layout);
            g.output(g.node(method.id(), "Identity", List.of(map)));
        }
        var shape = Arrays.stream(batch).mapToLong(d -> (Long) d).toArray();
        var activations = Tensor.zeros(shape);
        var gradient = Tensor.zeros(shape);
        layout.write(context.activations(), activations.floats(), 0);
        layout.write(context.gradient(), gradient.floats(), 0);
        try (var session = Session.open(g.build())) {
            var maps = session.run(Map.of("a", activations, "g", gradient));
            for (var method : METHODS) {
                check(
                        method.id() + " at " + layer.name(),
                        method,
                        context.activations(),
                        context.gradient(),
                        maps.get(method.id()).toArray());
            }
        }
    }
}
