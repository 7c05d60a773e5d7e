package io.github.gradcam4j.formats.architecture;

import io.github.gradcam4j.formats.weights.StateDict;
import io.github.gradcam4j.formats.weights.WeightTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A tensor that an architecture's state dict has. */
public record Parameter(String name, List<Long> shape) {
    private static final String COUNTER = "num_batches_tracked";
    private static final String STATISTICS = "running_";

    static Parameter of(String name, long... shape) {
        return new Parameter(name, Arrays.stream(shape).boxed().toList());
    }

    /** The number of elements. */
    public long count() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Whether training changed it by gradients: it is neither a batch normalization's statistics nor its counter. */
    public boolean isTrained() {
        return !isCounter() && !lastName().startsWith(STATISTICS);
    }

    /** Whether it only counts training steps: a state dict may lack it, as those of PyTorch before 0.4.1 do. */
    public boolean isCounter() {
        return lastName().equals(COUNTER);
    }

    private String lastName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    static List<String> differences(List<Parameter> expected, StateDict weights) {
        Map<String, Parameter> byName =
                expected.stream().collect(Collectors.toMap(Parameter::name, Function.identity()));
        List<String> differences = new ArrayList<>();
        expected.stream().map(parameter -> parameter.difference(weights)).forEach(differences::addAll);
        weights.tensors().stream()
                .filter(tensor -> !byName.containsKey(tensor.name()))
                .map(tensor -> tensor.name() + ": not expected, came " + describe(tensor))
                .forEach(differences::add);
        return differences;
    }

    private List<String> difference(StateDict weights) {
        if (weights.find(name).isEmpty()) {
            return isCounter() ? List.of() : List.of(name + ": expected " + wanted() + ", missing");
        }
        WeightTensor tensor = weights.find(name).get();
        boolean fits = shapeOf(tensor).equals(shape) && (tensor.type().isFloat() || isCounter());
        return fits ? List.of() : List.of(name + ": expected " + wanted() + ", came " + describe(tensor));
    }

    private String wanted() {
        return isCounter() ? shape.toString() : "floats " + shape;
    }

    private static String describe(WeightTensor tensor) {
        return tensor.type() + " " + shapeOf(tensor);
    }

    private static List<Long> shapeOf(WeightTensor tensor) {
        return Arrays.stream(tensor.shape()).boxed().toList();
    }
}
