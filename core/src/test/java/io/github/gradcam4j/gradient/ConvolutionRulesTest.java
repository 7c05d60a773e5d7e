package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.shape;

import io.github.gradcam4j.graph.Attributes;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ConvolutionRulesTest {

    @TestFactory
    Stream<DynamicTest> transposedWithAWantedShape() {
        var kernel = Attributes.of("strides", shape(2, 2));
        return Stream.of(
                of(
                        "output_shape",
                        11,
                        shape(1, 2, 4, 3),
                        (g, x) -> g.op(
                                "ConvTranspose", kernel.and("output_shape", shape(8, 7)), x, g.weights(2, 3, 3, 3))),
                of(
                        "output_shape, SAME_UPPER",
                        11,
                        shape(1, 2, 4, 3),
                        (g, x) -> g.op(
                                "ConvTranspose",
                                kernel.and("output_shape", shape(8, 6)).and("auto_pad", "SAME_UPPER"),
                                x,
                                g.weights(2, 3, 3, 3))),
                of(
                        "SAME_LOWER",
                        11,
                        shape(1, 2, 4, 3),
                        (g, x) ->
                                g.op("ConvTranspose", kernel.and("auto_pad", "SAME_LOWER"), x, g.weights(2, 3, 3, 3))),
                of(
                        "SAME_UPPER",
                        11,
                        shape(1, 2, 4, 3),
                        (g, x) ->
                                g.op("ConvTranspose", kernel.and("auto_pad", "SAME_UPPER"), x, g.weights(2, 3, 3, 3))));
    }

    @TestFactory
    Stream<DynamicTest> ofClassifiers() {
        return Stream.of(
                of(
                        "patches",
                        13,
                        shape(2, 3, 8, 8),
                        (g, x) -> g.op(
                                "Conv", Attributes.of("strides", shape(4, 4)), x, g.weights(5, 3, 4, 4), g.weights(5))),
                of("stem of an even input", 7, shape(1, 3, 10, 10), (g, x) -> g.conv(x, 3, 4, 7, 2)),
                of("1x1 of stride 2", 9, shape(1, 4, 7, 6), (g, x) -> g.conv(x, 4, 6, 1, 2)),
                of(
                        "1x1 of strides 2 and 3, in groups",
                        13,
                        shape(2, 4, 8, 8),
                        (g, x) -> g.op(
                                "Conv",
                                Attributes.of("strides", shape(2, 3)).and("group", 2),
                                x,
                                g.weights(6, 2, 1, 1))),
                of(
                        "1x1 of stride 2 that begins in the padding",
                        13,
                        shape(1, 2, 5, 5),
                        (g, x) -> g.op(
                                "Conv",
                                Attributes.of("strides", shape(2, 2)).and("pads", shape(1, 1, 1, 1)),
                                x,
                                g.weights(3, 2, 1, 1))),
                of(
                        "one cell of stride 3, in one dimension",
                        13,
                        shape(2, 3, 8),
                        (g, x) -> g.op("Conv", Attributes.of("strides", shape(3)), x, g.weights(4, 3, 1))),
                of("depthwise", 13, shape(2, 6, 5, 5), (g, x) -> g.conv(x, 6, 6, 3, 1, 6)),
                of(
                        "the bias varies",
                        13,
                        shape(3),
                        (g, x) -> g.op("Conv", g.weights(2, 2, 4, 4), g.weights(3, 2, 3, 3), x)));
    }
}
