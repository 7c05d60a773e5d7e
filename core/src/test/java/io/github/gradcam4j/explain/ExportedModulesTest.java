package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.model.Layer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names of PyTorch's modules in the metadata of nodes, as its exporter behind torch.export writes them. */
class ExportedModulesTest {

    private static String block(TestGraph g, String x, int in, String module, int number) {
        String conv = "conv2d_" + number;
        add(g, "Conv", conv, List.of(module, module + ".conv"), x, g.weights(4, in, 1, 1));
        add(g, "Relu", "relu_" + number, List.of(module), conv);
        return "relu_" + number;
    }

    private static void add(TestGraph g, String op, String output, List<String> modules, String... inputs) {
        var scopes = new StringBuilder("['', '").append(modules.get(0).split("\\.")[0]);
        modules.forEach(m -> scopes.append("', '").append(m));
        scopes.append("', '").append(output).append("']");
        g.graph()
                .add(new Node(
                        "node_" + output,
                        "",
                        op,
                        List.of(inputs),
                        List.of(output),
                        Attributes.none(),
                        Map.of("pkg.torch.onnx.name_scopes", scopes.toString())));
    }

    private static Graph graph() {
        var g = TestGraph.opset(18);
        String x = block(g, g.x("N", 3, 8, 8), 3, "layer3.0", 0);
        x = block(
                g,
                g.op("MaxPool", Attributes.of("kernel_shape", new long[] {2, 2}).and("strides", new long[] {2, 2}), x),
                4,
                "layer4.0",
                1);
        x = block(g, x, 4, "layer4.1", 2);
        return g.model(g.gemm(g.op("Flatten", g.op("GlobalAveragePool", x)), 4, 3));
    }

    @Test
    void layersHaveTheNamesOfModules() throws IOException {
        var file = ModelSource.of("exported", graph().toBytes());
        try (var explainer = Explainer.open(file)) {
            var names = explainer.layers().stream().map(Layer::name).toList();
            assertTrue(names.containsAll(List.of("layer3", "layer4.0", "layer4", "layer4.0.conv")), names.toString());
            assertEquals("relu_2", explainer.layer("layer4").tensor());
            assertEquals("relu_2", explainer.layer("layer4.1").tensor());
            assertEquals("relu_1", explainer.layer("node_relu_1").tensor());
            assertEquals("layer4", explainer.layer("auto").name());
        }
    }
}
