package io.github.gradcam4j.explain;

import io.github.gradcam4j.explain.TinyScores.Ending;
import io.github.gradcam4j.graph.Architecture;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ConvolutionalNets;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.LaterTransformers;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.graph.Transformers;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Models of all forms whose explanations must be the same from a plan. */
final class PlanModels {

    /** Opens a model. */
    @FunctionalInterface
    interface Opening {
        Explainer open(Path folder) throws IOException;
    }

    private PlanModels() {}

    static Map<String, Opening> all() {
        var models = new LinkedHashMap<String, Opening>();
        models.put("linear", TinyModels::linear);
        models.put("one-by-one", TinyModels::linearOneByOne);
        models.put("channels-last", TinyModels::channelsLast);
        models.put("tokens", TinyModels::tokens);
        models.put("deep", TinyModels::deep);
        models.put("smooth", TinyModels::smooth);
        models.put("gated", TinyModels::gated);
        models.put("brightest-row", TinyModels::brightestRow);
        models.put("binary", folder -> binary());
        models.put("uint8", folder -> uint8());
        models.put("quantized", folder -> quantized(false));
        models.put("rounded-probabilities", folder -> quantized(true));
        architecture(models, ConvolutionalNets.RESNET);
        architecture(models, ConvolutionalNets.SHUFFLENET);
        architecture(models, Transformers.values()[0]);
        architecture(models, LaterTransformers.values()[0]);
        return models;
    }

    private static void architecture(Map<String, Opening> models, Architecture net) {
        models.put(net.name().toLowerCase(), folder -> open(net.name(), net.model("N")));
    }

    private static Explainer open(String name, Graph graph) throws IOException {
        return Explainer.open(Model.of(ModelSource.of(name, graph)));
    }

    /** One score is for two classes, which have several names. */
    private static Explainer binary() throws IOException {
        var labels = new Labels(List.of(List.of("cow", "Bos taurus; Rind"), List.of("no\tcow\\")));
        var graph = TinyScores.graph("N", 1, Ending.of((g, z) -> g.op("Sigmoid", z)));
        return Explainer.open(TinyScores.model(graph).withLabels(labels));
    }

    private static Explainer uint8() throws IOException {
        var g = TestGraph.opset(18);
        String x = g.graph().input("x", ElementType.UINT8, "N", 8, 8, 3);
        String floats = g.op("Cast", Attributes.of("to", ElementType.FLOAT.code()), x);
        String planes = g.op("Transpose", Attributes.of("perm", new long[] {0, 3, 1, 2}), floats);
        String scaled = g.op("Mul", planes, g.scalar(1 / 255.0));
        return open("uint8", g.model(classes(g, g.op("Relu", g.conv(scaled, 3, 6, 3, 2)))));
    }

    /** Activations are rounded to integers, and the weights are integers; the probabilities may be rounded too. */
    private static Explainer quantized(boolean probabilities) throws IOException {
        var g = TestGraph.opset(18);
        GraphBuilder graph = g.graph();
        String x = g.x("N", 3, 8, 8);
        var weights = new double[6 * 3 * 3 * 3];
        var random = new Random(3);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextInt(-127, 128);
        }
        graph.initializer(Constant.numbers("integers", ElementType.INT8, weights, 6, 3, 3, 3));
        graph.initializer(Constant.numbers("zero", ElementType.INT8, new double[] {0}));
        graph.initializer(Constant.numbers("low", ElementType.UINT8, new double[] {0}));
        graph.initializer(Constant.floats("small", new float[] {0.005f}));
        graph.initializer(Constant.floats("step", new float[] {0.03f}));
        String kernel = g.op("DequantizeLinear", "integers", "small", "zero");
        String maps = g.op("Relu", g.op("Conv", Attributes.of("kernel_shape", new long[] {3, 3}), x, kernel));
        String rounded = g.op("QuantizeLinear", maps, "step", "low");
        String logits = classes(g, g.op("DequantizeLinear", rounded, "step", "low"));
        if (!probabilities) {
            return open("quantized", g.model(logits));
        }
        graph.initializer(Constant.floats("percent", new float[] {0.01f}));
        String integers = g.op("QuantizeLinear", g.op("Softmax", logits), "percent", "low");
        return open("rounded", g.model(g.op("DequantizeLinear", integers, "percent", "low")));
    }

    private static String classes(TestGraph g, String maps) {
        return g.gemm(g.op("Flatten", g.op("GlobalAveragePool", maps)), 6, 5);
    }

    /** Returns random values of the model's type. */
    static Tensor input(Explainer explainer, long seed) {
        var preprocessing = explainer.model().preprocessing();
        var tensor = Tensor.randn(seed, preprocessing.shape());
        if (!preprocessing.type().isFloatingPoint()) {
            var random = new Random(seed);
            for (int i = 0; i < tensor.size(); i++) {
                tensor.floats().put(i, random.nextInt(256));
            }
        }
        return tensor;
    }
}
