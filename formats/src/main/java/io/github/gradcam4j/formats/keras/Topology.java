package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.gradcam4j.formats.internal.json.Fields;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.internal.text.MessageText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The conversion of a Keras model to an ONNX graph, layer by layer; a layer may be a model itself. */
final class Topology {

    private static final int MOST_WORK = 100_000;

    private final GraphBuilder graph;
    private final KerasWeights weights;
    private final boolean keras3;
    private final Set<String> ambiguous;
    private long work;

    private Topology(GraphBuilder graph, KerasWeights weights, boolean keras3, Set<String> ambiguous) {
        this.graph = graph;
        this.weights = weights;
        this.keras3 = keras3;
        this.ambiguous = ambiguous;
    }

    /**
     * Adds the layers of a model, its inputs and its outputs to a graph.
     *
     * @param keras3 whether Keras 3 wrote the model; some functions are others in earlier versions
     * @throws LayersModelException if a layer is not supported; the message names all such layers
     */
    static void write(JsonNode json, GraphBuilder graph, KerasWeights weights, boolean keras3) {
        var model = KerasLayer.outermost(json);
        if (model.layers().isEmpty()) {
            throw new LayersModelException("the model " + MessageText.excerpt(model.name()) + " has no layers");
        }
        var layers = plainLayers(model.layers()).toList();
        KerasLayers.requireSupported(layers);
        var seen = new HashSet<String>();
        var ambiguous = layers.stream()
                .map(KerasLayer::name)
                .filter(name -> !seen.add(name))
                .collect(Collectors.toSet());
        new Topology(graph, weights, keras3, ambiguous).write(model);
    }

    /** Returns the layers that are neither models nor inputs, those of nested models too. */
    static Stream<KerasLayer> plainLayers(List<KerasLayer> layers) {
        return layers.stream()
                .flatMap(layer -> layer.isModel() ? plainLayers(layer.nested()) : Stream.of(layer))
                .filter(layer -> !layer.isInput());
    }

    private void write(KerasLayer model) {
        for (KerasTensor output : model(model, model.layers(), null)) {
            graph.output(output.tensor(), ElementType.FLOAT, dims(output));
        }
    }

    private List<KerasTensor> apply(KerasLayer layer, JsonNode node, List<KerasTensor> inputs) {
        charge(inputs == null ? 1 : 1 + inputs.size());
        if (layer.isModel()) {
            return model(layer, layer.nested(), inputs);
        }
        var scope = new LayerScope(layer, uniqueName(layer), new CallArguments(node), graph, weights, keras3);
        return List.of(possible(
                scope, inputs, () -> KerasLayers.rule(layer).orElseThrow().apply(scope, inputs)));
    }

    /** Returns the output of a layer, which must be a tensor that can exist. */
    private static KerasTensor possible(LayerScope scope, List<KerasTensor> inputs, Supplier<KerasTensor> conversion) {
        try {
            var output = conversion.get();
            if (output.isPossible()) {
                return output;
            }
            throw scope.failure("makes of " + MessageText.excerpt(inputs) + " an output of the shape " + output
                    + ", which is not possible");
        } catch (ArithmeticException e) {
            throw scope.failure("makes of " + MessageText.excerpt(inputs) + " an output that is too large");
        } catch (IllegalArgumentException e) {
            throw scope.failure("cannot be converted: " + e.getMessage());
        }
    }

    /** Counts work: layers, calls and their inputs and outputs, those of shared models at each of their calls. */
    private void charge(int items) {
        work += items;
        if (work > MOST_WORK) {
            throw new LayersModelException(String.format(
                    Locale.ROOT,
                    "the model calls its layers more than %,d times; models that call each other make it too large",
                    MOST_WORK));
        }
    }

    /** Returns the layer's name; after its models' names if layers of several models have the name. */
    private String uniqueName(KerasLayer layer) {
        return ambiguous.contains(layer.name()) ? String.join("/", layer.path()) : layer.name();
    }

    /** @param inputs null for the outermost model: its inputs become inputs of the graph */
    private List<KerasTensor> model(KerasLayer model, List<KerasLayer> layers, List<KerasTensor> inputs) {
        charge(layers.size());
        return model.isSequential() ? sequential(model, layers, inputs) : functional(model, layers, inputs);
    }

    private List<KerasTensor> sequential(KerasLayer model, List<KerasLayer> layers, List<KerasTensor> inputs) {
        List<KerasTensor> values = inputs;
        for (KerasLayer layer : layers) {
            if (layer.isInput()) {
                values = values == null ? List.of(declare(layer)) : values;
            } else if (values == null && !layer.isModel()) {
                values = apply(layer, MissingNode.getInstance(), List.of(declare(layer)));
            } else {
                values = apply(layer, MissingNode.getInstance(), values);
            }
        }
        if (values == null) {
            throw new LayersModelException("the model " + MessageText.excerpt(model.name()) + " has no layers");
        }
        return values;
    }

    private List<KerasTensor> functional(KerasLayer model, List<KerasLayer> layers, List<KerasTensor> inputs) {
        JsonNode config = model.config();
        var inputNames = new HashMap<String, Integer>();
        for (Connection input : Connection.of(config.path("input_layers"))) {
            inputNames.putIfAbsent(input.layer(), inputNames.size());
        }
        var computed = new HashMap<Connection, KerasTensor>();
        for (KerasLayer layer : layers) {
            if (layer.isInput()) {
                int index = inputNames.getOrDefault(layer.name(), -1);
                computed.put(
                        Connection.first(layer.name()),
                        inputs == null || index < 0 ? declare(layer) : argument(model, inputs, index));
            }
        }
        var waiting = new WaitingCalls(calls(config, layers), computed.keySet());
        for (var call = waiting.next(); call.isPresent(); call = waiting.next()) {
            var ready = call.get();
            var outputs = apply(ready.layer(), ready.json(), ready.arguments(computed));
            for (int i = 0; i < outputs.size(); i++) {
                var output = ready.output(i);
                computed.put(output, outputs.get(i));
                waiting.computed(output);
            }
        }
        if (!waiting.remaining().isEmpty()) {
            throw disconnected(model, waiting.remaining(), computed.keySet());
        }
        var outputs = Connection.of(config.path("output_layers"));
        charge(outputs.size());
        if (outputs.isEmpty()) {
            throw new LayersModelException("the model " + MessageText.excerpt(model.name()) + " declares no outputs");
        }
        return outputs.stream().map(output -> output(model, computed, output)).toList();
    }

    private static LayersModelException disconnected(KerasLayer model, List<Call> calls, Set<Connection> computed) {
        var known = Stream.concat(
                        computed.stream().map(Connection::layer),
                        calls.stream().map(call -> call.layer().name()))
                .collect(Collectors.toSet());
        for (Call call : calls) {
            for (Connection input : call.inputs()) {
                if (!known.contains(input.layer())) {
                    return new LayersModelException(String.format(
                            Locale.ROOT,
                            "%s takes its input from \"%s\", which the model %s does not have",
                            call.layer(),
                            input,
                            MessageText.excerpt(model.name())));
                }
            }
        }
        return new LayersModelException(String.format(
                Locale.ROOT,
                "the layers of the model %s form a cycle: %s",
                MessageText.excerpt(model.name()),
                MessageText.excerpt(calls.stream()
                        .map(call -> call.layer().name())
                        .distinct()
                        .toList())));
    }

    private static KerasTensor argument(KerasLayer model, List<KerasTensor> inputs, int index) {
        if (index >= inputs.size()) {
            throw new LayersModelException("the model " + MessageText.excerpt(model.name()) + " gets too few inputs");
        }
        return inputs.get(index);
    }

    private static KerasTensor output(KerasLayer model, Map<Connection, KerasTensor> computed, Connection output) {
        if (!computed.containsKey(output)) {
            throw new LayersModelException(
                    "the model " + MessageText.excerpt(model.name()) + " has no layer for its output " + output);
        }
        return computed.get(output);
    }

    /** A call of a layer; a shared layer has several. */
    record Call(KerasLayer layer, int node, JsonNode json, List<Connection> inputs) {

        List<KerasTensor> arguments(Map<Connection, KerasTensor> computed) {
            return inputs.stream().map(computed::get).toList();
        }

        Connection output(int index) {
            return new Connection(layer.name(), node, index);
        }
    }

    private static List<Call> calls(JsonNode config, List<KerasLayer> layers) {
        var first = firstCalls(config);
        var calls = new ArrayList<Call>();
        for (KerasLayer layer : layers) {
            JsonNode nodes = layer.inboundNodes();
            for (int i = 0; i < nodes.size() && !layer.isInput(); i++) {
                int number = Math.addExact(first.getOrDefault(layer.name(), 0), i);
                calls.add(new Call(layer, number, nodes.get(i), Connection.of(nodes.get(i))));
            }
        }
        return calls;
    }

    /**
     * Returns the number of each layer's first call. Some versions of Keras count the construction of a nested model as
     * its call 0 and do not write that call; the first call in the file is then 1.
     */
    private static Map<String, Integer> firstCalls(JsonNode config) {
        var used = new ArrayList<>(Connection.of(config.path("output_layers")));
        config.path("layers").forEach(layer -> used.addAll(Connection.of(layer.path("inbound_nodes"))));
        return used.stream().collect(Collectors.toMap(Connection::layer, Connection::call, Math::min));
    }

    /** The keys of an input's shape: of Keras 2, of Keras 3, and of each in TF.js. */
    private static final List<String> SHAPES =
            List.of("batch_input_shape", "batch_shape", "batchInputShape", "batchShape");

    /** Adds an input to the graph, with the shape in the layer's configuration. */
    private KerasTensor declare(KerasLayer layer) {
        JsonNode shape = SHAPES.stream()
                .map(key -> layer.config().path(key))
                .filter(JsonNode::isArray)
                .findFirst()
                .orElseThrow(() -> new LayersModelException(layer + " is the first and has no input shape"));
        if (shape.size() < 2) {
            throw new LayersModelException(
                    layer + " is the first and has the input shape " + MessageText.excerpt(shape));
        }
        var dims = new ArrayList<Integer>();
        for (int i = 1; i < shape.size(); i++) {
            JsonNode size = shape.get(i);
            if (!size.isNull() && !Fields.isInteger(size)) {
                throw new LayersModelException(layer + " has the input shape " + MessageText.excerpt(shape));
            }
            dims.add(size.asInt(KerasTensor.UNKNOWN));
        }
        String input = layer.isInput() ? layer.name() : layer.name() + "_input";
        var value = new KerasTensor(input, dims);
        if (graph.has(input) || !isPossible(value)) {
            throw new LayersModelException(
                    layer + " has the input shape " + value + ", which is not possible, or the name of another tensor");
        }
        graph.input(input, ElementType.FLOAT, dims(value));
        return value;
    }

    private static boolean isPossible(KerasTensor value) {
        try {
            return value.isPossible();
        } catch (ArithmeticException tooLarge) {
            return false;
        }
    }

    private static Object[] dims(KerasTensor value) {
        var dims = new ArrayList<Object>();
        dims.add("N");
        if (value.isMap()) {
            dims.add(dim(value.channels(), "C"));
            dims.add(dim(value.height(), "H"));
            dims.add(dim(value.width(), "W"));
        } else {
            for (int i = 0; i < value.rank(); i++) {
                dims.add(dim(value.shape().get(i), "D" + (i + 1)));
            }
        }
        return dims.toArray();
    }

    private static Object dim(int size, String name) {
        return size == KerasTensor.UNKNOWN ? name : size;
    }
}
