package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** An output of a layer: the layer's name, which of its calls, which of that call's outputs. */
record Connection(String layer, int call, int output) {

    static Connection first(String layer) {
        return new Connection(layer, 0, 0);
    }

    /** The connections of inbound nodes, of {@code input_layers} or of {@code output_layers}, in Keras 2's form (arrays) or Keras 3's (objects that hold a {@code keras_history}). */
    static List<Connection> of(JsonNode inbound) {
        var found = new ArrayList<Connection>();
        collect(inbound, found);
        return found;
    }

    private static void collect(JsonNode json, List<Connection> found) {
        if (json.has("keras_history")) {
            found.add(triple(json.path("keras_history")));
        } else if (json.isArray() && json.path(0).isTextual()) {
            found.add(triple(json));
        } else {
            json.forEach(part -> collect(part, found));
        }
    }

    private static Connection triple(JsonNode json) {
        return new Connection(
                json.path(0).asText(), json.path(1).asInt(), json.path(2).asInt());
    }

    @Override
    public String toString() {
        return layer;
    }
}
