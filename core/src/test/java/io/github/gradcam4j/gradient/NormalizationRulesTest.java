package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.ofPositive;
import static io.github.gradcam4j.gradient.RuleCase.shape;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class NormalizationRulesTest {

    private static final long[] X = {2, 4, 3, 3};

    @TestFactory
    Stream<DynamicTest> batch() {
        return IntStream.of(7, 9, 13, 14, 15, 18, 21)
                .boxed()
                .flatMap(opset -> Stream.of(
                        of("BatchNormalization", opset, X, (g, x) -> g.batchNorm(x, 4)),
                        of("BatchNormalization of vectors", opset, shape(3, 4), (g, x) -> g.batchNorm(x, 4)),
                        of("BatchNormalization in 3d", opset, shape(1, 2, 3, 2, 2), (g, x) -> g.batchNorm(x, 2))));
    }

    @TestFactory
    Stream<DynamicTest> instanceAndGroup() {
        return Stream.of(
                of(
                        "InstanceNormalization",
                        7,
                        X,
                        (g, x) -> g.op("InstanceNormalization", x, g.positive(4), g.weights(4))),
                of(
                        "InstanceNormalization in 1d",
                        13,
                        shape(2, 3, 5),
                        (g, x) -> g.op(
                                "InstanceNormalization",
                                Attributes.of("epsilon", 0.1f),
                                x,
                                g.positive(3),
                                g.weights(3))),
                of(
                        "GroupNormalization by groups",
                        18,
                        X,
                        (g, x) -> g.op(
                                "GroupNormalization", Attributes.of("num_groups", 2), x, g.positive(2), g.weights(2))),
                of(
                        "GroupNormalization by channels",
                        21,
                        X,
                        (g, x) -> g.op(
                                "GroupNormalization", Attributes.of("num_groups", 2), x, g.positive(4), g.weights(4))),
                of("group norm as exporters write it", 13, X, (g, x) -> {
                    var rows = g.op("Reshape", x, g.ints(0, 2, -1));
                    var normal = g.op(
                            "InstanceNormalization",
                            rows,
                            g.floats(new float[] {1, 1}, 2),
                            g.floats(new float[] {0, 0}, 2));
                    var back = g.op("Reshape", normal, g.op("Shape", x));
                    return g.op("Add", g.op("Mul", back, g.positive(4, 1, 1)), g.weights(4, 1, 1));
                }),
                of("MeanVarianceNormalization", 13, X, (g, x) -> g.op("MeanVarianceNormalization", x)),
                of(
                        "MeanVarianceNormalization over space",
                        9,
                        X,
                        (g, x) -> g.op("MeanVarianceNormalization", Attributes.of("axes", shape(2, 3)), x)));
    }

    @TestFactory
    Stream<DynamicTest> layer() {
        return Stream.of(
                of(
                        "LayerNormalization",
                        17,
                        shape(2, 3, 6),
                        (g, x) -> g.op("LayerNormalization", x, g.positive(6), g.weights(6))),
                of(
                        "LayerNormalization without bias",
                        21,
                        shape(2, 3, 6),
                        (g, x) -> g.op("LayerNormalization", x, g.positive(6))),
                of(
                        "LayerNormalization over two axes",
                        17,
                        X,
                        (g, x) -> g.op(
                                "LayerNormalization", Attributes.of("axis", -2), x, g.positive(3, 3), g.weights(3, 3))),
                of(
                        "LayerNormalization from axis 1",
                        17,
                        X,
                        (g, x) -> g.op(
                                "LayerNormalization",
                                Attributes.of("axis", 1).and("epsilon", 1e-2f),
                                x,
                                g.positive(4, 3, 3),
                                g.weights(4, 3, 3))),
                of("layer norm as exporters write it", 13, shape(2, 3, 6), (g, x) -> {
                    var last = Attributes.of("axes", shape(-1));
                    var centered = g.op("Sub", x, g.op("ReduceMean", last, x));
                    var variance = g.op("ReduceMean", last, g.op("Pow", centered, g.scalar(2)));
                    var z = g.op("Div", centered, g.op("Sqrt", g.op("Add", variance, g.scalar(1e-5))));
                    return g.op("Add", g.op("Mul", z, g.positive(6)), g.weights(6));
                }));
    }

    @TestFactory
    Stream<DynamicTest> furtherOutputsOfLayerNormalization() {
        return IntStream.of(-1, 1, 2)
                .boxed()
                .flatMap(axis -> IntStream.of(1, 2, 3)
                        .mapToObj(used -> of("outputs of axis " + axis, 17, shape(2, 3, 4), (g, x) -> {
                            var scale = axis == 1 ? g.positive(3, 4) : g.positive(4);
                            var outputs = g.ops(3, "LayerNormalization", Attributes.of("axis", axis), x, scale);
                            var mean = g.op("Mul", outputs.get(1), outputs.get(1));
                            return switch (used) {
                                case 1 -> g.op("Mul", x, mean);
                                case 2 -> g.op("Mul", outputs.get(2), x);
                                default ->
                                    g.op("Sum", g.op("Tanh", outputs.get(0)), mean, g.op("Sqrt", outputs.get(2)));
                            };
                        })));
    }

    /** Scale, bias and statistics that are computed from the image: AdaIN, adaptive normalization. */
    @TestFactory
    Stream<DynamicTest> computedScaleAndBias() {
        return Stream.of(
                of(
                        "AdaIN, scale",
                        17,
                        shape(4),
                        (g, x) -> g.op("InstanceNormalization", g.weights(2, 4, 3), x, g.weights(4))),
                of(
                        "AdaIN, bias",
                        17,
                        shape(4),
                        (g, x) -> g.op("InstanceNormalization", g.weights(2, 4, 3), g.weights(4), x)),
                of(
                        "LayerNormalization, scale",
                        17,
                        shape(3, 4),
                        (g, x) -> g.op(
                                "LayerNormalization",
                                Attributes.of("axis", 1),
                                g.weights(2, 3, 4),
                                x,
                                g.weights(3, 4))),
                of(
                        "LayerNormalization, bias",
                        17,
                        shape(4),
                        (g, x) -> g.op("LayerNormalization", g.weights(2, 3, 4), g.weights(4), x)),
                of(
                        "GroupNormalization by groups, scale",
                        18,
                        shape(2),
                        (g, x) -> g.op(
                                "GroupNormalization",
                                Attributes.of("num_groups", 2),
                                g.weights(2, 6, 3),
                                x,
                                g.weights(2))),
                of(
                        "GroupNormalization by groups, bias",
                        18,
                        shape(2),
                        (g, x) -> g.op(
                                "GroupNormalization",
                                Attributes.of("num_groups", 2),
                                g.weights(2, 6, 3),
                                g.weights(2),
                                x)),
                of(
                        "GroupNormalization by channels, scale",
                        21,
                        shape(6),
                        (g, x) -> g.op(
                                "GroupNormalization",
                                Attributes.of("num_groups", 2),
                                g.weights(2, 6, 3),
                                x,
                                g.weights(6))),
                of(
                        "BatchNormalization, scale",
                        15,
                        shape(3),
                        (g, x) -> g.op(
                                "BatchNormalization",
                                g.weights(2, 3, 4),
                                x,
                                g.weights(3),
                                g.weights(3),
                                g.positive(3))),
                of(
                        "BatchNormalization, bias",
                        9,
                        shape(3),
                        (g, x) -> g.op(
                                "BatchNormalization",
                                g.weights(2, 3, 4),
                                g.weights(3),
                                x,
                                g.weights(3),
                                g.positive(3))),
                of(
                        "BatchNormalization, mean",
                        15,
                        shape(3),
                        (g, x) -> g.op(
                                "BatchNormalization",
                                g.weights(2, 3, 4),
                                g.weights(3),
                                g.weights(3),
                                x,
                                g.positive(3))),
                ofPositive(
                        "BatchNormalization, variance",
                        15,
                        shape(3),
                        (g, x) -> g.op(
                                "BatchNormalization", g.weights(2, 3, 4), g.weights(3), g.weights(3), g.weights(3), x)),
                of("AdaIN of one image", 17, shape(1, 4, 3), (g, x) -> {
                    var style = g.op("Reshape", g.op("ReduceMean", Attributes.of("axes", shape(2)), x), g.ints(4));
                    return g.op("InstanceNormalization", x, style, g.op("Tanh", style));
                }));
    }

    @TestFactory
    Stream<DynamicTest> ofSmallVariance() {
        return Stream.of(1e-2f, 3e-5f)
                .map(scale -> of(
                        "MeanVarianceNormalization of x times " + scale,
                        13,
                        X,
                        (g, x) -> g.op("MeanVarianceNormalization", g.op("Mul", x, g.scalar(scale)))));
    }

    @Test
    void aVectorOfZerosHasNoDirection() {
        for (int p : new int[] {1, 2}) {
            var g = TestGraph.opset(13);
            var model = g.model(g.op("LpNormalization", Attributes.of("p", p), g.x(2, 2)));
            var x = Map.of("x", Tensor.of(new float[] {0, 0, 3, 4}, 2, 2));
            try (var runner = GradientGraph.vectorJacobian(model, x).open()) {
                var dx = runner.run(x, Tensor.of(new float[] {1, 2, 0, 0}, 2, 2));
                assertArrayEquals(new float[4], dx.toArray());
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> localResponse() {
        return Stream.of(
                of(
                        "LRN",
                        7,
                        shape(2, 6, 3, 3),
                        (g, x) -> g.op(
                                "LRN",
                                Attributes.of("size", 3).and("alpha", 0.5f).and("beta", 0.75f),
                                x)),
                of(
                        "LRN wider than the channels",
                        13,
                        shape(1, 4, 2, 3),
                        (g, x) -> g.op(
                                "LRN",
                                Attributes.of("size", 9)
                                        .and("alpha", 0.3f)
                                        .and("beta", 1.2f)
                                        .and("bias", 2f),
                                x)),
                of("LRN with its defaults", 13, shape(1, 4, 2, 3), (g, x) -> g.op("LRN", Attributes.of("size", 5), x)),
                of("LRN as exporters write it", 13, shape(1, 5, 3, 3), (g, x) -> {
                    var square = g.op("Unsqueeze", g.op("Mul", x, x), g.ints(1));
                    var padded = g.op("Pad", square, g.ints(0, 0, 1, 0, 0, 0, 0, 1, 0, 0));
                    var window = Attributes.of("kernel_shape", shape(3, 1, 1)).and("strides", shape(1, 1, 1));
                    var mean = g.op("Squeeze", g.op("AveragePool", window, padded), g.ints(1));
                    var u = g.op("Add", g.op("Mul", mean, g.scalar(0.5)), g.scalar(1));
                    return g.op("Div", x, g.op("Pow", u, g.scalar(0.75)));
                }));
    }

    @TestFactory
    Stream<DynamicTest> toUnitLength() {
        return IntStream.of(0, 1, -1)
                .boxed()
                .flatMap(axis -> IntStream.of(1, 2)
                        .mapToObj(p -> ofPositive(
                                "LpNormalization p=%d axis=%d".formatted(p, axis),
                                7,
                                shape(2, 3, 4),
                                (g, x) -> g.op(
                                        "LpNormalization",
                                        Attributes.of("axis", axis).and("p", p),
                                        x))));
    }
}
