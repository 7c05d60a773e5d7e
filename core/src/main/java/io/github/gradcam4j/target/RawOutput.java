package io.github.gradcam4j.target;

import io.github.gradcam4j.runtime.Tensor;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One value of a named output, or its negative: the result of a regression, or one sigmoid of several. Shows what
 * raises the value, or what lowers it.
 *
 * @param output the name of an output of the model
 * @param index the index of the value in the output of one image, whose dimensions are flattened
 * @param sign 1 to explain the value, -1 to explain its negative
 */
public record RawOutput(String output, int index, int sign) implements Objective {

    private static final String WEIGHTS = "weights";

    public RawOutput {
        Objects.requireNonNull(output, "output");
        if (index < 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "index %d is negative", index));
        }
        if (sign != 1 && sign != -1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "sign %d is neither 1 nor -1", sign));
        }
    }

    /** Returns the value of an output, the first if there are several. */
    public static RawOutput of(String output) {
        return of(output, 0);
    }

    /** Returns one value of an output. */
    public static RawOutput of(String output, int index) {
        return new RawOutput(output, index, 1);
    }

    /** Returns the negative. */
    public RawOutput negated() {
        return new RawOutput(output, index, -sign);
    }

    @Override
    public String key() {
        return "output " + output;
    }

    @Override
    public String title() {
        return String.format(Locale.ROOT, "%s%s[%d]", sign < 0 ? "-" : "", output, index);
    }

    @Override
    public String write(ObjectiveGraph graph) {
        return ClassScore.weighted(graph, graph.output(output), graph.parameter(WEIGHTS));
    }

    @Override
    public Map<String, Tensor> parameters(Outputs outputs) {
        int size = outputs.size(output);
        if (index >= size) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "output '%s' has %d values, 0 to %d, not %d", output, size, size - 1, index));
        }
        var weights = Tensor.zeros(1, size);
        weights.floats().put(index, sign);
        return Map.of(WEIGHTS, weights);
    }

    @Override
    public boolean isLinear() {
        return true;
    }
}
