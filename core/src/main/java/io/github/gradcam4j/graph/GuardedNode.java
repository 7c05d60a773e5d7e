package io.github.gradcam4j.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** A node that gets guards, see {@link RunGuards}. Used by one thread. */
final class GuardedNode {

    private static final int SIZES = 3;

    private final RunGuards guards;
    private final ConstantScope constants;
    private final List<Constant> initializers;
    private final List<Node> nodes = new ArrayList<>();
    private final Node original;
    private final List<String> inputs;

    /** @param initializers receives the constants that the guards need */
    GuardedNode(RunGuards guards, Node original, ConstantScope constants, List<Constant> initializers) {
        this.guards = guards;
        this.original = original;
        this.constants = constants;
        this.initializers = initializers;
        inputs = new ArrayList<>(original.inputs());
    }

    /** Returns the guards, and the node behind them. */
    List<Node> nodes() {
        switch (original.op()) {
            case "Resize", "Upsample" -> resize();
            case "Div", "Mod" -> divide();
            default -> recurrent();
        }
        return nodes;
    }

    private void resize() {
        // Opset 10 has the scales at 1, later ones the region of interest.
        int scales = inputs.size() > 2 ? 2 : 1;
        // ONNX Runtime returns an error for scales beside sizes, unless the scales are empty.
        boolean withSizes = original.hasInput(SIZES) && !isEmpty(SIZES);
        int used = withSizes ? SIZES : scales;
        String what = withSizes ? "sizes" : "scales";
        if (ResizeAxes.of(original).isPresent()) {
            alongAxes(used, what);
            return;
        }
        boolean constant = constant(used).isPresent();
        if (constant && !withSizes && !isEmpty(used) && !guards.areOfConstants()) {
            guards.leaveOut();
        } else if (!constant || !withSizes) {
            guard(used, () -> rank(original.input(0)), "as many " + what + " as its input has dimensions");
        }
        nodes.add(original.withInputs(inputs));
    }

    /**
     * Writes scales or sizes of axes as those of all dimensions. ONNX Runtime writes to memory by the axes, negative
     * ones too, before it checks them; a ScatterElements checks their number and range, and counts negative axes from
     * the last one.
     */
    private void alongAxes(int used, String what) {
        var axes = ResizeAxes.of(original).orElseThrow();
        String message = message("axes of its input and as many " + what);
        String each = vector(axes.axes());
        String others = used == SIZES ? add("Shape", "shape", original.input(0)) : ones(rank(original.input(0)));
        String all = add("ScatterElements", message, others, each, inputs.get(used));
        if (axes.isNeeded()) {
            inputs.set(used, add("Gather", message, all, each));
            guard(1, () -> vector(2L * axes.axes().length), "as many values of a region as it has axes");
            nodes.add(original.withInputs(inputs));
        } else {
            inputs.set(used, all);
            nodes.add(original.withInputs(inputs)
                    .withAttributes(original.attributes().without("axes")));
        }
    }

    /** Zeros in the shape of a Reshape stand for the sizes that the tensor has. */
    private void recurrent() {
        for (int i = 1; i < Math.min(3, inputs.size()); i++) {
            if (constant(i).isEmpty()) {
                guard(i, () -> vector(0, 0, 0), "weights of three dimensions");
            }
        }
        nodes.add(original.withInputs(inputs));
    }

    /**
     * Divides integers by 1 in place of -1, and changes the sign of a quotient afterwards: processors cannot divide the
     * least integer by -1.
     */
    private void divide() {
        var divisor = constant(1).filter(GuardedNode::hasMinusOne);
        if (divisor.isEmpty()) {
            nodes.add(original);
            return;
        }
        inputs.set(1, initializer(divisor.get(), v -> v == -1 ? 1 : v));
        boolean quotient = original.op().equals("Div");
        String result = quotient ? guards.name("quotient") : original.output();
        nodes.add(original.withInputs(inputs).withOutputs(List.of(result)));
        if (quotient) {
            String signs = initializer(divisor.get(), v -> v == -1 ? -1 : 1);
            String name = guards.name("sign");
            nodes.add(new Node(name, "", "Mul", List.of(result, signs), original.outputs(), Attributes.none()));
        }
    }

    private static boolean hasMinusOne(Constant constant) {
        return (constant.type() == ElementType.INT32 || constant.type() == ElementType.INT64)
                && Arrays.stream(constant.integers()).anyMatch(v -> v == -1);
    }

    private Optional<Constant> constant(int input) {
        return constants.find(original.input(input));
    }

    /** Returns whether an input is an empty constant: an exporter's way to leave out scales or sizes. */
    private boolean isEmpty(int input) {
        return constant(input)
                .filter(c -> Arrays.stream(c.shape()).anyMatch(d -> d == 0))
                .isPresent();
    }

    /** @param shape adds what computes the shape, which most inputs do not need */
    private void guard(int input, Supplier<String> shape, String needed) {
        if (original.hasInput(input) && !isEmpty(input)) {
            inputs.set(input, add("Reshape", message(needed), inputs.get(input), shape.get()));
        }
    }

    private String message(String needed) {
        return String.format(
                Locale.ROOT,
                "%s (node %s) needs %s",
                original.op(),
                original.label().replace('\'', ' '),
                needed);
    }

    /** Adds nodes that compute the number of dimensions of a tensor, a vector of one element. */
    private String rank(String tensor) {
        return add("Shape", "rank", add("Shape", "shape", tensor));
    }

    private String ones(String length) {
        var one = Constant.floats("value", new float[] {1}, 1);
        return add("ConstantOfShape", "ones", Attributes.of("value", one), length);
    }

    private String vector(long... values) {
        String name = guards.name("constant");
        initializers.add(Constant.integers(name, values, values.length));
        return name;
    }

    /** Adds a constant of the type and shape of another one, with other values. */
    private String initializer(Constant like, LongUnaryOperator change) {
        String name = guards.name("divisor");
        var values = Arrays.stream(like.integers()).map(change).toArray();
        initializers.add(
                like.type() == ElementType.INT64
                        ? Constant.integers(name, values, like.shape())
                        : Constant.numbers(
                                name,
                                like.type(),
                                Arrays.stream(values).asDoubleStream().toArray(),
                                like.shape()));
        return name;
    }

    private String add(String op, String name, String... tensors) {
        return add(op, name, Attributes.none(), tensors);
    }

    private String add(String op, String name, Attributes attributes, String... tensors) {
        String unique = guards.name(name);
        nodes.add(new Node(unique, "", op, List.of(tensors), List.of(unique), attributes));
        return unique;
    }
}
