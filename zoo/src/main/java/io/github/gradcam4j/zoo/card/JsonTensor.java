package io.github.gradcam4j.zoo.card;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.gradcam4j.formats.internal.json.Fields;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** Returns a tensor as a number, or as nested lists of numbers. */
    static JsonNode json(Constant constant) {
        var numbers = JsonNodeFactory.instance.arrayNode();
        if (constant.type() == ElementType.FLOAT) {
            var floats = constant.floats();
            for (int i = 0; i < constant.size(); i++) {
                numbers.add(floats.get(i));
            }
        } else {
            Arrays.stream(constant.integers()).forEach(numbers::add);
        }
        var shape = constant.shape();
        if (shape.length == 0) {
            return numbers.get(0);
        }
        for (int d = shape.length - 1; d > 0; d--) {
            numbers = grouped(numbers, (int) shape[d]);
        }
        return numbers;
    }

    private static ArrayNode grouped(ArrayNode elements, int size) {
        var groups = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < elements.size(); i++) {
            (i % size == 0 ? groups.addArray() : (ArrayNode) groups.get(groups.size() - 1)).add(elements.get(i));
        }
        return groups;
    }

    private void add(JsonNode json, int depth) {
        if (!json.isArray()) {
            regular &= (Fields.isNumber(json) || json.isBoolean()) && depth == shape.size();
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
        if (values.stream().allMatch(v -> v.isBoolean() || v.canConvertToExactIntegral() && v.canConvertToLong())) {
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
