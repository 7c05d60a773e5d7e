package io.github.gradcam4j.formats.keras;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The conversion of layers with several inputs. */
final class MergeLayers {

    private MergeLayers() {}

    static Map<String, KerasLayers.Rule> rules() {
        return Map.of(
                "Add", pairwise("Add"),
                "Subtract", MergeLayers::subtract,
                "Multiply", pairwise("Mul"),
                "Average", variadic("Mean"),
                "Maximum", variadic("Max"),
                "Minimum", variadic("Min"),
                "Concatenate", MergeLayers::concatenate);
    }

    private static KerasLayers.Rule pairwise(String op) {
        return (layer, inputs) -> {
            KerasTensor shape = broadcast(layer, inputs);
            String sum = inputs.get(0).tensor();
            for (int i = 1; i < inputs.size(); i++) {
                var operands = List.of(sum, inputs.get(i).tensor());
                sum = i == inputs.size() - 1 ? layer.node(op, operands) : layer.inner("part", op, operands);
            }
            return shape.as(sum);
        };
    }

    private static KerasTensor subtract(LayerScope layer, List<KerasTensor> inputs) {
        if (inputs.size() != 2) {
            throw layer.failure("subtracts " + inputs.size() + " inputs, expected two");
        }
        return pairwise("Sub").apply(layer, inputs);
    }

    private static KerasLayers.Rule variadic(String op) {
        return (layer, inputs) -> broadcast(layer, inputs)
                .as(layer.node(op, inputs.stream().map(KerasTensor::tensor).toList()));
    }

    static KerasTensor broadcast(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor first = several(layer, inputs);
        var shape = new ArrayList<>(first.shape());
        for (KerasTensor input : inputs) {
            for (int axis = 0; axis < shape.size(); axis++) {
                int size = input.shape().get(axis);
                if (shape.get(axis) == 1) {
                    shape.set(axis, size);
                } else if (size != 1
                        && size != KerasTensor.UNKNOWN
                        && shape.get(axis) != KerasTensor.UNKNOWN
                        && size != shape.get(axis)) {
                    throw layer.failure("merges shapes that do not match: " + inputs);
                }
            }
        }
        return new KerasTensor(first.tensor(), shape);
    }

    private static KerasTensor concatenate(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor first = several(layer, inputs);
        int keras = layer.integer("axis", -1);
        int axis = layer.axis(first, keras);
        int index = (keras < 0 ? keras + first.rank() + 1 : keras) - 1;
        boolean free = inputs.stream().anyMatch(i -> i.shape().get(index) == KerasTensor.UNKNOWN);
        var shape = new ArrayList<>(first.shape());
        shape.set(
                index,
                free
                        ? KerasTensor.UNKNOWN
                        : inputs.stream().mapToInt(i -> i.shape().get(index)).reduce(0, Math::addExact));
        var tensors = inputs.stream().map(KerasTensor::tensor).toList();
        return new KerasTensor(layer.node("Concat", tensors, Attributes.of("axis", axis)), shape);
    }

    private static KerasTensor several(LayerScope layer, List<KerasTensor> inputs) {
        if (inputs.size() < 2) {
            throw layer.failure("merges " + inputs.size() + " input, expected two or more");
        }
        if (inputs.stream().mapToInt(KerasTensor::rank).distinct().count() != 1) {
            throw layer.failure("merges shapes of different ranks: " + inputs);
        }
        return inputs.get(0);
    }
}
