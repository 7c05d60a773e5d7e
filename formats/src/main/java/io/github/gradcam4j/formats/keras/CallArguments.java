package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of a call in an inbound node, in the order of the function's parameters: outputs of layers, numbers and
 * lists of numbers. In Keras 2, a node is {@code [["layer", 0, 0, {"y": 2.0}]]}, and a constant in front is
 * {@code ["_CONSTANT_VALUE", -1, 2.0, {...}]}; in Keras 3, it is {@code {"args": [...], "kwargs": {...}}}.
 */
record CallArguments(JsonNode node) {

    /** An argument. */
    sealed interface Argument {}

    /** An output of a layer, in the order of {@link Connection#of}. */
    record Output(KerasTensor value) implements Argument {}

    /** A number, or one for each channel. */
    record Numbers(float[] values) implements Argument {}

    /** @param inputs the outputs of layers among the arguments */
    List<Argument> operands(List<KerasTensor> inputs) {
        var operands = new ArrayList<Argument>();
        collect(node, inputs.iterator(), operands);
        return operands;
    }

    private static void collect(JsonNode json, Iterator<KerasTensor> inputs, List<Argument> operands) {
        if (Connection.isConnection(json)) {
            operands.add(new Output(next(inputs)));
            json.path(3).forEach(more -> collect(more, inputs, operands));
        } else if (Connection.isConstant(json)) {
            collect(json.path(2), inputs, operands);
            json.path(3).forEach(more -> collect(more, inputs, operands));
        } else if (numbers(json).isPresent()) {
            operands.add(new Numbers(numbers(json).get()));
        } else if (json.path("config").has("value")) {
            collect(json.path("config").path("value"), inputs, operands);
        } else {
            json.forEach(part -> collect(part, inputs, operands));
        }
    }

    private static KerasTensor next(Iterator<KerasTensor> inputs) {
        if (!inputs.hasNext()) {
            throw new LayersModelException("a call of a function has more outputs of layers than inputs");
        }
        return inputs.next();
    }

    private static Optional<float[]> numbers(JsonNode json) {
        if (json.isNumber()) {
            return Optional.of(new float[] {(float) json.asDouble()});
        }
        if (!json.isArray() || json.isEmpty()) {
            return Optional.empty();
        }
        var values = new float[json.size()];
        for (int i = 0; i < values.length; i++) {
            if (!json.get(i).isNumber()) {
                return Optional.empty();
            }
            values[i] = (float) json.get(i).asDouble();
        }
        return Optional.of(values);
    }

    /** Returns a named argument, if any. */
    Optional<JsonNode> named(String name) {
        return node.findParents(name).stream().findFirst().map(parent -> parent.get(name));
    }
}
