package io.github.gradcam4j.formats.architecture;

import io.github.gradcam4j.formats.weights.StateDict;
import io.github.gradcam4j.formats.weights.WeightTensor;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import java.util.Arrays;
import java.util.List;

/** A writer of residual networks as ONNX nodes, which have the names that PyTorch's exporter would give them. */
final class ResNetGraph {
    private static final int OPSET = 17;
    private static final float EPSILON = 1e-5f;
    private static final String INPUT = "input";
    private static final String LOGITS = "logits";

    private final GraphBuilder graph = GraphBuilder.opset(OPSET);
    private final StateDict weights;

    ResNetGraph(StateDict weights) {
        this.weights = weights;
    }

    /** Adds the input and the first layers, which reduce height and width to a quarter. */
    String stem(ConvBatchNorm stem) {
        String image = graph.input(INPUT, ElementType.FLOAT, "N", 3, "H", "W");
        String activations = relu("/relu", convNorm(stem, image));
        Attributes window = Attributes.of("kernel_shape", new long[] {3, 3})
                .and("strides", new long[] {2, 2})
                .and("pads", new long[] {1, 1, 1, 1});
        return node("/maxpool", "MaxPool", List.of(activations), window);
    }

    /** Adds a residual block. */
    String residual(Residual residual, String input) {
        String scope = scope(residual.name());
        String branch = input;
        for (int i = 0; i < residual.branch().size(); i++) {
            branch = convNorm(residual.branch().get(i), i == 0 ? input : relu(reluScope(scope, i - 1), branch));
        }
        String shortcut = residual.shortcut().map(s -> convNorm(s, input)).orElse(input);
        String sum = node(scope, "Add", List.of(branch, shortcut), Attributes.none());
        return relu(reluScope(scope, residual.branch().size() - 1), sum);
    }

    /** Adds the pooling and the linear layer. */
    Graph head(String activations, long classes) {
        String pooled = node("/avgpool", "GlobalAveragePool", List.of(activations), Attributes.none());
        String flat = node("", "Flatten", List.of(pooled), Attributes.of("axis", 1));
        List<String> operands = List.of(flat, weight("fc.weight"), weight("fc.bias"));
        graph.add(new Node("/fc/Gemm", "", "Gemm", operands, List.of(LOGITS), Attributes.of("transB", 1)));
        graph.output(LOGITS, ElementType.FLOAT, "N", classes);
        return graph.build();
    }

    private String convNorm(ConvBatchNorm convNorm, String input) {
        Attributes convolution = Attributes.of("kernel_shape", repeated(convNorm.kernel(), 2))
                .and("strides", repeated(convNorm.stride(), 2))
                .and("pads", repeated(convNorm.padding(), 4))
                .and("group", convNorm.groups());
        String convolved =
                node(scope(convNorm.conv()), "Conv", List.of(input, weight(convNorm.conv() + ".weight")), convolution);
        List<String> normalization = List.of(
                convolved,
                weight(convNorm.norm() + ".weight"),
                weight(convNorm.norm() + ".bias"),
                weight(convNorm.norm() + ".running_mean"),
                weight(convNorm.norm() + ".running_var"));
        return node(scope(convNorm.norm()), "BatchNormalization", normalization, Attributes.of("epsilon", EPSILON));
    }

    private String relu(String scope, String input) {
        return node(scope, "Relu", List.of(input), Attributes.none());
    }

    /** Returns the name of a use of the one module of a block: relu, relu_1, ... */
    private static String reluScope(String block, int use) {
        return block + (use == 0 ? "/relu" : "/relu_" + use);
    }

    private String node(String scope, String op, List<String> inputs, Attributes attributes) {
        String name = scope + "/" + op;
        String output = name + "_output_0";
        graph.add(new Node(name, "", op, inputs, List.of(output), attributes));
        return output;
    }

    private String weight(String name) {
        WeightTensor tensor = weights.find(name).orElseThrow();
        return graph.initializer(Constant.floats(name, tensor.littleEndianFloats(), tensor.shape()));
    }

    /** Returns the scope of a module: {@code /layer4/layer4.1/conv2} for {@code layer4.1.conv2}. */
    private static String scope(String module) {
        String[] parts = module.split("\\.");
        StringBuilder scope = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            boolean indexed = Character.isDigit(parts[i].charAt(0));
            scope.append('/').append(indexed ? parts[i - 1] + "." + parts[i] : parts[i]);
        }
        return scope.toString();
    }

    private static long[] repeated(long value, int times) {
        long[] values = new long[times];
        Arrays.fill(values, value);
        return values;
    }
}
