package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Grads.grads;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Shapes;
import java.util.stream.Collectors;

/** The rules of differentiation. */
public enum BackwardMode {
    /** The derivatives of all operators. */
    EXACT,
    /**
     * The derivatives of {@link #EXACT} without operators that runtimes on phones and in browsers lack: no indices of
     * MaxPool, no ScatterElements. Slower where a MaxPool is between the output and the tensor.
     */
    PORTABLE,
    /**
     * Guided backpropagation (Springenberg et al., 2015): each ReLU propagates {@code relu(dy) [y > 0]}. A Clip between
     * 0 and a bound, such as ReLU6, is a ReLU whose derivative is 0 at the bound too, and so is a QuantizeLinear into
     * whose range a ReLU was folded. Other activations keep their derivatives. The result is not a derivative; it shows
     * the parts of an image that increase the score.
     */
    GUIDED;

    /** The shift of a hard sigmoid or hard swish, clip(x + 3, 0, 6) / 6. */
    private static final float GATE_SHIFT = 3;

    /**
     * Returns the rules for a graph.
     *
     * @throws NoGradientException if the mode does not apply to the graph
     */
    RuleTable rules(Graph graph, Shapes shapes) {
        var exact = RuleTable.standard();
        if (this == EXACT) {
            return exact;
        }
        if (this == PORTABLE) {
            return exact.with("MaxPool", PoolingRules::maxPoolByConvolution)
                    .with("GlobalMaxPool", PoolingRules::globalMaxPoolByComparison);
        }
        var clips = graph.nodes().stream()
                .filter(n ->
                        n.op().equals("Clip") && rectifies(n, graph, shapes) || QuantizationRules.foldsRelu(graph, n))
                .map(Node::output)
                .collect(Collectors.toSet());
        if (clips.isEmpty() && graph.nodes().stream().noneMatch(n -> n.op().equals("Relu"))) {
            throw new NoGradientException(
                    "guided backpropagation changes the gradient of ReLU and of Clip between 0 and a bound (ReLU6),"
                            + " but the model has neither");
        }
        var clip = exact.rule("Clip").orElseThrow();
        var quantize = exact.rule("QuantizeLinear").orElseThrow();
        return exact.with("Relu", guided(exact.rule("Relu").orElseThrow()))
                .with(
                        "QuantizeLinear",
                        (ctx, dy) -> clips.contains(ctx.node().output())
                                ? guidedQuantizer(quantize).gradients(ctx, dy)
                                : quantize.gradients(ctx, dy))
                .with(
                        "Clip",
                        (ctx, dy) -> clips.contains(ctx.node().output())
                                ? guided(clip).gradients(ctx, dy)
                                : clip.gradients(ctx, dy));
    }

    /** Returns whether a Clip bounds its input by 0 from below; that of a hard sigmoid or hard swish is a gate. */
    private static boolean rectifies(Node clip, Graph graph, Shapes shapes) {
        boolean gate = graph.producer(clip.input(0))
                .filter(n -> n.op().equals("Add"))
                .filter(n -> n.inputs().stream().anyMatch(i -> is(shapes, i, GATE_SHIFT)))
                .isPresent();
        return !gate && is(shapes, clip.input(1), 0);
    }

    private static boolean is(Shapes shapes, String tensor, float value) {
        return shapes.scalar(tensor).filter(v -> v == value).isPresent();
    }

    private static BackwardRule guidedQuantizer(BackwardRule exact) {
        return (ctx, dy) ->
                grads(ctx.x(0).greater(0).where(relu(exact.gradients(ctx, dy).of(0)), 0));
    }

    /** Returns relu(dy), where {@code exact} propagates dy and the output is above 0. */
    private static BackwardRule guided(BackwardRule exact) {
        return (ctx, dy) ->
                grads(ctx.y().greater(0).where(relu(exact.gradients(ctx, dy).of(0)), 0));
    }

    private static Expr relu(Expr gradient) {
        return gradient.op("Relu");
    }
}
