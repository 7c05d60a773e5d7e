package io.github.gradcam4j.runtime;

import ai.onnxruntime.OnnxTensor;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.DataDependence;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TensorInfo;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shape of every tensor of a graph for inputs of given shapes, and the integers and booleans that are the same for
 * all inputs of these shapes. ONNX Runtime infers the shapes, so they always agree with a run. Immutable and thread
 * safe.
 */
public final class Shapes {

    /** The largest number of integers of a tensor whose values are kept. */
    private static final int LARGEST_KEPT = 1 << 16;

    /** The number of runs with random values that look for shapes that depend on values. */
    private static final int RANDOM_RUNS = 2;

    /** The largest number of values of a float32 constant that are kept: a scale for each axis. */
    private static final int LARGEST_REALS = 8;

    /** Types whose values may determine shapes. */
    static final Set<ElementType> INTEGRAL = Set.of(ElementType.INT64, ElementType.INT32, ElementType.BOOL);

    private final Map<String, long[]> shapes = new HashMap<>();
    private final Map<String, ElementType> types = new HashMap<>();
    private final Map<String, long[]> integers = new HashMap<>();
    private final Map<String, Float> scalars = new HashMap<>();
    private final Map<String, float[]> reals = new HashMap<>();
    private final Set<String> varying = new HashSet<>();

    private Shapes() {}

    /**
     * Determines all shapes for the given inputs: by shape inference or, if that is incomplete, by a run with every
     * tensor as an output. Further runs with random values show which shapes depend on the values, if the graph has
     * operators that allow it.
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
        var dependence = DataDependence.of(graph, inputs.keySet());
        var part = graph.part(shapes.declare(inputs), tensors);
        boolean isRunNeeded;
        try (var session = Session.inferring(part)) {
            boolean complete = shapes.infer(session, part);
            isRunNeeded = !complete || !dependence.shapes().isEmpty();
            if (isRunNeeded && part.mayRunInference()) {
                dependence = shapes.run(session, graph, inputs, dependence);
                isRunNeeded = false;
            }
        }
        if (isRunNeeded) {
            try (var session = Session.unoptimized(part)) {
                dependence = shapes.run(session, graph, inputs, dependence);
            }
        }
        shapes.forget(dependence);
        return shapes;
    }

    /** Adds the shapes that ONNX Runtime infers without a run, if these are all. Returns whether they are. */
    private boolean infer(Session session, Graph graph) {
        var constants = constants(graph);
        var inferred = InferredShapes.of(session, graph);
        boolean complete = inferred.areComplete(graph, constants.keySet());
        if (complete) {
            inferred.tensors().forEach((name, info) -> add(name, OrtTypes.of(info), info.getShape()));
            constants.forEach((name, tensor) -> add(tensor.withName(name)));
        }
        return complete;
    }

    /**
     * Runs a session whose outputs are all tensors.
     *
     * @param possible the dependence on the inputs, as far as the operators show it
     * @return the dependence that further runs with random values show
     */
    private DataDependence run(Session session, Graph graph, Map<String, Tensor> inputs, DataDependence possible) {
        if (!shapes.keySet().containsAll(session.outputs())) {
            session.run(inputs, this::add);
        }
        if (possible.shapes().isEmpty()) {
            return possible;
        }
        var observed = observeVarying(session, inputs, possible.shapes());
        return DataDependence.of(graph, inputs.keySet(), observed::contains);
    }

    /**
     * Returns these shapes and those of the tensors that further nodes compute.
     *
     * @param graph the probed graph with further nodes and inputs
     * @param inputs values of the further inputs by name
     * @throws EngineException if ONNX Runtime rejects or cannot run the further nodes
     */
    public Shapes and(Graph graph, Map<String, Tensor> inputs) {
        Objects.requireNonNull(graph, "graph");
        Objects.requireNonNull(inputs, "inputs");
        var further = graph.nodes().stream()
                .filter(n -> !n.outputs().stream().allMatch(o -> o.isEmpty() || contains(o)))
                .toList();
        var given = new HashMap<>(inputs);
        further.stream()
                .flatMap(n -> n.reads().stream())
                .filter(t -> contains(t) && !graph.initializers().containsKey(t))
                .forEach(t -> given.computeIfAbsent(t, name -> Tensor.allocate(type(name), of(name))));
        var written = further.stream()
                .flatMap(n -> n.outputs().stream())
                .filter(t -> !t.isEmpty())
                .toList();
        var all = probe(graph.part(declare(given), written), given);
        all.shapes.putAll(shapes);
        all.types.putAll(types);
        all.integers.putAll(integers);
        all.scalars.putAll(scalars);
        all.reals.putAll(reals);
        all.varying.addAll(varying);
        return all;
    }

    /** Returns the tensors whose shapes differ in runs with random values, and all suspects if such a run fails. */
    private Set<String> observeVarying(Session session, Map<String, Tensor> inputs, Set<String> suspects) {
        var observed = new HashSet<String>();
        for (int run = 0; run < RANDOM_RUNS; run++) {
            var random = new HashMap<>(inputs);
            for (var input : inputs.entrySet()) {
                if (input.getValue().type() == ElementType.FLOAT) {
                    random.put(
                            input.getKey(), Tensor.randn(run, input.getValue().shape()));
                }
            }
            try {
                session.run(random, (name, tensor) -> {
                    if (!Arrays.equals(shapes.get(name), tensor.getInfo().getShape())) {
                        observed.add(name);
                    }
                });
            } catch (EngineException e) {
                // A size that depends on the values may not fit the rest of the graph.
                return suspects;
            }
        }
        return observed;
    }

    /** Removes the values that only the example has. */
    private void forget(DataDependence dependence) {
        integers.keySet().removeAll(dependence.values());
        scalars.keySet().removeAll(dependence.values());
        varying.addAll(dependence.shapes());
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
                .filter(n -> n.constant().isPresent())
                .collect(Collectors.toMap(Node::output, n -> n.constant().orElseThrow()));
    }

    private void add(Constant constant) {
        add(constant.name(), constant.type(), constant.shape());
        if (INTEGRAL.contains(constant.type())) {
            integers.put(constant.name(), constant.integers());
        } else if (constant.type() == ElementType.FLOAT && constant.size() == 1) {
            scalars.put(constant.name(), constant.floats().get(0));
        }
        if (constant.type() == ElementType.FLOAT && constant.size() <= LARGEST_REALS) {
            var values = new float[(int) constant.size()];
            constant.floats().get(values);
            reals.put(constant.name(), values);
        }
    }

    private void add(String name, ElementType type, long[] shape) {
        shapes.put(name, shape);
        types.put(name, type);
    }

    private void add(String name, OnnxTensor tensor) {
        var info = tensor.getInfo();
        var type = OrtTypes.of(info);
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
        Objects.requireNonNull(tensor, "tensor");
        var shape = shapes.get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException("the graph has no tensor " + tensor);
        }
        return shape.clone();
    }

    /** Returns the element type of a tensor; null if the graph has no such tensor. */
    public ElementType type(String tensor) {
        Objects.requireNonNull(tensor, "tensor");
        return types.get(tensor);
    }

    /** Returns whether a tensor has elements without a gradient: integers, booleans or text. */
    public boolean integral(String tensor) {
        Objects.requireNonNull(tensor, "tensor");
        var type = types.get(tensor);
        return type != null && !type.isReal();
    }

    /** Returns whether the shape of a tensor is known. */
    public boolean contains(String tensor) {
        Objects.requireNonNull(tensor, "tensor");
        return shapes.containsKey(tensor);
    }

    /**
     * Returns whether the shape of a tensor depends on the values of the inputs, as that of a NonZero does; {@link #of}
     * is then the shape for the example alone.
     */
    public boolean varies(String tensor) {
        Objects.requireNonNull(tensor, "tensor");
        return varying.contains(tensor);
    }

    /**
     * Returns the values of an integer or boolean tensor that are the same for all inputs of these shapes; empty for
     * values that depend on those of the inputs, for other types, and for more than 65,536 values.
     */
    public Optional<long[]> integers(String tensor) {
        Objects.requireNonNull(tensor, "tensor");
        return Optional.ofNullable(integers.get(tensor));
    }

    /** Returns the values of a float32 constant; empty for other tensors and for more than 8 values. */
    public Optional<float[]> reals(String tensor) {
        Objects.requireNonNull(tensor, "tensor");
        return Optional.ofNullable(reals.get(tensor)).map(float[]::clone);
    }

    /** Returns the value of a float32 tensor of one element, if it is the same for all inputs of these shapes. */
    public Optional<Float> scalar(String tensor) {
        Objects.requireNonNull(tensor, "tensor");
        return Optional.ofNullable(scalars.get(tensor));
    }

    /** Returns a text with the number of tensors. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Shapes[%d tensors]", shapes.size());
    }
}
