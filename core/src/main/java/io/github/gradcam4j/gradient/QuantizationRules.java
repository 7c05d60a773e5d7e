package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Expr.constant;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules of quantization: the straight-through estimator (Bengio et al., 2013) within the range of the integers, as
 * PyTorch's fake quantization has it. The gradient of an integer is float32, per step.
 */
final class QuantizationRules {

    /** Operators whose integers represent real numbers, whatever their inputs are. */
    private static final Set<String> QUANTIZING =
            Set.of("QuantizeLinear", "DynamicQuantizeLinear", "MatMulInteger", "ConvInteger");

    private static final Pattern QUANTIZED = Pattern.compile("Q[A-Z].*|.*(Quantize|Integer|NBits|Bnb4|FpQ4).*");

    /** Types without names in ONNX Runtime's Java types, and with few kernels. */
    private static final Set<ElementType> OF_FOUR_BITS = EnumSet.of(ElementType.INT4, ElementType.UINT4);

    private static final Set<ElementType> INTEGERS = EnumSet.of(
            ElementType.INT4,
            ElementType.UINT4,
            ElementType.INT8,
            ElementType.UINT8,
            ElementType.INT16,
            ElementType.UINT16);

    private static final Set<String> SIGNED = Set.of(
            "Add",
            "BatchNormalization",
            "Conv",
            "ConvTranspose",
            "Gemm",
            "InstanceNormalization",
            "MatMul",
            "Mul",
            "Sub",
            "Sum");

    /** Operators whose rules do not depend on the type of the elements. */
    private static final Set<String> OF_ANY_TYPE = Set.of(
            "Add",
            "Cast",
            "Clip",
            "Concat",
            "DepthToSpace",
            "Expand",
            "Flatten",
            "Gather",
            "GatherElements",
            "GatherND",
            "Identity",
            "MaxPool",
            "Pad",
            "Reshape",
            "Slice",
            "SpaceToDepth",
            "Split",
            "Squeeze",
            "Sub",
            "Tile",
            "Transpose",
            "Unsqueeze",
            "Where");

    private QuantizationRules() {}

    static void addTo(RuleSection table) {
        // spotless:off
        table.unary("QuantizeLinear",        (x, y, dy, ctx) -> insideRange(ctx).where(dy.div(scale(ctx)), 0));
        table.unary("DequantizeLinear",      (x, y, dy, ctx) -> dy.times(scale(ctx)));
        table.unary("DynamicQuantizeLinear", (x, y, dy, ctx) -> dy.div(ctx.y(1)));
        table.rule ("MatMulInteger",         (ctx, dy)       -> LinearRules.matmul(centered(ctx), dy));
        table.unary("ConvInteger",           (x, y, dy, ctx) -> ConvolutionRules.conv(centered(ctx), dy));
        // spotless:on
    }

    /** Returns whether an operator of this name is one of quantized models. */
    static boolean isQuantized(String op) {
        return QUANTIZED.matcher(op).matches();
    }

    /** Returns whether the integers of an operator represent real numbers, whatever its inputs are. */
    static boolean quantizes(String op) {
        return QUANTIZING.contains(op);
    }

    /** Returns whether the rule of an operator applies to integers that represent real numbers. */
    static boolean takesIntegers(String op) {
        return QUANTIZING.contains(op) || OF_ANY_TYPE.contains(op);
    }

    /**
     * Returns whether a QuantizeLinear acts as a ReLU: its least integer represents 0, and it rounds the result of an
     * operator that can be negative. Quantizers fold a ReLU into the range of the integers.
     */
    static boolean foldsRelu(Graph graph, Node quantize) {
        boolean signed = graph.producer(quantize.input(0))
                .filter(n -> SIGNED.contains(n.op()))
                .isPresent();
        return signed && quantize.op().equals("QuantizeLinear") && startsAtZero(graph, quantize.input(2));
    }

    /** Without a zero point, the integers are those of uint8. */
    private static boolean startsAtZero(Graph graph, String zero) {
        return zero.isEmpty()
                || graph.constant(zero)
                        .filter(c -> INTEGERS.contains(c.type()))
                        .filter(c -> Arrays.stream(c.integers())
                                .allMatch(z -> z == c.type().nearest(Double.NEGATIVE_INFINITY)))
                        .isPresent();
    }

    /** Compares the rounded value, before it is limited to the range of the integers, with their least and greatest. */
    private static Expr insideRange(NodeContext ctx) {
        var rounded = ctx.x(0).div(scale(ctx)).round();
        var type = type(ctx);
        if (!INTEGERS.contains(type)) {
            throw ctx.noGradient("is quantized to the type " + type + ", which has no gradient rule");
        }
        var least = centered(ctx, type.nearest(Double.NEGATIVE_INFINITY));
        var greatest = centered(ctx, type.nearest(Double.POSITIVE_INFINITY));
        return rounded.greaterOrEqual(least).and(rounded.lessOrEqual(greatest));
    }

    private static Expr centered(NodeContext ctx, double integer) {
        var value = constant(integer);
        return ctx.hasX(2) ? value.minus(alongAxis(ctx, 2, zeroPoint(ctx))) : value;
    }

    private static Expr zeroPoint(NodeContext ctx) {
        return OF_FOUR_BITS.contains(type(ctx))
                ? ctx.x(2).op("DequantizeLinear", constant(1))
                : ctx.x(2).asFloat();
    }

    /** Returns the type of the integers, which ONNX Runtime does not report if they have four bits. */
    private static ElementType type(NodeContext ctx) {
        if (ctx.typeOfY() != ElementType.UNDEFINED) {
            return ctx.typeOfY();
        }
        return ctx.hasX(2)
                ? ctx.type(2)
                : ElementType.ofCode(Math.toIntExact(ctx.attributes().integer("output_dtype", 0)));
    }

    /** Returns the context of a product of integers in which float32 less the zero points replaces both. */
    private static NodeContext centered(NodeContext ctx) {
        return ctx.reading(Map.of(0, centered(ctx, 0), 1, centered(ctx, 1)));
    }

    /** The second operand of a convolution has a zero point per row, and so has the first one of a matrix product. */
    private static Expr centered(NodeContext ctx, int i) {
        var values = ctx.x(i).asFloat();
        if (!ctx.hasX(2 + i)) {
            return values;
        }
        var zero = ctx.x(2 + i).asFloat();
        boolean convolution = ctx.node().op().equals("ConvInteger");
        if (convolution || i == 0) {
            var shape = Expr.fill(convolution ? ctx.rank(i) : 2, 1);
            shape[0] = -1;
            zero = zero.reshape(shape);
        }
        return values.minus(zero);
    }

    private static Expr scale(NodeContext ctx) {
        return alongAxis(ctx, 1, ctx.x(1));
    }

    /** Returns the scale or the zero point in a shape that broadcasts to x: one value, per axis, or per block. */
    private static Expr alongAxis(NodeContext ctx, int i, Expr values) {
        var shape = ctx.shape(i);
        int rank = ctx.rank(0);
        if (shape.length == 0 || shape.length == 1 && shape[0] == 1) {
            return values.reshape(Expr.fill(Math.min(rank, 1), 1));
        }
        int axis = ctx.axis("axis", 1, rank);
        if (shape.length == 1) {
            var along = Expr.fill(rank, 1);
            along[axis] = shape[0];
            return values.reshape(along);
        }
        long block = ctx.attributes().integer("block_size", 1);
        var repeated = Expr.fill(rank + 1, 1);
        repeated[axis + 1] = block;
        var blocks = shape.clone();
        blocks[axis] = shape[axis] * block;
        var ofBlocks = values.unsqueeze(axis + 1).expand(repeated).reshape(blocks);
        return ofBlocks.slice(0, ctx.shape(0)[axis], axis);
    }
}
