package io.github.gradcam4j.formats.architecture;

import io.github.gradcam4j.formats.weights.StateDict;
import io.github.gradcam4j.formats.weights.TorchFiles;
import io.github.gradcam4j.formats.weights.WeightTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Weights of any architecture that follow from a formula: a network with known results and without a download. */
public final class FormulaWeights {
    private static final long CLASSES = 1000;
    private static final int INPUT = 9999;

    private FormulaWeights() {}

    /** Returns a state dict for 1000 classes, without the counters of the batch normalizations. */
    public static StateDict of(Architecture architecture) {
        List<Parameter> parameters = architecture.parameters(CLASSES);
        List<WeightTensor> tensors = new ArrayList<>();
        for (int t = 0; t < parameters.size(); t++) {
            Parameter parameter = parameters.get(t);
            if (!parameter.isCounter()) {
                tensors.add(WeightTensor.of(
                        parameter.name(),
                        parameter.shape().stream().mapToLong(Long::longValue).toArray(),
                        fill((int) parameter.count(), t, distribution(parameter))));
            }
        }
        return StateDict.of(tensors);
    }

    /** Returns an image [1,3,224,224] of noise in -2..2. */
    public static float[] input() {
        return fill(3 * 224 * 224, INPUT, r -> 2 * (2 * r - 1));
    }

    /** Writes a checkpoint as torch would: {@code FormulaWeights resnet34 resnet34.pth}. */
    public static void main(String[] arguments) throws IOException {
        TorchFiles.writeZip(
                Path.of(arguments[1]), of(Architecture.byName(arguments[0])).tensors());
    }

    /** Returns a function from 0..1 to values that keep activations bounded. */
    private static DoubleUnaryOperator distribution(Parameter parameter) {
        if (parameter.shape().size() >= 2) {
            double fanIn = (double) parameter.count() / parameter.shape().get(0);
            double scale = Math.sqrt(6 / fanIn) * (parameter.shape().size() == 2 ? 0.5 : 1);
            return r -> (2 * r - 1) * scale;
        }
        if (parameter.name().endsWith("running_var")) {
            return r -> 0.5 + r;
        }
        return parameter.name().endsWith(".weight") ? r -> 0.5 + 0.5 * r : r -> 0.2 * (2 * r - 1);
    }

    private static float[] fill(int count, int tensor, DoubleUnaryOperator distribution) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) distribution.applyAsDouble(noise(i, tensor));
        }
        return values;
    }

    /** Returns a hash of the element's index, in 0..1; int arithmetic is arithmetic modulo 2^32. */
    private static double noise(int element, int tensor) {
        int x = element * 0x9e3779b1 + tensor * 40503 + 12345;
        x = (x ^ x >>> 16) * 0x45d9f3b;
        x = (x ^ x >>> 16) * 0x45d9f3b;
        return Integer.toUnsignedLong(x ^ x >>> 16) / 0x1p32;
    }
}
