package io.github.gradcam4j.runtime;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.github.gradcam4j.graph.Constants;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    /** Runs {@code graph} once on {@code inputs} with every tensor in it as an output. */
    public static Shapes probe(Graph graph, Map<String, Tensor> inputs) {
        var every = GraphBuilder.from(graph);
        var outputs = graph.outputNames();
        graph.nodes().stream()
                .flatMap(n -> n.outputs().stream())
                .filter(t -> !t.isEmpty() && !outputs.contains(t))
                .forEach(every::output);
        var shapes = new Shapes();
        try (var session = Session.plain(every.graph())) {
            session.run(inputs, shapes::add);
        }
        inputs.forEach(shapes::add);
        graph.initializers().forEach((name, tensor) -> {
            shapes.shapes.put(name, Constants.shape(tensor));
            var type = Constants.type(tensor);
            if (type == DataType.INT64 || type == DataType.INT32) {
                shapes.integers.put(name, Constants.integers(tensor));
            }
        });
        return shapes;
    }

    private void add(String name, OnnxTensor tensor) {
        var info = tensor.getInfo();
        boolean small = Constants.elements(info.getShape()) <= LARGEST_KEPT;
        if (small && INTEGRAL.contains(info.type)) {
            add(name, Session.copy(tensor));
        } else {
            shapes.put(name, info.getShape());
            types.put(name, info.type);
        }
    }

    private void add(String name, Tensor tensor) {
        shapes.put(name, tensor.shape());
        types.put(name, tensor.type());
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
