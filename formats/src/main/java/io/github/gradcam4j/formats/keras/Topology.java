package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The conversion of a Keras model to an ONNX graph, layer by layer; a layer may be a model itself. */
final class Topology {

    private final GraphBuilder graph;
    private final ShardedWeights weights;

    Topology(GraphBuilder graph, ShardedWeights weights) {
        this.graph = graph;
        this.weights = weights;
    }

    /** Adds the layers of a model, its inputs and its outputs to the graph. */
    void write(JsonNode model) {
        for (KerasTensor output : apply(model, null)) {
            graph.output(output.tensor(), ElementType.FLOAT, dims(output));
        }
    }

    private static boolean isModel(JsonNode layer) {
        return switch (className(layer)) {
            case "Sequential", "Model", "Functional" -> true;
            default -> false;
        };
    }

    /** @param inputs null for the outermost model: its inputs become inputs of the graph */
    private List<KerasTensor> apply(JsonNode layer, List<KerasTensor> inputs) {
        if (!isModel(layer)) {
            var scope = new LayerScope(className(layer), name(layer), layer.path("config"), graph, weights);
            return List.of(KerasLayers.rule(scope).apply(scope, inputs));
        }
        return className(layer).equals("Sequential") ? sequential(layer, inputs) : functional(layer, inputs);
    }

    private List<KerasTensor> sequential(JsonNode model, List<KerasTensor> inputs) {
        JsonNode config = model.path("config");
        JsonNode layers = config.isArray() ? config : config.path("layers");
        List<KerasTensor> values = inputs;
        for (JsonNode layer : layers) {
            if (isInput(layer)) {
                values = values == null ? List.of(declare(layer)) : values;
            } else if (values == null && !isModel(layer)) {
                values = apply(layer, List.of(declare(layer)));
            } else {
                values = apply(layer, values);
            }
        }
        if (values == null) {
            throw new LayersModelException("the model " + name(model) + " has no layers");
        }
        return values;
    }

    private List<KerasTensor> functional(JsonNode model, List<KerasTensor> inputs) {
        JsonNode config = model.path("config");
        var inputNames = Connection.of(config.path("input_layers")).stream()
                .map(Connection::layer)
                .toList();
        var computed = new HashMap<Connection, KerasTensor>();
        for (JsonNode layer : config.path("layers")) {
            if (isInput(layer)) {
                int index = inputNames.indexOf(name(layer));
                computed.put(
                        Connection.first(name(layer)),
                        inputs == null || index < 0 ? declare(layer) : argument(model, inputs, index));
            }
        }
        var calls = calls(config);
        while (!calls.isEmpty()) {
            var ready = calls.stream()
                    .filter(call -> computed.keySet().containsAll(call.inputs()))
                    .toList();
            if (ready.isEmpty()) {
                throw disconnected(model, calls, computed.keySet());
            }
            ready.forEach(call -> call.record(computed, apply(call.layer(), call.arguments(computed))));
            calls.removeAll(ready);
        }
        var outputs = Connection.of(config.path("output_layers"));
        if (outputs.isEmpty()) {
            throw new LayersModelException("the model " + name(model) + " declares no outputs");
        }
        return outputs.stream().map(output -> output(model, computed, output)).toList();
    }

    private static LayersModelException disconnected(JsonNode model, List<Call> calls, Set<Connection> computed) {
        var known = Stream.concat(
                        computed.stream().map(Connection::layer), calls.stream().map(call -> name(call.layer())))
                .collect(Collectors.toSet());
        for (Call call : calls) {
            for (Connection input : call.inputs()) {
                if (!known.contains(input.layer())) {
                    return new LayersModelException(String.format(
                            Locale.ROOT,
                            "layer %s \"%s\" takes its input from \"%s\", which the model %s does not have",
                            className(call.layer()),
                            name(call.layer()),
                            input,
                            name(model)));
                }
            }
        }
        return new LayersModelException(String.format(
                Locale.ROOT,
                "the layers of the model %s form a cycle: %s",
                name(model),
                calls.stream().map(call -> name(call.layer())).distinct().toList()));
    }

    private static KerasTensor argument(JsonNode model, List<KerasTensor> inputs, int index) {
        if (index >= inputs.size()) {
            throw new LayersModelException("the model " + name(model) + " gets too few inputs");
        }
        return inputs.get(index);
    }

    private static KerasTensor output(JsonNode model, Map<Connection, KerasTensor> computed, Connection output) {
        if (!computed.containsKey(output)) {
            throw new LayersModelException("the model " + name(model) + " has no layer for its output " + output);
        }
        return computed.get(output);
    }

    /** A call of a layer; a shared layer has several. */
    private record Call(JsonNode layer, int node, List<Connection> inputs) {

        List<KerasTensor> arguments(Map<Connection, KerasTensor> computed) {
            return inputs.stream().map(computed::get).toList();
        }

        void record(Map<Connection, KerasTensor> computed, List<KerasTensor> outputs) {
            for (int i = 0; i < outputs.size(); i++) {
                computed.put(new Connection(name(layer), node, i), outputs.get(i));
            }
        }
    }

    private static List<Call> calls(JsonNode config) {
        var first = firstCalls(config);
        var calls = new ArrayList<Call>();
        for (JsonNode layer : config.path("layers")) {
            JsonNode nodes = layer.path("inbound_nodes");
            for (int i = 0; i < nodes.size() && !isInput(layer); i++) {
                calls.add(new Call(layer, first.getOrDefault(name(layer), 0) + i, Connection.of(nodes.get(i))));
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

    private static boolean isInput(JsonNode layer) {
        return className(layer).equals("InputLayer");
    }

    /** Adds an input to the graph, with the shape in the layer's configuration. */
    private KerasTensor declare(JsonNode layer) {
        JsonNode config = layer.path("config");
        JsonNode shape =
                config.has("batch_input_shape") ? config.path("batch_input_shape") : config.path("batch_shape");
        if (!shape.isArray() || shape.size() < 2) {
            throw new LayersModelException(String.format(
                    Locale.ROOT, "layer %s \"%s\" is the first and has no input shape", className(layer), name(layer)));
        }
        var dims = new ArrayList<Integer>();
        for (int i = 1; i < shape.size(); i++) {
            dims.add(shape.get(i).asInt(KerasTensor.UNKNOWN));
        }
        String input = isInput(layer) ? name(layer) : name(layer) + "_input";
        var value = new KerasTensor(input, dims);
        graph.input(input, ElementType.FLOAT, dims(value));
        return value;
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

    private static String className(JsonNode layer) {
        return layer.path("class_name").asText();
    }

    private static String name(JsonNode layer) {
        return layer.path("config").path("name").asText(layer.path("name").asText());
    }
}
