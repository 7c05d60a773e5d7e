package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Layout;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The input of a model that takes the image. Immutable.
 *
 * @param id the model's short name, for messages
 * @param graph the graph with this input alone, as float32, and values in place of all others
 * @param declared the declaration in the model's file, with four dimensions, and the number of channels if it can be
 *     determined
 * @param further the values of the other inputs
 */
public record ModelInput(String id, Graph graph, TensorInfo declared, FurtherInputs further) {

    private static final Set<ElementType> USUAL = EnumSet.of(ElementType.FLOAT, ElementType.UINT8, ElementType.INT8);

    private static final Set<ElementType> OTHER =
            EnumSet.of(ElementType.UINT16, ElementType.INT16, ElementType.INT32, ElementType.INT64);

    /**
     * Reads a model and finds the input that takes the image.
     *
     * @throws IOException if the file cannot be read
     * @throws InvalidModelException if there is no such input, more than one, or another input without a value
     * @throws IllegalArgumentException if a constant does not fit its input
     */
    public static ModelInput of(Model model) throws IOException {
        var original = model.source().graph().withDequantizedOutputs();
        var used = withUsedInputs(original, model);
        var image = imageInput(used, model);
        var further = FurtherInputs.of(original, used.inputs(), image, model);
        var graph = used.withInputValues(further.values(), image.name());
        if (image.type() != ElementType.FLOAT) {
            graph = graph.withFloatInput(image.name());
        }
        return new ModelInput(model.id(), graph, withShape(image, graph), further);
    }

    /** Returns the graph without inputs on which no output depends. */
    private static Graph withUsedInputs(Graph graph, Model model) {
        var outputs = new ArrayList<>(graph.outputNames());
        model.output().filter(graph.tensors()::contains).ifPresent(outputs::add);
        var needed = graph.ancestors(outputs);
        var used =
                graph.inputs().stream().filter(i -> needed.contains(i.name())).toList();
        return used.size() == graph.inputs().size()
                ? graph
                : graph.part(used, outputs.stream().distinct().toList());
    }

    private static TensorInfo imageInput(Graph graph, Model model) {
        var constants = model.constants().stream().map(Constant::name).collect(Collectors.toSet());
        var candidates = graph.inputs().stream()
                .filter(i -> !constants.contains(i.name()))
                .filter(i -> i.shape()
                        .map(shape -> shape.length == 4)
                        .orElse(graph.inputs().size() == 1))
                .toList();
        var found = candidates.stream().filter(i -> USUAL.contains(i.type())).toList();
        if (found.isEmpty()) {
            found = candidates.stream().filter(i -> OTHER.contains(i.type())).toList();
        }
        if (found.isEmpty()) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "model %s does not take an image: an input [N, C, H, W] or [N, H, W, C] of numbers is needed,"
                            + " its inputs are %s",
                    model.id(),
                    graph.inputs()));
        }
        if (found.size() > 1) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "model %s has several inputs for an image: %s. Give all but one a value in the model's card:"
                            + " \"constants\": {\"%s\": ...}",
                    model.id(),
                    found,
                    found.get(1).name()));
        }
        return found.get(0);
    }

    /**
     * Returns the declaration with four dimensions. The number of channels, if it is free, is that of the first
     * convolution.
     */
    private static TensorInfo withShape(TensorInfo image, Graph graph) {
        var dims = new Object[] {"?", "?", "?", "?"};
        var shape = image.shape().orElse(new long[0]);
        for (int i = 0; i < shape.length; i++) {
            dims[i] = shape[i] < 0 ? image.symbol(i).orElse("?") : (Object) shape[i];
        }
        requireSize(image.toString(), shape);
        var operators = InputOperators.of(graph, image.name(), -1);
        operators.layout().ifPresent(layout -> {
            int axis = layout == Layout.NCHW ? 1 : 3;
            if (dims[axis] instanceof String) {
                operators.convolvedChannels().ifPresent(channels -> dims[axis] = channels);
            }
        });
        return TensorInfo.of(image.name(), image.type(), dims);
    }

    /** Returns the name of the input. */
    public String name() {
        return declared.name();
    }

    /** Returns all settings of the input, and of the other inputs. */
    public Settings settings(Settings given) {
        var assumed = new ArrayList<>(given.of(PartialSettings.ofAssumption())
                .get(SettingKey.CONSTANTS)
                .orElse(List.of()));
        assumed.addAll(further.assumed());
        var all = InputSettings.of(given, graph, declared);
        return assumed.isEmpty()
                ? all
                : all.with(all.of(PartialSettings.ofAssumption()).with(SettingKey.CONSTANTS, List.copyOf(assumed)));
    }

    /** Returns the declared dimensions, -1 for a free one. */
    public long[] shape() {
        return declared.shape().orElseThrow();
    }

    /**
     * Prepares the graph for differentiation: with a batch of two, so that a batch differs from other dimensions of
     * size 1, or with a batch of one if the graph does not allow two.
     *
     * @throws IllegalArgumentException if the preprocessing has another shape than the input
     * @throws InvalidModelException if the batch is fixed, or the graph leaves dimensions free and does not run with
     *     these
     * @throws EngineException if ONNX Runtime rejects the graph
     */
    public DifferentiableGraph differentiable(Preprocessing preprocessing) {
        long batch = shape()[0];
        if (batch > 1) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "model %s has a fixed batch of %d; export it with a free batch or a batch of 1",
                    id,
                    batch));
        }
        requireShape(preprocessing);
        if (batch < 0) {
            try {
                return differentiable(preprocessing, 2);
            } catch (EngineException e) {
                // The batch may be declared free, and be fixed in a Reshape.
            }
        }
        try {
            return differentiable(preprocessing, 1);
        } catch (EngineException e) {
            boolean fixed = Arrays.stream(shape()).skip(1).allMatch(d -> d > 0);
            throw fixed ? e : doesNotRun(preprocessing, e);
        }
    }

    private InvalidModelException doesNotRun(Preprocessing preprocessing, EngineException cause) {
        return new InvalidModelException(
                String.format(
                        Locale.ROOT,
                        "model %s does not run with an input of %s. Its input %s has free dimensions: if it was made"
                                + " for others, give them with --input-size, --color and --layout or in a card (%s)",
                        id,
                        Arrays.toString(preprocessing.shape()),
                        declared,
                        cause.getMessage()),
                cause);
    }

    /** Prepares the graph for differentiation, for one image at a time. */
    public DifferentiableGraph differentiableForOne(Preprocessing preprocessing) {
        return differentiable(preprocessing, 1);
    }

    private DifferentiableGraph differentiable(Preprocessing preprocessing, long batch) {
        var shape = preprocessing.shape();
        shape[0] = batch;
        requireSize(String.format(Locale.ROOT, "%s of model %s", name(), id), shape);
        return DifferentiableGraph.of(graph, Map.of(name(), Tensor.zeros(shape)));
    }

    private static void requireSize(String input, long... shape) {
        double bytes = Arrays.stream(shape)
                .asDoubleStream()
                .filter(size -> size > 0)
                .reduce(Float.BYTES, (product, size) -> product * size);
        if (bytes > Integer.MAX_VALUE) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "the input %s is too large: %s numbers are more than 2 GiB",
                    input,
                    Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(" x "))));
        }
    }

    private void requireShape(Preprocessing preprocessing) {
        var shape = preprocessing.shape();
        var fixed = shape();
        for (int i = 1; i < shape.length; i++) {
            if (fixed[i] > 0 && fixed[i] != shape[i]) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "the input %s of model %s cannot be %s, as its size, color and layout demand: leave them out,"
                                + " or export the model with other sizes",
                        declared,
                        id,
                        Arrays.toString(shape)));
            }
        }
    }
}
