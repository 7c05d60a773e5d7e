package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Layout;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.SettingKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The settings that follow from a graph: the declared input, the constants that it subtracts from the input or
 * multiplies it with, a first transposition, and a position embedding.
 */
final class GraphSettings {

    private static final List<Double> ZERO = List.of(0.0);
    private static final List<Double> ONE = List.of(1.0);
    private static final double UNIT = 1 / 255.0;

    /** ImageNet's means in the order RGB. */
    private static final double[] IMAGENET = {0.485, 0.456, 0.406};

    private static final double TOLERANCE = 0.02;

    /** Caffe's means in the order BGR. */
    private static final List<Double> CAFFE_MEAN = List.of(103.939, 116.779, 123.68);

    /** The name that Caffe's converters give to the input. */
    private static final String CAFFE_INPUT = "data_0";

    private final Graph graph;
    private final TensorInfo input;
    private final DeclaredInput declared;
    private final InputOperators operators;

    private GraphSettings(Graph graph, TensorInfo input, Optional<Layout> known) {
        this.graph = graph;
        this.input = input;
        var guess = DeclaredInput.of(input, known);
        int axis = guess.layout().map(l -> l == Layout.NCHW ? 1 : 3).orElse(-1);
        this.operators = InputOperators.of(graph, input.name(), axis);
        this.declared = DeclaredInput.of(input, known.or(operators::layout));
    }

    /**
     * Returns the settings.
     *
     * @param input the declaration of the input
     * @param layout the order of the input's dimensions, if a source contains it
     */
    static PartialSettings of(Graph graph, TensorInfo input, Optional<Layout> layout) {
        return new GraphSettings(graph, input, layout).settings();
    }

    private PartialSettings settings() {
        var read = declared.settings((int) operators.convolvedChannels().orElse(0));
        read = read.has(SettingKey.INPUT_SIZE) ? read : read.with(SettingKey.INPUT_SIZE, embeddedSize());
        if (input.type() == ElementType.UINT8) {
            return raw(read);
        }
        if (!input.type().isFloatingPoint()) {
            return read;
        }
        if (isCaffe()) {
            return raw(read).with(SettingKey.COLOR, Channels.BGR).with(SettingKey.MEAN, CAFFE_MEAN);
        }
        var range = normalizedRange().or(this::trainingRange);
        return range.isEmpty()
                ? read
                : raw(read)
                        .with(SettingKey.SCALE, range.get())
                        .with(SettingKey.COLOR, read.get(SettingKey.COLOR).or(() -> color(range.get())));
    }

    private static PartialSettings raw(PartialSettings read) {
        return read.with(SettingKey.SCALE, 1.0).with(SettingKey.MEAN, ZERO).with(SettingKey.STD, ONE);
    }

    /**
     * Returns the factor of 8-bit values for a graph that normalizes its input, as the magnitude of the constants
     * shows: {@code (x - 0.485) / 0.229} is for 0..1, {@code x / 127.5 - 1} for 0..255.
     */
    private Optional<Double> normalizedRange() {
        var affine = operators.affine();
        double factor = affine.factor();
        double summand = affine.summand();
        if (affine.isIdentity()) {
            return Optional.empty();
        }
        if (factor <= 0.03) {
            return Optional.of(1.0);
        }
        if (factor >= 30) {
            return Optional.of(UNIT);
        }
        if (summand / factor > 15) {
            return Optional.of(1.0);
        }
        boolean unit = factor >= 1.5 || factor > 0.8 && factor < 1.2 && summand > 0;
        return unit ? Optional.of(UNIT) : Optional.empty();
    }

    /** Returns the factor of 8-bit values for a graph that begins with a batch normalization, as its means show. */
    private Optional<Double> trainingRange() {
        return operators.last().filter(n -> n.op().equals("BatchNormalization")).flatMap(node -> {
            var means = GraphConstants.find(graph, node.input(3)).flatMap(GraphConstants::numbers);
            double mean =
                    means.stream().flatMapToDouble(Arrays::stream).average().orElse(0);
            if (mean > 15 && mean < 255) {
                return Optional.of(1.0);
            }
            return mean > 0.15 && mean < 0.85 ? Optional.of(UNIT) : Optional.empty();
        });
    }

    /** Returns the order of colors of a graph that subtracts ImageNet's means. */
    private Optional<Channels> color(double scale) {
        var means = operators.affine().means();
        if (means.length != 3) {
            return Optional.empty();
        }
        boolean rgb = true;
        boolean bgr = true;
        for (int c = 0; c < 3; c++) {
            rgb &= Math.abs(means[c] * scaled(scale) - IMAGENET[c]) < TOLERANCE;
            bgr &= Math.abs(means[c] * scaled(scale) - IMAGENET[2 - c]) < TOLERANCE;
        }
        return rgb ? Optional.of(Channels.RGB) : bgr ? Optional.of(Channels.BGR) : Optional.empty();
    }

    private static double scaled(double scale) {
        return UNIT / scale;
    }

    /** Returns whether the graph comes from Caffe, whose models take BGR less the means of the training images. */
    private boolean isCaffe() {
        return input.name().equals(CAFFE_INPUT)
                && declared.layout().equals(Optional.of(Layout.NCHW))
                && declared.channels() == 3
                && operators.affine().isIdentity()
                && operators.last().filter(n -> n.op().equals("Conv")).isPresent();
    }

    /** Returns the input size of a vision transformer, from its position embedding and the size of its patches. */
    private Optional<InputSize> embeddedSize() {
        return operators.convolution().flatMap(c -> {
            var patch = c.weights().shape();
            var strides = c.node().attributes().integers("strides").orElse(new long[0]);
            boolean patches = patch[2] >= 4 && Arrays.equals(strides, new long[] {patch[2], patch[3]});
            return patches
                    ? PositionEmbedding.positions(graph, patch[0])
                            .map(side -> new InputSize((int) (side * patch[3]), (int) (side * patch[2])))
                    : Optional.empty();
        });
    }
}
