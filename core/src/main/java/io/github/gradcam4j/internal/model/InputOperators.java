package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.image.Preprocessing.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The operators that a graph applies to its input before the first operator with spatial extent: the part of the
 * preprocessing that is in the graph. Follows one path as long as each value is used once.
 */
final class InputOperators {

    private static final Set<String> PASSED = Set.of(
            "Identity", "Cast", "Dropout", "Clip", "Pad", "Resize", "Upsample", "QuantizeLinear", "DequantizeLinear");
    private static final Set<String> SHAPES = Set.of("Shape", "Size");

    /** Operators whose input is [N, C, H, W] by definition. */
    private static final Set<String> CHANNELS_FIRST = Set.of(
            "Conv",
            "ConvInteger",
            "QLinearConv",
            "MaxPool",
            "AveragePool",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "BatchNormalization",
            "InstanceNormalization",
            "LRN");

    private static final Set<Integer> CHANNEL_COUNTS = Set.of(1, 3, 4);

    private static final List<Integer> NCHW = List.of(0, 1, 2, 3);
    private static final List<Integer> FROM_NHWC = List.of(0, 3, 1, 2);

    private final Graph graph;
    private final int channelAxis;
    private List<Integer> order = NCHW;
    private Affine affine = Affine.IDENTITY;
    private boolean flipped;
    private Node last;

    private InputOperators(Graph graph, int channelAxis) {
        this.graph = graph;
        this.channelAxis = channelAxis;
    }

    /**
     * Follows an input.
     *
     * @param channelAxis the input's axis of channels; -1 if it is unknown
     */
    static InputOperators of(Graph graph, String input, int channelAxis) {
        var operators = new InputOperators(graph, channelAxis);
        String tensor = input;
        while (tensor != null) {
            tensor = operators.follow(tensor);
        }
        return operators;
    }

    /** Passes the only operator that reads a tensor, and returns its output; null where the path ends. */
    private String follow(String tensor) {
        var readers = graph.consumers(tensor).stream()
                .filter(node -> !SHAPES.contains(node.op()))
                .toList();
        if (readers.size() != 1) {
            return null;
        }
        var node = readers.get(0);
        boolean passed = node.domain().isEmpty()
                && switch (node.op()) {
                    case "Transpose" -> transpose(node);
                    case "Sub", "Add", "Mul", "Div" -> arithmetic(node, tensor);
                    case "ImageScaler" -> imageScaler(node);
                    case "Gather" -> gather(node);
                    case "Slice" -> slice(node);
                    default -> PASSED.contains(node.op()) && node.input(0).equals(tensor);
                };
        last = passed ? last : node;
        return passed ? node.output() : null;
    }

    private boolean transpose(Node node) {
        var perm = node.attributes().integers("perm");
        if (perm.isEmpty() || perm.get().length != order.size()) {
            return false;
        }
        order = Arrays.stream(perm.get()).mapToObj(i -> order.get((int) i)).toList();
        return true;
    }

    private boolean arithmetic(Node node, String tensor) {
        boolean first = node.input(0).equals(tensor);
        var other = numbers(node.input(first ? 1 : 0));
        boolean divides = !first && node.op().equals("Div");
        if (divides || other.filter(o -> CHANNEL_COUNTS.contains(o.length)).isEmpty()) {
            return false;
        }
        var values = inputOrder(other.get());
        affine = switch (node.op()) {
            case "Add" -> affine.plus(values, 1);
            case "Sub" -> first ? affine.plus(values, -1) : affine.times(-1).plus(values, 1);
            case "Mul" -> affine.times(values);
            default -> affine.divided(values);
        };
        return true;
    }

    private double[] inputOrder(double[] values) {
        return flipped && values.length == 3 ? new double[] {values[2], values[1], values[0]} : values;
    }

    /** Passes an operator of old models from Core ML: a factor, then a summand for each channel. */
    private boolean imageScaler(Node node) {
        var bias = node.attributes().reals("bias").orElse(new float[] {0});
        var summands = new double[bias.length];
        Arrays.setAll(summands, i -> bias[i]);
        if (CHANNEL_COUNTS.contains(summands.length)) {
            affine = affine.times(node.attributes().real("scale", 1)).plus(inputOrder(summands), 1);
        }
        return CHANNEL_COUNTS.contains(summands.length);
    }

    /** Passes the choice of channels 2, 1, 0. */
    private boolean gather(Node node) {
        var indices = integers(node.input(1));
        boolean reverses =
                indices.filter(i -> Arrays.equals(i, new long[] {2, 1, 0})).isPresent()
                        && isChannelAxis(node.attributes().integer("axis", 0));
        flipped ^= reverses;
        return reverses;
    }

    /** Passes {@code x[..., ::-1]}. */
    private boolean slice(Node node) {
        var axes = integers(node.input(3));
        var steps = integers(node.input(4));
        boolean reverses =
                axes.filter(a -> a.length == 1 && isChannelAxis(a[0])).isPresent()
                        && steps.filter(s -> s[0] == -1).isPresent();
        flipped ^= reverses;
        return reverses;
    }

    private boolean isChannelAxis(long axis) {
        int from = order.get((int) (axis < 0 ? axis + order.size() : axis));
        return channelAxis < 0 ? from == 1 || from == 3 : from == channelAxis;
    }

    /** Returns the values of a constant with one value, or one per channel; the mean of all others. */
    private Optional<double[]> numbers(String tensor) {
        return GraphConstants.find(graph, tensor)
                .flatMap(c -> GraphConstants.numbers(c)
                        .map(values ->
                                Arrays.stream(c.shape()).filter(d -> d > 1).count() <= 1
                                        ? values
                                        : new double[] {
                                            Arrays.stream(values).average().orElse(0)
                                        }));
    }

    private Optional<long[]> integers(String tensor) {
        return GraphConstants.find(graph, tensor)
                .filter(c -> c.type() == ElementType.INT64 || c.type() == ElementType.INT32)
                .map(Constant::integers);
    }

    /** Returns the operator at which the path ends, if any. */
    Optional<Node> last() {
        return Optional.ofNullable(last);
    }

    /** A convolution of rows and columns with constant weights, [out, in, height, width]. */
    record Convolution(Node node, Constant weights) {}

    /** Returns the operator at which the path ends, if it is a convolution with constant weights. */
    Optional<Convolution> convolution() {
        return last().filter(node -> node.op().equals("Conv"))
                .flatMap(node -> GraphConstants.find(graph, node.input(1)).map(w -> new Convolution(node, w)))
                .filter(c -> c.weights.shape().length == 4);
    }

    /** Returns the number of channels that the last operator takes, if it is a convolution with constant weights. */
    OptionalLong convolvedChannels() {
        return convolution().stream()
                .mapToLong(c -> c.weights.shape()[1] * c.node.attributes().integer("group", 1))
                .findFirst();
    }

    /** Returns the order of the input's dimensions, if the last operator defines its own. */
    Optional<Layout> layout() {
        if (last == null || !CHANNELS_FIRST.contains(last.op())) {
            return Optional.empty();
        }
        return order.equals(NCHW)
                ? Optional.of(Layout.NCHW)
                : order.equals(FROM_NHWC) ? Optional.of(Layout.NHWC) : Optional.empty();
    }

    /** Returns the function that is computed for each value, with one factor and summand per channel of the input. */
    Affine affine() {
        return affine;
    }
}
