package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.internal.text.MessageText;
import java.util.ArrayList;
import java.util.List;

/**
 * A reference to an output of a layer.
 *
 * @param layer the name of the layer
 * @param call the number of the layer's call, from 0
 * @param output the number of the call's output, from 0
 */
record Connection(String layer, int call, int output) {

    private static final String CONSTANT = "_CONSTANT_VALUE";

    /** Returns the first output of a layer's first call. */
    static Connection first(String layer) {
        return new Connection(layer, 0, 0);
    }

    /**
     * Returns the connections in inbound nodes, in {@code input_layers} or in {@code output_layers}: arrays in Keras 2,
     * objects with a {@code keras_history} in Keras 3.
     */
    static List<Connection> of(JsonNode inbound) {
        var found = new ArrayList<Connection>();
        collect(inbound, found);
        return found;
    }

    private static void collect(JsonNode json, List<Connection> found) {
        if (json.has("keras_history")) {
            found.add(triple(json.path("keras_history")));
        } else if (isConnection(json)) {
            found.add(triple(json.has("config") ? json.path("config").path("keras_history") : json));
            json.path(3).forEach(argument -> collect(argument, found));
        } else if (isConstant(json)) {
            json.path(3).forEach(argument -> collect(argument, found));
        } else {
            json.forEach(part -> collect(part, found));
        }
    }

    /** Returns whether this is one connection, in Keras 2 with further arguments of the call as its fourth element. */
    static boolean isConnection(JsonNode json) {
        return json.path("config").has("keras_history")
                || json.isArray() && json.path(0).isTextual() && json.path(1).isInt() && !isConstant(json);
    }

    /** Returns whether this is a constant in place of a connection. */
    static boolean isConstant(JsonNode json) {
        return json.isArray() && json.path(0).asText().equals(CONSTANT);
    }

    private static Connection triple(JsonNode json) {
        boolean right = json.path(0).isTextual() && isNumber(json.path(1)) && isNumber(json.path(2));
        if (!right) {
            throw new LayersModelException(
                    "a connection must be the name of a layer and two numbers, not " + MessageText.excerpt(json));
        }
        return new Connection(
                json.path(0).asText(), json.path(1).asInt(), json.path(2).asInt());
    }

    private static boolean isNumber(JsonNode json) {
        return json.isInt() && json.asInt() >= 0;
    }

    @Override
    public String toString() {
        return MessageText.excerpt(layer);
    }
}
