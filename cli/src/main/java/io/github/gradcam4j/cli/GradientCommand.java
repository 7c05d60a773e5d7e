package io.github.gradcam4j.cli;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.gradient.GradientGraph;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.runtime.Npy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The vector-Jacobian product of any ONNX graph. */
@Command(
        name = "gradient",
        header = "Compute a gradient of any ONNX graph.",
        description = {
            "The gradient of sum(seed * output) with respect to a tensor, by a backward graph of ordinary ONNX "
                    + "operators "
                    + "that runs as fast as inference. Arrays are npy files; the result is float32.",
            ""
        },
        footerHeading = "%nExample%n",
        footer = "  gradcam gradient net.onnx --input x.npy --seed dy.npy -o dx.npy")
final class GradientCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL.onnx", description = "The graph.")
    private Path file;

    @Option(
            names = "--input",
            required = true,
            paramLabel = "[NAME=]FILE.npy",
            description = {
                "Value of an input of the graph, once for each input; without a name, of the first input that has no "
                        + "value.",
                "The values must be exact in the input's type: int64 for an int32 input in its range, for example. "
                        + "Floating-point numbers count as float32. Types that NumPy does not have are given as "
                        + "float32 or, as ml_dtypes saves them, as bytes (|V2, |V1)."
            })
    private List<String> inputs;

    @Option(
            names = "--seed",
            required = true,
            paramLabel = "FILE.npy",
            description = "Weights of the output's elements, in the output's shape.")
    private Path seed;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "The tensor to differentiate (default: first output).")
    private Optional<String> output;

    @Option(
            names = "--wrt",
            paramLabel = "TENSOR",
            description = "The tensor to differentiate with respect to (default: first input of floating-point "
                    + "numbers). May be given several times, for one pass backwards.")
    private List<String> wrt = List.of();

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FILE.npy",
            description = "File of the gradient, once for each --wrt, in their order.")
    private List<Path> results;

    @Mixin
    private ProviderOption provider;

    @Override
    public Integer call() throws IOException {
        var resolved = provider.resolve(spec.commandLine().getErr());
        var given = GradientInputs.read(ModelSource.of(file), inputs);
        var to = wrt.isEmpty() ? List.of(given.firstDifferentiable()) : wrt;
        to.forEach(given::requireDifferentiable);
        requireOneFileEach(to);
        var values = given.values();
        var forward = DifferentiableGraph.of(given.graph(), values);
        String of = output.orElse(forward.graph().outputNames().get(0));
        requireTensor(forward, of);
        to.forEach(tensor -> requireTensor(forward, tensor));
        if (forward.shapes().integral(of)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "the output %s has no floating-point numbers, so it has no gradient", of));
        }
        var weights = Npy.read(seed);
        if (!Arrays.equals(weights.shape(), forward.shapes().of(of))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the seed has the shape %s, but %s has %s",
                    Arrays.toString(weights.shape()),
                    of,
                    Arrays.toString(forward.shapes().of(of))));
        }
        try (var runner = GradientGraph.vectorJacobian(forward, of, to.toArray(String[]::new))
                .open(resolved)) {
            var gradients = runner.gradients(values, weights);
            for (int i = 0; i < to.size(); i++) {
                var gradient = gradients.get(to.get(i));
                Npy.write(results.get(i), gradient);
                spec.commandLine()
                        .getOut()
                        .printf(
                                Locale.ROOT,
                                "%s: gradient of %s with respect to %s, float32 %s%n",
                                results.get(i),
                                of,
                                to.get(i),
                                Arrays.toString(gradient.shape()));
            }
        }
        return 0;
    }

    private void requireOneFileEach(List<String> to) {
        if (results.size() != to.size() || new HashSet<>(results).size() != results.size()) {
            throw new ParameterException(
                    spec.commandLine(),
                    String.format(
                            Locale.ROOT,
                            "the number of tensors (--wrt) is %d, that of different files (-o) %d;"
                                    + " give one file for each",
                            to.size(),
                            new HashSet<>(results).size()));
        }
        if (new HashSet<>(to).size() != to.size()) {
            throw new ParameterException(spec.commandLine(), "the same tensor is given twice with --wrt");
        }
    }

    private static void requireTensor(DifferentiableGraph forward, String name) {
        if (!forward.graph().tensors().contains(name)
                && !forward.graph().inputNames().contains(name)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the graph has no tensor '%s'; its inputs are %s, its outputs %s",
                    name,
                    forward.graph().inputNames(),
                    forward.graph().outputNames()));
        }
    }
}
