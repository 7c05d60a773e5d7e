package io.github.gradcam4j.zoo.tfjs;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Layers that make one of several. */
final class MergeLayers {

    private MergeLayers() {}

    static Map<String, Layers.Rule> rules() {
        return Map.of(
                "Add", pairwise("Add"),
                "Subtract", MergeLayers::subtract,
                "Multiply", pairwise("Mul"),
                "Average", variadic("Mean"),
                "Maximum", variadic("Max"),
                "Minimum", variadic("Min"),
                "Concatenate", MergeLayers::concatenate);
    }

    private static Layers.Rule pairwise(String op) {
        return (layer, inputs) -> {
            Value shape = broadcast(layer, inputs);
            String sum = inputs.get(0).tensor();
            for (int i = 1; i < inputs.size(); i++) {
                var operands = List.of(sum, inputs.get(i).tensor());
                sum = i == inputs.size() - 1 ? layer.node(op, operands) : layer.inner("part", op, operands);
            }
            return shape.as(sum);
        };
    }

    private static Value subtract(LayerScope layer, List<Value> inputs) {
        if (inputs.size() != 2) {
            throw layer.failure("subtracts " + inputs.size() + " inputs where two are expected");
        }
        return pairwise("Sub").apply(layer, inputs);
    }

    private static Layers.Rule variadic(String op) {
        return (layer, inputs) -> broadcast(layer, inputs)
                .as(layer.node(op, inputs.stream().map(Value::tensor).toList()));
    }

    private static Value broadcast(LayerScope layer, List<Value> inputs) {
        Value first = several(layer, inputs);
        var shape = new ArrayList<>(first.shape());
        for (Value input : inputs) {
            for (int axis = 0; axis < shape.size(); axis++) {
                int size = input.shape().get(axis);
                if (shape.get(axis) == 1) {
                    shape.set(axis, size);
                } else if (size != 1
                        && size != Value.UNKNOWN
                        && shape.get(axis) != Value.UNKNOWN
                        && size != shape.get(axis)) {
                    throw layer.failure("merges shapes that do not match: " + inputs);
                }
            }
        }
        return new Value(first.tensor(), shape);
    }

    private static Value concatenate(LayerScope layer, List<Value> inputs) {
        Value first = several(layer, inputs);
        int keras = layer.integer("axis", -1);
        int axis = layer.axis(first, keras);
        int index = (keras < 0 ? keras + first.rank() + 1 : keras) - 1;
        boolean free = inputs.stream().anyMatch(i -> i.shape().get(index) == Value.UNKNOWN);
        var shape = new ArrayList<>(first.shape());
        shape.set(
                index,
                free
                        ? Value.UNKNOWN
                        : inputs.stream().mapToInt(i -> i.shape().get(index)).sum());
        var tensors = inputs.stream().map(Value::tensor).toList();
        return new Value(layer.node("Concat", tensors, Attributes.of("axis", axis)), shape);
    }

    private static Value several(LayerScope layer, List<Value> inputs) {
        if (inputs.size() < 2) {
            throw layer.failure("merges " + inputs.size() + " input");
        }
        if (inputs.stream().mapToInt(Value::rank).distinct().count() != 1) {
            throw layer.failure("merges shapes of different ranks: " + inputs);
        }
        return inputs.get(0);
    }
}
