package io.github.gradcam4j.runtime;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
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
            boolean complete = tensors.stream().allMatch(t -> constants.containsKey(t) || known(inferred.get(t)));
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

    /** Of integers the values are wanted too, which only a run shows. */
    private static boolean known(TensorInfo info) {
        return info != null
                && !INTEGRAL.contains(info.type)
                && Arrays.stream(info.getShape()).allMatch(d -> d >= 0);
    }

    private void add(TensorProto constant) {
        var type = Constants.type(constant);
        shapes.put(constant.getName(), Constants.shape(constant));
        types.put(constant.getName(), OnnxJavaType.valueOf(type.name()));
        if (type == DataType.INT64 || type == DataType.INT32) {
            integers.put(constant.getName(), Constants.integers(constant));
        }
    }

    private void add(String name, OnnxJavaType type, long[] shape) {
        shapes.put(name, shape);
        types.put(name, type);
    }

    private void add(String name, OnnxTensor tensor) {
        var info = tensor.getInfo();
        boolean small = Constants.elements(info.getShape()) <= LARGEST_KEPT;
        if (small && INTEGRAL.contains(info.type)) {
            add(name, Session.copy(tensor));
        } else {
            add(name, info.type, info.getShape());
        }
    }

    private void add(String name, Tensor tensor) {
        add(name, tensor.type(), tensor.shape());
        if (INTEGRAL.contains(tensor.type()) && tensor.size() <= LARGEST_KEPT) {
            integers.put(name, tensor.integers());
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

    public boolean knows(String tensor) {
        return shapes.containsKey(tensor);
    }

    /** The values of an integer or boolean tensor in that run; empty for others and for very large ones. */
    public Optional<long[]> integers(String tensor) {
        return Optional.ofNullable(integers.get(tensor));
    }
}
