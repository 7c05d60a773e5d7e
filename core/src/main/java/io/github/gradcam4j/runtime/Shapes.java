package io.github.gradcam4j.runtime;

import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto.DataType;
import io.github.gradcam4j.internal.onnx.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.TensorInfo;
import io.github.gradcam4j.graph.Constants;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shape of every tensor of a graph, and the values of its integer and boolean ones, as one run of it reveals them:
 * ONNX Runtime's word, so that no second opinion on shapes is written here. Immutable.
 */
public final class Shapes {

    private static final int LARGEST_KEPT = 1 << 16;
    private static final Set<OnnxJavaType> INTEGRAL = Set.of(OnnxJavaType.INT64, OnnxJavaType.INT32, OnnxJavaType.BOOL);

    private final Map<String, long[]> shapes = new HashMap<>();
    private final Map<String, OnnxJavaType> types = new HashMap<>();
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
                inferred.forEach((name, info) -> shapes.add(name, info.type, info.getShape()));
                constants.forEach((name, tensor) ->
                        shapes.add(tensor.toBuilder().setName(name).build()));
            } else {
                session.run(inputs, shapes::add);
            }
        }
        return shapes;
    }

    private List<ValueInfoProto> declare(Map<String, Tensor> inputs) {
        return inputs.entrySet().stream()
                .map(i -> GraphBuilder.declare(
                        i.getKey(),
                        DataType.valueOf(i.getValue().type().name()),
                        Arrays.stream(i.getValue().shape()).boxed().toArray()))
                .toList();
    }

    private static Map<String, TensorProto> constants(Graph graph) {
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
    private static boolean known(TensorInfo info) {
        return info != null
                && !INTEGRAL.contains(info.type)
                && info.getShape().length > 0
                && Arrays.stream(info.getShape()).allMatch(d -> d >= 0);
    }

    private void add(TensorProto constant) {
        var type = Constants.type(constant);
        shapes.put(constant.getName(), Constants.shape(constant));
        types.put(constant.getName(), OnnxJavaType.valueOf(type.name()));
        if (type == DataType.INT64 || type == DataType.INT32 || type == DataType.BOOL) {
            integers.put(constant.getName(), Constants.integers(constant));
        } else if (type == DataType.FLOAT && Constants.elements(Constants.shape(constant)) == 1) {
            scalars.put(constant.getName(), Constants.floats(constant).get(0));
        }
    }

    private void add(String name, OnnxJavaType type, long[] shape) {
        shapes.put(name, shape);
        types.put(name, type);
    }

    private void add(String name, OnnxTensor tensor) {
        var info = tensor.getInfo();
        long elements = Constants.elements(info.getShape());
        boolean scalar = info.type == OnnxJavaType.FLOAT && elements == 1;
        if (scalar || (INTEGRAL.contains(info.type) && elements <= LARGEST_KEPT)) {
            add(name, Session.copy(tensor));
        } else {
            add(name, info.type, info.getShape());
        }
    }

    private void add(String name, Tensor tensor) {
        add(name, tensor.type(), tensor.shape());
        if (INTEGRAL.contains(tensor.type()) && tensor.size() <= LARGEST_KEPT) {
            integers.put(name, tensor.integers());
        } else if (tensor.type() == OnnxJavaType.FLOAT && tensor.size() == 1) {
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
    public OnnxJavaType type(String tensor) {
        return types.get(tensor);
    }

    /** Whether a tensor that a node wrote holds integers, booleans or text: nothing that has a gradient. */
    public boolean integral(String tensor) {
        var type = types.get(tensor);
        return type != null && type != OnnxJavaType.FLOAT;
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
}
