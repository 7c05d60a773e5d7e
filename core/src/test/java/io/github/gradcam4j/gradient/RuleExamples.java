package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A typical use of each operator with a rule, for the formulas in the documentation.
 *
 * <p>Each line is a node and, after a hash sign, the case that it stands for. {@code x[2,3]} is an input of float32,
 * {@code c:bool[2,3]} a constant of another type, {@code axes<0,1>} a vector of int64, and {@code min=0} a scalar.
 */
final class RuleExamples {

    private static final String USES = """
            y = Add(a[2,3], b[2,3])
            y = Sub(a[2,3], b[2,3])
            y = Mul(a[2,3], b[2,3])
            y = Div(a[2,3], b[2,3])
            y = Mod(a[2,3], b[2,3]) fmod=1
            y = Pow(x[2,3], p[2,3])
            y = Sum(a[2,3], b[2,3])
            y = Mean(a[2,3], b[2,3])
            y = Min(a[2,3], b[2,3])
            y = Max(a[2,3], b[2,3])
            y = Where(condition:bool[2,3], a[2,3], b[2,3])
            y = Neg(x[2,3])
            y = Abs(x[2,3])
            y = Sqrt(x[2,3])
            y = Reciprocal(x[2,3])
            y = Exp(x[2,3])
            y = Log(x[2,3])
            y = Sin(x[2,3])
            y = Cos(x[2,3])
            y = Tan(x[2,3])
            y = Asin(x[2,3])
            y = Acos(x[2,3])
            y = Atan(x[2,3])
            y = Sinh(x[2,3])
            y = Cosh(x[2,3])
            y = Asinh(x[2,3])
            y = Acosh(x[2,3])
            y = Atanh(x[2,3])
            y = Erf(x[2,3])
            y = Relu(x[2,3])
            y = LeakyRelu(x[2,3])
            y = ThresholdedRelu(x[2,3])
            y = Shrink(x[2,3])
            y = Elu(x[2,3])
            y = Celu(x[2,3])
            y = Selu(x[2,3])
            y = Sigmoid(x[2,3])
            y = Tanh(x[2,3])
            y = Softplus(x[2,3])
            y = Softsign(x[2,3])
            y = HardSigmoid(x[2,3])
            y = HardSwish(x[2,3])
            y = Mish(x[2,3])
            y = Gelu(x[2,3])
            y = Gelu(x[2,3]) approximate=tanh # approximate: tanh
            y = Clip(x[2,3], min=-1, max=1)
            y = Clip(x[2,3], min=0, max=6) # ReLU6: min 0, max 6
            y = PRelu(x[2,3], slope[2,3])
            y = Softmax(x[2,3])
            y = LogSoftmax(x[2,3])
            y = Gemm(a[2,3], b[3,4], c[2,4]) alpha=0.5 beta=0.5
            y = Gemm(a[2,3], b[4,3], c[2,4]) transB=1 # transB: 1
            y = MatMul(a[2,3], b[3,4])
            y = Einsum(a[2,3], b[3,4]) equation=ij,jk->ik # equation: ij,jk->ik
            y = Conv(x[2,3,8,8], w[4,3,3,3], b[4]) pads=[1,1,1,1] # strides: 1
            y = Conv(x[2,3,8,8], w[4,3,3,3], b[4]) strides=[2,2] # other strides
            y = ConvTranspose(x[2,4,3,3], w[4,3,3,3], b[3]) strides=[2,2]
            y, indices = MaxPool(x[2,3,4,4]) kernel_shape=[2,2] strides=[2,2]
            y = AveragePool(x[2,3,4,4]) kernel_shape=[2,2] strides=[2,2] # covered: the inputs below each window
            y = LpPool(x[2,3,4,4]) kernel_shape=[2,2] strides=[2,2]
            y = MaxUnpool(x[1,1,2,2], indices:int64[1,1,2,2]) kernel_shape=[2,2] strides=[2,2]
            y = Col2Im(x[2,12,4], image_shape<3,3>, block_shape<2,2>)
            y = GlobalAveragePool(x[2,3,4,4]) # n: the positions of a channel
            y = GlobalMaxPool(x[2,3,4,4])
            y = GlobalLpPool(x[2,3,4,4])
            y = BatchNormalization(x[2,3,4,4], scale[3], b[3], mean[3], var[3])
            y = InstanceNormalization(x[2,3,4,4], scale[3], b[3])
            y = LayerNormalization(x[2,3,4], scale[4], b[4])
            y, mean, inv_std_dev = LayerNormalization(x[2,3,4], scale[4], b[4]) # further outputs
            y = GroupNormalization(x[2,4,3,3], scale[4], b[4]) num_groups=2
            y = MeanVarianceNormalization(x[2,3,4,4])
            y = LpNormalization(x[2,3]) p=1 # p: 1
            y = LpNormalization(x[2,3]) # p: 2
            y = LRN(x[2,3,4,4]) size=3 # band: the sum over neighboring channels
            y = ReduceSum(x[2,3], axes<1>)
            y = ReduceMean(x[2,3], axes<1>)
            y = ReduceMax(x[2,3], axes<1>)
            y = ReduceMin(x[2,3], axes<1>)
            y = ReduceSumSquare(x[2,3], axes<1>)
            y = ReduceL1(x[2,3], axes<1>)
            y = ReduceL2(x[2,3], axes<1>)
            y = ReduceLogSum(x[2,3], axes<1>)
            y = ReduceLogSumExp(x[2,3], axes<1>)
            y = ReduceProd(x[2,3], axes<1>)
            y = CumSum(x[2,3], axis:int64[])
            y = Reshape(x[2,3], shape<3,2>)
            y = Flatten(x[2,3,4])
            y = Squeeze(x[2,1,3], axes<1>)
            y = Unsqueeze(x[2,3], axes<1>)
            y = Identity(x[2,3])
            y = Cast(x[2,3]) to=1
            y = CastLike(x[2,3], target_type[1])
            y = Dropout(x[2,3])
            y = Transpose(x[2,3]) perm=[1,0]
            y = Expand(x[1,3], shape<2,3>)
            y = Tile(x[2,3], repeats<1,2>)
            y = Concat(a[2,3,4,4], b[2,5,4,4]) axis=1 # 3 and 5 channels
            y1, y2 = Split(x[2,4]) axis=1 num_outputs=2
            y = DepthToSpace(x[2,4,3,3]) blocksize=2
            y = DepthToSpace(x[2,4,3,3]) blocksize=2 mode=CRD # mode: CRD
            y = SpaceToDepth(x[2,4,6,6]) blocksize=2
            y = Slice(x[2,3], starts<0>, ends<2>, axes<1>) # steps: 1
            y = Slice(x[2,5], starts<0>, ends<5>, axes<1>, steps<2>) # other steps
            y = Gather(x[2,3], indices<0,2>) axis=1
            y = Gather(x[2,3], indices<0>) axis=1 # a single index
            y = GatherElements(x[2,3], indices:int64[2,1]) axis=1
            y = GatherND(x[2,3], indices:int64[2,1])
            y = ScatterElements(x[2,3], indices:int64[2,1], updates[2,1])
            y = ScatterElements(x[2,3], indices:int64[2,1], updates[2,1]) reduction=add # reduction: add
            y = ScatterElements(x[2,3], indices:int64[2,1], updates[2,1]) reduction=mul # reduction: mul
            y = ScatterElements(x[2,3], indices:int64[2,1], updates[2,1]) reduction=max # reduction: max or min
            y = ScatterND(x[2,3], indices:int64[2,1], updates[2,3])
            y = ScatterND(x[2,3], indices:int64[2,1], updates[2,3]) reduction=add # reduction: add
            y = ScatterND(x[2,3], indices:int64[2,1], updates[2,3]) reduction=mul # reduction: mul
            y = ScatterND(x[2,3], indices:int64[2,1], updates[2,3]) reduction=max # reduction: max or min
            y = ReverseSequence(x[2,3], sequence_lens<1,2,1>)
            y = CenterCropPad(x[2,3], shape<1,2>)
            y, indices = TopK(x[2,3], k<2>)
            y = OneHot(indices<0,2>, depth=3, values[2])
            y = Range(start[], limit[], delta[])
            y = Trilu(x[3,3])
            y = Resize(x[2,3,4,4], , , sizes<2,3,8,8>)
            y = Pad(x[2,3], pads<0,1,0,1>)
            y = Pad(x[2,3], pads<0,1,0,1>) mode=reflect # mode: reflect, edge or wrap
            y = GridSample(x[1,2,4,4], grid[1,3,3,2])
            y = GridSample(x[1,2,4,4], grid[1,3,3,2]) mode=nearest # mode: nearest
            y = QuantizeLinear(x[2,3], y_scale[], y_zero_point:uint8[])
            y = DequantizeLinear(x:uint8[2,3], x_scale[], x_zero_point:uint8[])
            y, y_scale, y_zero_point = DynamicQuantizeLinear(x[2,3])
            y = MatMulInteger(a:uint8[2,3], b:uint8[3,4], a_zero_point:uint8[], b_zero_point:uint8[])
            y = ConvInteger(x:uint8[1,2,4,4], w:uint8[2,2,3,3], x_zero_point:uint8[], w_zero_point:uint8[])
            """;

    private static final Pattern LINE = Pattern.compile("(.*) = (\\w+)\\((.*)\\)([^#]*)(?:# (.*))?");

    private static final Pattern INPUT = Pattern.compile("(\\w+)(?::(\\w+))?(?:\\[([\\d,]*)]|<([-\\d,]*)>|=(-?\\d+))");

    private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)=(\\S+)");

    private static final int OPSET = 21;

    /**
     * An example.
     *
     * @param use the node as a formula, such as {@code y = Conv(x, w, b)}
     * @param condition the case, empty for a typical one
     * @param gradients one line for each gradient, and then one for each part of them
     */
    record Example(String op, String use, String condition, List<String> gradients) {}

    private RuleExamples() {}

    /** Returns all examples by their operators. */
    static Map<String, List<Example>> all() {
        return USES.lines().map(RuleExamples::example).collect(Collectors.groupingBy(Example::op));
    }

    private static Example example(String line) {
        var parts = match(LINE, line);
        var outputs = List.of(parts.group(1).split(", "));
        var builder = GraphBuilder.opset(OPSET);
        var inputs = Arrays.stream(parts.group(3).split(", ", -1))
                .map(input -> declare(builder, input))
                .toList();
        builder.add(new Node("", "", parts.group(2), inputs, outputs, attributes(parts.group(4))));
        outputs.forEach(builder::output);
        var graph = builder.build();
        var values = graph.inputs().stream()
                .collect(Collectors.toMap(i -> i.name(), i -> ones(i.shape().orElseThrow())));
        var forward = DifferentiableGraph.of(graph, values);
        var node = forward.graph().nodes().get(forward.graph().nodes().size() - 1);
        return new Example(
                node.op(),
                node.toString().replace(", )", ")"),
                parts.group(5) == null ? "" : parts.group(5),
                gradients(forward, node));
    }

    private static List<String> gradients(DifferentiableGraph forward, Node node) {
        var table = RuleTable.standard();
        var cotangents = new HashMap<String, String>();
        node.outputs().stream()
                .filter(o -> o.equals(node.output()) || !forward.shapes().integral(o))
                .filter(o -> table.isDifferentiable(node, o))
                .forEach(o -> cotangents.put(o, "d" + o));
        var ctx = new NodeContext(node, forward.shapes(), cotangents);
        var grads = table.rule(node.op()).orElseThrow().gradients(ctx, ctx.dy());
        var named = new LinkedHashMap<String, Expr>();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (table.carries(node, i) && !grads.of(i).isNone()) {
                named.put("d" + node.input(i), grads.of(i));
            }
        }
        return Formula.lines(ctx, named);
    }

    private static Tensor ones(long... shape) {
        var values = new float[(int) Constant.elements(shape)];
        Arrays.fill(values, 1);
        return Tensor.of(values, shape);
    }

    private static String declare(GraphBuilder graph, String input) {
        if (input.isEmpty()) {
            return "";
        }
        var parts = match(INPUT, input);
        String name = parts.group(1);
        if (parts.group(5) != null) {
            return graph.initializer(name, new float[] {Float.parseFloat(parts.group(5))});
        }
        if (parts.group(4) != null) {
            var values = integers(parts.group(4));
            return graph.initializer(name, values, values.length);
        }
        var shape = integers(parts.group(3));
        if (parts.group(2) == null) {
            return graph.input(
                    name, ElementType.FLOAT, Arrays.stream(shape).boxed().toArray());
        }
        var type = ElementType.valueOf(parts.group(2).toUpperCase(Locale.ROOT));
        return graph.initializer(Constant.numbers(name, type, new double[(int) Constant.elements(shape)], shape));
    }

    private static Attributes attributes(String text) {
        var attributes = Attributes.none();
        for (var attribute : ATTRIBUTE.matcher(text).results().toList()) {
            String name = attribute.group(1);
            String value = attribute.group(2);
            if (value.startsWith("[")) {
                attributes = attributes.and(name, integers(value.substring(1, value.length() - 1)));
            } else if (value.matches("\\d+")) {
                attributes = attributes.and(name, Long.parseLong(value));
            } else if (value.matches("[\\d.]+")) {
                attributes = attributes.and(name, Float.parseFloat(value));
            } else {
                attributes = attributes.and(name, value);
            }
        }
        return attributes;
    }

    private static long[] integers(String text) {
        return text.isEmpty()
                ? new long[0]
                : Arrays.stream(text.split(",")).mapToLong(Long::parseLong).toArray();
    }

    private static MatchResult match(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return matcher;
    }
}
