package io.github.gradcam4j.formats.architecture;

import io.github.gradcam4j.formats.weights.StateDict;
import io.github.gradcam4j.formats.weights.WeightTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The name and shape of a tensor in an architecture's state dict. */
public record Parameter(String name, List<Long> shape) {
    private static final String COUNTER = "num_batches_tracked";
    private static final String STATISTICS = "running_";

    static Parameter of(String name, long... shape) {
        return new Parameter(name, Arrays.stream(shape).boxed().toList());
    }

    /** Returns the number of elements. */
    public long count() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /**
     * Returns whether training changes the tensor by gradients: it is not a statistic or a counter of a batch
     * normalization.
     */
    public boolean isTrained() {
        return !isCounter() && !lastName().startsWith(STATISTICS);
    }

    /**
     * Returns whether the tensor only counts training steps. A state dict may lack it; those of PyTorch before 0.4.1
     * do.
     */
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
                .map(tensor -> tensor.name() + ": unexpected, found " + describe(tensor))
                .forEach(differences::add);
        return differences;
    }

    private List<String> difference(StateDict weights) {
        if (weights.find(name).isEmpty()) {
            return isCounter() ? List.of() : List.of(name + ": expected " + description() + ", missing");
        }
        WeightTensor tensor = weights.find(name).get();
        boolean fits = shapeOf(tensor).equals(shape) && (tensor.type().isFloat() || isCounter());
        return fits ? List.of() : List.of(name + ": expected " + description() + ", found " + describe(tensor));
    }

    private String description() {
        return isCounter() ? shape.toString() : "floats " + shape;
    }

    private static String describe(WeightTensor tensor) {
        return tensor.type() + " " + shapeOf(tensor);
    }

    private static List<Long> shapeOf(WeightTensor tensor) {
        return Arrays.stream(tensor.shape()).boxed().toList();
    }
}
