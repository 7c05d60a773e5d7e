package io.github.gradcam4j.internal.spatial;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rules by operator that follow the rows and columns of the image. Immutable and thread safe.
 *
 * <p>Convolutions, pooling and resizing are channels-first by definition and divide an axis into new parts.
 * Element-wise operators keep the placement of their inputs. Movements of elements move the placement. A reduction
 * along an axis, or a product along it, ends it.
 */
final class PlacementRules {

    private static final String ELEMENTWISE = """
            Add And BitShift BitwiseAnd BitwiseOr BitwiseXor Div Equal Expand Greater GreaterOrEqual Less LessOrEqual
            Max Mean Min Mod Mul Or Pow PRelu Sub Sum Where Xor
            """;

    /** Operators whose first output has the shape of the first input. */
    private static final String LIKE_FIRST = """
            Abs Acos Acosh Asin Asinh Atan Atanh BatchNormalization BitwiseNot Cast CastLike Ceil Celu Clip Cos Cosh
            CumSum DequantizeLinear Dropout DynamicQuantizeLinear Elu Erf Exp Floor Gelu GroupNormalization HardSigmoid
            HardSwish Hardmax
            Identity InstanceNormalization IsInf IsNaN LRN LayerNormalization LeakyRelu Log LogSoftmax LpNormalization
            MeanVarianceNormalization Mish Neg Not QuantizeLinear RMSNormalization Reciprocal Relu Round Selu Shrink
            Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu Trilu
            """;

    /** Operators whose result has no positions, or none that are the same for all images. */
    private static final String ENDING = """
            ArgMax ArgMin Bernoulli Compress ConstantOfShape EyeLike Multinomial NonMaxSuppression NonZero OneHot
            RandomNormalLike RandomUniformLike Range ReverseSequence RoiAlign Shape Size TopK Unique
            """;

    private static final Map<String, PlacementRule> RULES = build();

    private PlacementRules() {}

    private static Map<String, PlacementRule> build() {
        var rules = new HashMap<String, PlacementRule>();
        operators(ELEMENTWISE).forEach(op -> rules.put(op, PlacementRules::elementwise));
        operators(LIKE_FIRST).forEach(op -> rules.put(op, PlacementRules::likeFirst));
        operators(ENDING).forEach(op -> rules.put(op, (node, output) -> List.of()));
        MovementPlacements.addTo(rules);
        WindowPlacements.addTo(rules);
        ProductPlacements.addTo(rules);
        return Map.copyOf(rules);
    }

    private static List<String> operators(String names) {
        return List.of(names.strip().split("\\s+"));
    }

    /** Returns the rule of a standard operator; empty for one that is not known. */
    static Optional<PlacementRule> rule(String op) {
        return Optional.ofNullable(RULES.get(op));
    }

    /** Broadcasts the inputs to the output's shape. */
    private static List<Placement> elementwise(PlacementNode node, int output) {
        var shape = node.outputShape(output);
        var all = IntStream.range(0, node.inputs())
                .mapToObj(i -> node.map(i, spans -> spans.broadcast(shape)))
                .collect(ArrayList<Placement>::new, List::addAll, List::addAll);
        return Placement.merged(all);
    }

    private static List<Placement> likeFirst(PlacementNode node, int output) {
        return output == 0 ? node.placements(0) : List.of();
    }
}
