package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The values of the inputs beside the image. A switch such as Keras' learning phase is 0 if it has no value.
 *
 * @param values one per input
 * @param assumed the values among them that the model does not contain
 */
record FurtherInputs(List<Constant> values, List<Constant> assumed) {

    /** Names of inputs that are 0 when a model predicts, also for floating-point numbers. */
    private static final Pattern TRAINING =
            Pattern.compile("learning_?phase|phase_?train|train|drop_?out_?(rate|prob)", Pattern.CASE_INSENSITIVE);

    /** Names of inputs that are not 0 when a model predicts. */
    private static final Pattern NOT_ZERO = Pattern.compile("test|infer|eval|predict|keep", Pattern.CASE_INSENSITIVE);

    /**
     * Determines the values.
     *
     * @param graph the whole graph
     * @param used the inputs on which an output depends
     * @param image the input that takes the image
     * @throws IllegalArgumentException if a constant of the model does not fit
     * @throws InvalidModelException if an input has no value; the message lists these inputs
     */
    static FurtherInputs of(Graph graph, List<TensorInfo> used, TensorInfo image, Model model) {
        var unknown =
                new HashSet<>(model.constants().stream().map(Constant::name).toList());
        graph.inputNames().forEach(unknown::remove);
        if (!unknown.isEmpty() || isNamed(model, image)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the constants of model %s are for the inputs %s, but its inputs beside the image are %s",
                    model.id(),
                    model.constants().stream().map(Constant::name).toList(),
                    graph.inputs().stream().filter(i -> !i.equals(image)).toList()));
        }
        var values = new ArrayList<Constant>();
        var assumed = new ArrayList<Constant>();
        var missing = new ArrayList<TensorInfo>();
        for (TensorInfo input : used) {
            if (input.equals(image)) {
                continue;
            }
            var given = given(model, input);
            if (given.isPresent()) {
                values.add(converted(given.get(), input));
            } else if (isSwitch(input)) {
                values.add(zeros(input));
                assumed.add(zeros(input));
            } else {
                missing.add(input);
            }
        }
        if (!missing.isEmpty()) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "model %s needs more than an image: %s. Give values in its card: \"constants\": {%s}",
                    model.id(),
                    missing.stream().map(TensorInfo::toString).collect(Collectors.joining(", ")),
                    missing.stream()
                            .map(input -> String.format(Locale.ROOT, "\"%s\": ...", input.name()))
                            .collect(Collectors.joining(", "))));
        }
        return new FurtherInputs(List.copyOf(values), List.copyOf(assumed));
    }

    private static boolean isNamed(Model model, TensorInfo input) {
        return given(model, input).isPresent();
    }

    private static Optional<Constant> given(Model model, TensorInfo input) {
        return model.constants().stream()
                .filter(c -> c.name().equals(input.name()))
                .findFirst();
    }

    private static boolean isSwitch(TensorInfo input) {
        boolean single = Arrays.stream(input.shape().orElse(new long[0])).allMatch(d -> d == 1);
        if (!single
                || input.type() == ElementType.STRING
                || NOT_ZERO.matcher(input.name()).find()) {
            return false;
        }
        return !input.type().isFloatingPoint() || TRAINING.matcher(input.name()).find();
    }

    private static Constant zeros(TensorInfo input) {
        var shape = free(input, 1);
        return Constant.numbers(
                input.name(), input.type(), new double[Math.toIntExact(Constant.elements(shape))], shape);
    }

    /** Returns the declared shape with another size in place of each free dimension. */
    private static long[] free(TensorInfo input, long size) {
        return Arrays.stream(input.shape().orElse(new long[0]))
                .map(d -> d < 0 ? size : d)
                .toArray();
    }

    /** Returns a value in the declared type and shape. */
    private static Constant converted(Constant value, TensorInfo input) {
        var numbers = value.toDoubles();
        for (double number : numbers) {
            if (input.type().nearest(number) != number) {
                throw mismatch(value, input, number + " is not a value of this type");
            }
        }
        var shape = shape(value, input);
        if (value.size() == 1) {
            numbers = Arrays.copyOf(numbers, Math.toIntExact(Constant.elements(shape)));
            Arrays.fill(numbers, numbers[0]);
        }
        return Constant.numbers(input.name(), input.type(), numbers, shape);
    }

    /** Returns the shape of a value of the input: the value's own, with the batch in front if only that is missing. */
    private static long[] shape(Constant value, TensorInfo input) {
        var given = value.shape();
        if (input.shape().isEmpty()) {
            return given;
        }
        var declared = input.shape().orElseThrow();
        if (value.size() == 1 && given.length != declared.length) {
            return free(input, 1);
        }
        var shape = given;
        if (given.length == declared.length - 1) {
            shape = new long[declared.length];
            shape[0] = 1;
            System.arraycopy(given, 0, shape, 1, given.length);
        }
        boolean fits = shape.length == declared.length;
        for (int i = 0; fits && i < shape.length; i++) {
            fits = declared[i] < 0 || declared[i] == shape[i];
        }
        if (!fits) {
            throw mismatch(value, input, "its shape is " + Arrays.toString(given));
        }
        return shape;
    }

    private static IllegalArgumentException mismatch(Constant value, TensorInfo input, String reason) {
        return new IllegalArgumentException(String.format(
                Locale.ROOT, "the constant %s does not fit the input %s: %s", value.name(), input, reason));
    }
}
