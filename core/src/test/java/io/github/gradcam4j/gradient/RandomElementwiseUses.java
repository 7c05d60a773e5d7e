package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Random uses of element-wise operators. */
final class RandomElementwiseUses {

    private RandomElementwiseUses() {}

    static void addTo(Map<String, RandomUse.Draw> draws) {
        elementwise(draws);
        broadcast(draws);
    }

    private static void elementwise(Map<String, RandomUse.Draw> draws) {
        for (String op : List.of(
                "Neg",
                "Abs",
                "Exp",
                "Sin",
                "Cos",
                "Tan",
                "Asin",
                "Acos",
                "Atan",
                "Relu",
                "Sigmoid",
                "Tanh",
                "Softplus",
                "Softsign",
                "Identity",
                "Erf",
                "Sinh",
                "Cosh",
                "Asinh",
                "Atanh")) {
            draws.put(op, u -> u.op(op, u.start(u.opset(9), u.shape(1, 4))));
        }
        for (String op : List.of("Sqrt", "Reciprocal", "Log")) {
            draws.put(op, u -> u.op(op, u.startPositive(u.opset(7), u.shape(1, 4))));
        }
        draws.put("Acosh", u -> {
            String x = u.startPositive(u.opset(9), u.shape(1, 4));
            return u.op("Acosh", u.op("Add", x, u.graph().scalar(1)));
        });
        for (String op : List.of("LeakyRelu", "Elu", "Celu", "Selu", "ThresholdedRelu", "Shrink", "HardSigmoid")) {
            draws.put(op, u -> {
                String x = u.start(u.opset(12), u.shape(1, 3));
                var attributes = switch (op) {
                    case "Selu" ->
                        u.coin() ? none() : Attributes.of("alpha", 1.25f).and("gamma", 1.5f);
                    case "Shrink" -> Attributes.of("lambd", Math.abs(u.kink())).and("bias", u.kink());
                    case "HardSigmoid" ->
                        Attributes.of("alpha", u.of(0.5f, 1f, 2f)).and("beta", u.of(0.125f, 0.5f, 0.75f));
                    case "ThresholdedRelu" -> Attributes.of("alpha", u.kink());
                    default -> u.coin() ? none() : Attributes.of("alpha", u.of(0.25f, 0.5f, 1.5f));
                };
                return u.op(op, attributes, x);
            });
        }
        draws.put("HardSwish", u -> u.op("HardSwish", eightfold(u, u.start(u.opset(14), u.shape(1, 4)))));
        draws.put("Mish", u -> u.op("Mish", u.start(u.opset(18), u.shape(1, 4))));
        draws.put(
                "Gelu",
                u -> u.op(
                        "Gelu",
                        Attributes.of("approximate", u.of("none", "tanh")),
                        u.start(u.opset(20), u.shape(1, 4))));
        draws.put("Clip", u -> {
            int opset = u.opset(7);
            String x = u.start(opset, u.shape(1, 4));
            float low = u.kink();
            float high = low + u.between(1, 8) * 0x1p-5f;
            if (opset < 11) {
                return u.op("Clip", (u.coin() ? Attributes.of("min", low) : none()).and("max", high), x);
            }
            return u.op(
                    "Clip", x, u.coin() ? u.graph().scalar(low) : "", u.graph().scalar(high));
        });
        for (String op : List.of("Softmax", "LogSoftmax")) {
            draws.put(op, u -> {
                int opset = u.opset(7);
                var shape = u.shape(2, 4);
                String x = u.start(opset, shape);
                int axis = opset < 11 ? u.below(shape.length) : u.axis(shape.length);
                return u.op(op, u.coin() ? none() : Attributes.of("axis", axis), x);
            });
        }
        draws.put("Cast", u -> {
            String there =
                    u.op("Cast", Attributes.of("to", ElementType.DOUBLE.code()), u.start(u.opset(7), u.shape(1, 3)));
            return u.op("Cast", Attributes.of("to", ElementType.FLOAT.code()), there);
        });
        draws.put("CastLike", u -> u.op("CastLike", u.start(u.opset(15), u.shape(1, 3)), u.weights(2)));
        draws.put("Dropout", u -> {
            int opset = u.opset(7);
            String x = u.start(opset, u.shape(1, 4));
            return u.coin()
                    ? u.op("Dropout", x)
                    : opset < 12
                            ? u.op("Dropout", Attributes.of("ratio", 0.25f), x)
                            : u.op("Dropout", x, u.graph().scalar(0.25));
        });
    }

    private static void broadcast(Map<String, RandomUse.Draw> draws) {
        for (String op : List.of("Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Sum", "Mean")) {
            draws.put(op, u -> {
                var shape = u.shape(1, 4);
                boolean positive = op.equals("Div") || op.equals("Pow");
                int opset = u.opset(8);
                String x = positive ? u.startPositive(opset, shape) : u.start(opset, shape);
                String other = positive ? u.positive(u.partner(shape)) : u.kinks(u.partner(shape));
                boolean two =
                        u.coin() || List.of("Add", "Sub", "Mul", "Div", "Pow").contains(op);
                if (two) {
                    return u.coin() ? u.op(op, x, other) : u.op(op, other, x);
                }
                return u.op(op, u.kinks(shape), x, u.op("Neg", x));
            });
        }
        draws.put("Where", u -> {
            var shape = u.shape(1, 4);
            String x = u.start(u.opset(9), shape);
            boolean whole = u.coin();
            String condition = u.op(
                    "Greater",
                    u.kinks(whole ? shape : u.partner(shape)),
                    u.graph().scalar(0));
            String other = u.weights(whole ? u.partner(shape) : shape);
            return u.coin() ? u.op("Where", condition, x, other) : u.op("Where", condition, other, x);
        });
        draws.put("PRelu", u -> {
            var shape = u.shape(2, 4);
            var slope = shape.clone();
            for (int d = 0; d < slope.length; d++) {
                slope[d] = u.coin() ? shape[d] : 1;
            }
            int drop = u.below(slope.length);
            slope = Arrays.copyOfRange(slope, drop, slope.length);
            if (u.coin()) {
                return u.op("PRelu", u.start(u.opset(9), shape), u.weights(slope));
            }
            String x = u.start(u.opset(9), slope);
            return u.op("PRelu", u.weights(shape), x);
        });
    }

    private static Attributes none() {
        return Attributes.none();
    }

    private static String eightfold(RandomUse u, String x) {
        return u.op("Mul", x, u.graph().scalar(8));
    }
}
