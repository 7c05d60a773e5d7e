package io.github.gradcam4j.export;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A program that runs ONNX models, and the operators that it supports.
 *
 * <p>The operators are those of the runtime's documentation, with the opsets that define them and with conditions on
 * their use. The types and shapes of tensors are not checked.
 */
public enum InferenceRuntime {
    /** ONNX Runtime on the CPU. */
    CPU("ONNX Runtime CPU", "onnxruntime-cpu", Gap.REFUSED, true),
    /** ONNX Runtime on NVIDIA GPUs. */
    CUDA("ONNX Runtime CUDA", "onnxruntime-cuda", Gap.ON_CPU, false),
    /** ONNX Runtime Web in WebAssembly, whose full build has the operators of the CPU. */
    WEB_ASSEMBLY("ONNX Runtime WebAssembly", "onnxruntime-cpu", Gap.REFUSED, false),
    /** ONNX Runtime Web on GPUs: what both of its WebGPU providers have, the older one and the newer one. */
    WEB_GPU("ONNX Runtime WebGPU", "webgpu", Gap.ON_CPU, false),
    /** ONNX Runtime's CoreML provider, which makes an ML Program: {@code ModelFormat} is {@code MLProgram}. */
    COREML("ONNX Runtime CoreML", "coreml-mlprogram", Gap.ON_CPU, false),
    /** ONNX Runtime's CoreML provider, which makes a network of the older format, its default. */
    COREML_NEURAL_NETWORK("ONNX Runtime CoreML NeuralNetwork", "coreml-neuralnetwork", Gap.ON_CPU, false),
    /** NVIDIA's TensorRT, by its own parser of ONNX files. */
    TENSORRT("TensorRT", "tensorrt", Gap.REFUSED, false);

    /** Operators that ONNX Runtime keeps even if their inputs are constants. */
    private static final Set<String> NOT_FOLDED = Set.of(
            "DequantizeLinear",
            "QuantizeLinear",
            "RandomNormal",
            "RandomNormalLike",
            "RandomUniform",
            "RandomUniformLike",
            "Multinomial");

    /** The fate of a node that is not supported. */
    private enum Gap {
        /** The runtime refuses the whole model. */
        REFUSED("not supported, the model is refused"),
        /** ONNX Runtime runs the node on the CPU, and copies its tensors. */
        ON_CPU("not supported, run on the CPU instead");

        private final String text;

        Gap(String text) {
            this.text = text;
        }
    }

    private final String title;
    private final OperatorTable table;
    private final Gap gap;
    private final boolean isRun;

    InferenceRuntime(String title, String file, Gap gap, boolean isRun) {
        this.title = title;
        this.table = OperatorTable.read(file);
        this.gap = gap;
        this.isRun = isRun;
    }

    /** Returns the name and version, such as {@code TensorRT 11.1}. */
    public String title() {
        return title + " " + table.head().get("version");
    }

    /** Returns the documents that the operators are from, with their versions. */
    public String source() {
        return table.head().get("source");
    }

    /** Returns whether this project's tests run models in this runtime. The operators of the others are only read. */
    public boolean isRun() {
        return isRun;
    }

    /**
     * Returns whether a use of one of ONNX's own operators can be supported, under the conditions of the table.
     *
     * @param operator the operator's type, such as {@code Where}
     * @param opset the opset of the model
     */
    public boolean supports(String operator, int opset) {
        var row = table.rows().get(Objects.requireNonNull(operator, "operator"));
        return row != null && row.opsets().contains(opset);
    }

    /**
     * Returns the operators of a graph and its subgraphs that are not supported, in the order of their first nodes.
     *
     * <p>ONNX Runtime computes nodes of constants once, on the CPU, when it loads a model. They count only where the
     * CPU itself or another program runs the model.
     */
    public List<UnsupportedOperator> unsupported(Graph graph) {
        var variable = variable(graph);
        var found = new LinkedHashMap<List<String>, UnsupportedOperator>();
        for (Node outer : graph.nodes()) {
            if (gap == Gap.ON_CPU && outer.outputs().stream().noneMatch(variable::contains)) {
                continue;
            }
            outer.withSubgraphs()
                    .forEach(node -> obstacle(graph, node, variable)
                            .ifPresent(one -> found.merge(
                                    List.of(one.domain(), one.operator(), one.reason()),
                                    one,
                                    (first, next) -> first.withOneMore())));
        }
        return List.copyOf(found.values());
    }

    private Optional<UnsupportedOperator> obstacle(Graph graph, Node node, Set<String> variable) {
        int opset = graph.opset(node.domain());
        return table.obstacle(node, opset, variable)
                .map(reason -> new UnsupportedOperator(node.domain(), node.op(), opset, 1, node.label(), reason));
    }

    /** Returns the tensors whose values are computed at each run. */
    private static Set<String> variable(Graph graph) {
        var start = new LinkedHashSet<>(graph.inputNames());
        graph.nodes().stream().filter(n -> NOT_FOLDED.contains(n.op())).forEach(n -> start.addAll(n.outputs()));
        start.remove("");
        return graph.descendants(start);
    }

    /**
     * Returns the conditions of the documentation that are not checked, for the operators that a graph uses.
     *
     * @return by operator, such as "of images only" for {@code MaxPool}; sorted
     */
    public Map<String, String> notes(Graph graph) {
        return operators(graph).stream()
                .filter(table.rows()::containsKey)
                .filter(o -> !table.rows().get(o).note().isEmpty())
                .collect(Collectors.toMap(o -> o, o -> table.rows().get(o).note(), (a, b) -> a, TreeMap::new));
    }

    private static Set<String> operators(Graph graph) {
        return graph.nodes().stream()
                .flatMap(Node::withSubgraphs)
                .map(OperatorTable::key)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Returns one line about a graph, such as {@code ONNX Runtime CPU 1.28: all 23 operators are supported} or
     * {@code TensorRT 11.1 (from its documentation, not run here): not supported, the model is refused: Col2Im (2
     * nodes)}.
     */
    public String report(Graph graph) {
        var missing = unsupported(graph);
        String result = missing.isEmpty()
                ? supported(operators(graph).size())
                : missing.stream()
                        .map(UnsupportedOperator::toString)
                        .collect(Collectors.joining(", ", gap.text + ": ", ""));
        return title() + (isRun ? "" : " (from its documentation, not run here)") + ": " + result;
    }

    private static String supported(int operators) {
        return operators == 1
                ? "its only operator is supported"
                : String.format(Locale.ROOT, "all %d operators are supported", operators);
    }
}
