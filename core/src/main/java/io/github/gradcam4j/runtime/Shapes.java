package io.github.gradcam4j.runtime;

import ai.onnxruntime.OnnxTensor;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TensorInfo;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shape of every tensor of a graph, and the values of its integer and boolean ones. ONNX Runtime infers the shapes, so
 * they always agree with what runs. Immutable.
 */
public final class Shapes {

    private static final int LARGEST_KEPT = 1 << 16;
    private static final Set<ElementType> INTEGRAL = Set.of(ElementType.INT64, ElementType.INT32, ElementType.BOOL);

    private final Map<String, long[]> shapes = new HashMap<>();
    private final Map<String, ElementType> types = new HashMap<>();
    private final Map<String, long[]> integers = new HashMap<>();
    private final Map<String, Float> scalars = new HashMap<>();

    private Shapes() {}

    /**
     * The shapes for the given inputs: as the engine infers them, and where that leaves anything open, as a run shows them
     * with every tensor as an output.
     */
    public static Shapes probe(Graph graph, Map<String, Tensor> inputs) {
        var shapes = new Shapes();
        inputs.forEach(shapes::add);
        graph.initializers().values().forEach(shapes::add);
        var tensors = graph.nodes().stream()
                .flatMap(n -> n.outputs().stream())
                .filter(t -> !t.isEmpty())
                .toList();
        try (var session = Session.plain(graph.part(shapes.declare(inputs), tensors))) {
            var inferred = session.inferred();
            var constants = constants(graph);
            boolean complete = graph.nodes().stream().noneMatch(Shapes::misjudged)
                    && tensors.stream().allMatch(t -> constants.containsKey(t) || known(inferred.get(t)));
            if (complete) {
                inferred.forEach((name, info) -> shapes.add(name, OrtTypes.of(info.type), info.getShape()));
                constants.forEach((name, tensor) -> shapes.add(tensor.withName(name)));
            } else {
                session.run(inputs, shapes::add);
            }
        }
        return shapes;
    }

    private List<TensorInfo> declare(Map<String, Tensor> inputs) {
        return inputs.entrySet().stream()
                .map(i -> TensorInfo.of(
                        i.getKey(),
                        i.getValue().type(),
                        Arrays.stream(i.getValue().shape()).boxed().toArray()))
                .toList();
    }

    private static Map<String, Constant> constants(Graph graph) {
        return graph.nodes().stream()
                .filter(n -> n.op().equals("Constant")
                        && n.attributes().tensor("value").isPresent())
                .collect(Collectors.toMap(
                        Node::output, n -> n.attributes().tensor("value").orElseThrow()));
    }

    /** In ceiling mode inference counts a pool's last window even where it holds nothing but padding; the kernels do not. */
    private static boolean misjudged(Node node) {
        return node.attributes().integer("ceil_mode", 0) != 0;
    }

    /** Of integers the values are wanted too, which only a run shows; a shape of no dimensions may be one not inferred. */
    private static boolean known(ai.onnxruntime.TensorInfo info) {
        return info != null
                && !INTEGRAL.contains(OrtTypes.of(info.type))
                && info.getShape().length > 0
                && Arrays.stream(info.getShape()).allMatch(d -> d >= 0);
    }

    private void add(Constant constant) {
        add(constant.name(), constant.type(), constant.shape());
        if (INTEGRAL.contains(constant.type())) {
            integers.put(constant.name(), constant.integers());
        } else if (constant.type() == ElementType.FLOAT && constant.size() == 1) {
            scalars.put(constant.name(), constant.floats().get(0));
        }
    }

    private void add(String name, ElementType type, long[] shape) {
        shapes.put(name, shape);
        types.put(name, type);
    }

    private void add(String name, OnnxTensor tensor) {
        var info = tensor.getInfo();
        var type = OrtTypes.of(info.type);
        long elements = Constant.elements(info.getShape());
        boolean scalar = type == ElementType.FLOAT && elements == 1;
        if (scalar || (INTEGRAL.contains(type) && elements <= LARGEST_KEPT)) {
            add(name, Session.copy(tensor));
        } else {
            add(name, type, info.getShape());
        }
    }

    private void add(String name, Tensor tensor) {
        add(name, tensor.type(), tensor.shape());
        if (INTEGRAL.contains(tensor.type()) && tensor.size() <= LARGEST_KEPT) {
            integers.put(name, tensor.integers());
        } else if (tensor.type() == ElementType.FLOAT && tensor.size() == 1) {
            scalars.put(name, tensor.floats().get(0));
        }
    }

    /** The shape of a tensor in that run. */
    public long[] of(String tensor) {
        var shape = shapes.get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException("the graph has no tensor " + tensor);
        }
        return shape.clone();
    }

    /** The element type of an input or of a tensor that a node wrote. */
    public ElementType type(String tensor) {
        return types.get(tensor);
    }

    /** Whether a tensor that a node wrote holds integers, booleans or text: nothing that has a gradient. */
    public boolean integral(String tensor) {
        var type = types.get(tensor);
        return type != null && type != ElementType.FLOAT;
    }

    public boolean knows(String tensor) {
        return shapes.containsKey(tensor);
    }

    /** The values of an integer or boolean tensor in that run; empty for others and for very large ones. */
    public Optional<long[]> integers(String tensor) {
        return Optional.ofNullable(integers.get(tensor));
    }

    /** The value of a float32 tensor of one element in that run. */
    public Optional<Float> scalar(String tensor) {
        return Optional.ofNullable(scalars.get(tensor));
    }

    /** Returns how many tensors have a known shape. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Shapes[%d tensors]", shapes.size());
    }
}
