package io.github.gradcam4j.zoo.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.graph.Constant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A tensor in JSON: a number or a boolean, or nested lists of them. */
final class JsonTensor {

    private final List<JsonNode> values = new ArrayList<>();
    private final List<Long> shape = new ArrayList<>();
    private boolean regular = true;

    private JsonTensor() {}

    /** Returns int64 if all values are whole numbers or booleans, else float32; empty if lists differ in length. */
    static Optional<Constant> of(String name, JsonNode json) {
        var tensor = new JsonTensor();
        tensor.add(json, 0);
        return tensor.regular ? Optional.of(tensor.constant(name)) : Optional.empty();
    }

    private void add(JsonNode json, int depth) {
        if (!json.isArray()) {
            regular &= (json.isNumber() || json.isBoolean()) && depth == shape.size();
            values.add(json);
            return;
        }
        if (depth == shape.size() && values.isEmpty()) {
            shape.add((long) json.size());
        }
        regular &= !json.isEmpty() && depth < shape.size() && shape.get(depth) == json.size();
        json.forEach(element -> add(element, depth + 1));
    }

    private Constant constant(String name) {
        var dims = shape.stream().mapToLong(d -> d).toArray();
        if (values.stream().allMatch(v -> v.isBoolean() || v.canConvertToExactIntegral())) {
            var integers = values.stream()
                    .mapToLong(v -> v.isBoolean() ? (v.asBoolean() ? 1 : 0) : v.asLong())
                    .toArray();
            return Constant.integers(name, integers, dims);
        }
        var floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values.get(i).asDouble();
        }
        return Constant.floats(name, floats, dims);
    }
}
