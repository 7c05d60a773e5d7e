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
 * The shape of every tensor of a graph for given inputs, and the values of its integer and boolean tensors. ONNX
 * Runtime infers the shapes, so they always agree with a run. Immutable and thread safe.
 */
public final class Shapes {

    /** The largest number of integers of a tensor whose values are kept. */
    private static final int LARGEST_KEPT = 1 << 16;

    private static final Set<ElementType> INTEGRAL = Set.of(ElementType.INT64, ElementType.INT32, ElementType.BOOL);

    private final Map<String, long[]> shapes = new HashMap<>();
    private final Map<String, ElementType> types = new HashMap<>();
    private final Map<String, long[]> integers = new HashMap<>();
    private final Map<String, Float> scalars = new HashMap<>();

    private Shapes() {}

    /**
     * Determines all shapes for the given inputs: by shape inference or, if that is incomplete, by a run with every
     * tensor as an output.
     *
     * @param inputs by name; values matter only if shapes depend on them
     * @throws EngineException if ONNX Runtime rejects or cannot run the graph
     */
    public static Shapes probe(Graph graph, Map<String, Tensor> inputs) {
        var shapes = new Shapes();
        inputs.forEach(shapes::add);
        graph.initializers().values().forEach(shapes::add);
        var tensors = graph.nodes().stream()
                .flatMap(n -> n.outputs().stream())
                .filter(t -> !t.isEmpty())
                .toList();
        try (var session = Session.unoptimized(graph.part(shapes.declare(inputs), tensors))) {
            var inferred = session.inferred();
            var constants = constants(graph);
            boolean complete = graph.nodes().stream().noneMatch(Shapes::inferredWrongly)
                    && tensors.stream().allMatch(t -> constants.containsKey(t) || inferredFully(inferred.get(t)));
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

    /** In ceiling mode, inference counts a last window that contains only padding; the kernels do not. */
    private static boolean inferredWrongly(Node node) {
        return node.attributes().integer("ceil_mode", 0) != 0;
    }

    /** Values of integers need a run; a shape without dimensions may be one that was not inferred. */
    private static boolean inferredFully(ai.onnxruntime.TensorInfo info) {
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

    /**
     * Returns the shape of a tensor.
     *
     * @throws IllegalArgumentException if the graph has no such tensor
     */
    public long[] of(String tensor) {
        var shape = shapes.get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException("the graph has no tensor " + tensor);
        }
        return shape.clone();
    }

    /** Returns the element type of a tensor; null if the graph has no such tensor. */
    public ElementType type(String tensor) {
        return types.get(tensor);
    }

    /** Returns whether a tensor has elements without a gradient: integers, booleans or text. */
    public boolean integral(String tensor) {
        var type = types.get(tensor);
        return type != null && type != ElementType.FLOAT;
    }

    /** Returns whether the shape of a tensor is known. */
    public boolean contains(String tensor) {
        return shapes.containsKey(tensor);
    }

    /** Returns the values of an integer or boolean tensor; empty for other types and for more than 65,536 values. */
    public Optional<long[]> integers(String tensor) {
        return Optional.ofNullable(integers.get(tensor));
    }

    /** Returns the value of a float32 tensor of one element, if it is known. */
    public Optional<Float> scalar(String tensor) {
        return Optional.ofNullable(scalars.get(tensor));
    }

    /** Returns a text with the number of tensors. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Shapes[%d tensors]", shapes.size());
    }
}
