package io.github.gradcam4j.cli;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A graph with the values of its inputs.
 *
 * @param graph takes the inputs in types that can be passed to a session
 * @param values by the names of the inputs of that graph
 * @param declared the inputs as the file declares them
 */
record GradientInputs(Graph graph, Map<String, Tensor> values, List<TensorInfo> declared) {

    /**
     * Reads the values of all inputs.
     *
     * @param given {@code NAME=FILE.npy}, or {@code FILE.npy} for the first input without a value
     */
    static GradientInputs read(ModelSource model, List<String> given) throws IOException {
        var declared = model.outline().inputs();
        var files = files(declared.stream().map(TensorInfo::name).toList(), given);
        var graph = model.graph();
        var values = new LinkedHashMap<String, Tensor>();
        for (TensorInfo input : declared) {
            var value = value(input, files.get(input.name()));
            String name = input.name();
            if (!input.type().isFloatingPoint() && value.type() != input.type()) {
                int index = graph.inputNames().indexOf(name);
                graph = graph.withCastInput(name, value.type());
                name = graph.inputNames().get(index);
            }
            values.put(name, value);
        }
        return new GradientInputs(graph, values, declared);
    }

    private static Map<String, Path> files(List<String> names, List<String> given) {
        var files = new LinkedHashMap<String, Path>();
        var unnamed = new ArrayList<Path>();
        for (String input : given) {
            int equals = input.indexOf('=');
            String name = equals > 0 ? input.substring(0, equals) : "";
            if (names.contains(name)) {
                if (files.put(name, Path.of(input.substring(equals + 1))) != null) {
                    throw new IllegalArgumentException(
                            String.format(Locale.ROOT, "--input gives the input '%s' twice: give it once", name));
                }
            } else if (equals > 0 && !Files.exists(Path.of(input))) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "--input %s: the graph has no input '%s'; its inputs are %s", input, name, names));
            } else {
                unnamed.add(Path.of(input));
            }
        }
        var missing = new ArrayList<>(names);
        missing.removeAll(files.keySet());
        if (unnamed.size() > missing.size()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--input %s: all inputs have a value; the inputs of the graph are %s",
                    unnamed.get(missing.size()),
                    names));
        }
        if (unnamed.size() < missing.size()) {
            var without = missing.subList(unnamed.size(), missing.size());
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the graph has the inputs %s: give --input %s=FILE.npy too",
                    names,
                    String.join("=FILE.npy --input ", without)));
        }
        for (int i = 0; i < missing.size(); i++) {
            files.put(missing.get(i), unnamed.get(i));
        }
        return files;
    }

    private static Tensor value(TensorInfo input, Path file) throws IOException {
        if (input.type() == ElementType.UNDEFINED || input.type() == ElementType.STRING) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "input '%s' takes %s; npy files have only tensors of numbers", input.name(), input));
        }
        try {
            var value = Npy.read(file, input.type());
            var shape = input.shape();
            if (shape.isPresent() && !fits(value.shape(), shape.get())) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "%s has the shape %s", file, Arrays.toString(value.shape())));
            }
            return value;
        } catch (IOException e) {
            throw e.getCause() instanceof IllegalArgumentException
                    ? new IOException(
                            String.format(
                                    Locale.ROOT, "the graph declares the input %s, but %s", input, e.getMessage()),
                            e)
                    : e;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "the graph declares the input %s, but %s", input, e.getMessage()), e);
        }
    }

    private static boolean fits(long[] given, long[] declared) {
        if (given.length != declared.length) {
            return false;
        }
        for (int d = 0; d < given.length; d++) {
            if (declared[d] >= 0 && given[d] != declared[d]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the input to differentiate with respect to: the first of floating-point numbers.
     *
     * @throws IllegalArgumentException if there is none
     */
    String firstDifferentiable() {
        return declared.stream()
                .filter(i -> i.type().isFloatingPoint())
                .map(TensorInfo::name)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "no input of the graph has floating-point numbers, and only these have a gradient: %s; give the"
                                + " name of a tensor behind the inputs as --wrt",
                        declared)));
    }

    /**
     * Checks that a tensor is no input without a gradient.
     *
     * @throws IllegalArgumentException if it is an input of integers or booleans
     */
    void requireDifferentiable(String tensor) {
        Optional<TensorInfo> input =
                declared.stream().filter(i -> i.name().equals(tensor)).findFirst();
        if (input.isPresent() && !input.get().type().isFloatingPoint()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "--wrt %s: only floating-point numbers have a gradient, not %s", tensor, input.get()));
        }
    }
}
