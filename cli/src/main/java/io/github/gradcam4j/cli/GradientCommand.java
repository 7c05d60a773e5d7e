package io.github.gradcam4j.cli;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.gradient.GradientGraph;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            description = "Value of the graph's input. Repeat it for each input if there are several.")
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
            description = "The tensor to differentiate with respect to (default: first input).")
    private Optional<String> wrt;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FILE.npy",
            description = "File of the gradient.")
    private Path result;

    @Mixin
    private ProviderOption provider;

    @Override
    public Integer call() throws IOException {
        var resolved = provider.resolve(spec.commandLine().getErr());
        var model = withFloatInputs(ModelSource.of(file).graph());
        var names = model.inputNames();
        var values = values(names);
        var forward = DifferentiableGraph.of(model, values);
        String of = output.orElse(forward.graph().outputNames().get(0));
        String to = wrt.orElse(names.get(0));
        requireTensor(forward, of);
        requireTensor(forward, to);
        var weights = Npy.read(seed);
        if (!Arrays.equals(weights.shape(), forward.shapes().of(of))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the seed has the shape %s, but %s has %s",
                    Arrays.toString(weights.shape()),
                    of,
                    Arrays.toString(forward.shapes().of(of))));
        }
        try (var runner = GradientGraph.of(forward, of, to).open(resolved)) {
            var gradient = runner.run(values, weights);
            Npy.write(result, gradient);
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "%s: gradient of %s with respect to %s, float32 %s%n",
                            result,
                            of,
                            to,
                            Arrays.toString(gradient.shape()));
        }
        return 0;
    }

    /** Lets all inputs of numbers take float32, as npy files are read. */
    private static Graph withFloatInputs(Graph model) {
        var changed = model;
        for (TensorInfo input : model.inputs()) {
            if (input.type().bytes() > 0 && !input.type().isFloatingPoint()) {
                changed = changed.withFloatInput(input.name());
            }
        }
        return changed;
    }

    /** Reads the values by the names of the inputs; a value without a name is the first input's. */
    private Map<String, Tensor> values(List<String> names) throws IOException {
        var values = new LinkedHashMap<String, Tensor>();
        for (String input : inputs) {
            int equals = input.indexOf('=');
            boolean named = equals > 0 && names.contains(input.substring(0, equals));
            String name = named ? input.substring(0, equals) : names.get(0);
            values.put(name, Npy.read(Path.of(named ? input.substring(equals + 1) : input)));
        }
        for (String name : names) {
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "the graph has the inputs %s: give --input %s=FILE.npy too", names, name));
            }
        }
        return values;
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
