package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models that are worked out on paper: the mean over 2 x 2 positions of the input's rectified channels, weighted by 4,
 * -8, 12, so that the gradient of class 0 at a positive value is the channel's weight / 4.
 */
class InputTypesTest {

    /** Rows of positions with three channels each: [1, 2, 2, 3]. */
    private static final float[] VALUES = {1, 0, 3, 2, 5, 0, 3, 2, 0, 4, 0, 1};

    private static final double LOGIT = 4 * 10 / 4.0 - 8 * 7 / 4.0 + 12 * 4 / 4.0 + 0.5;

    private final GraphBuilder g = GraphBuilder.opset(18);

    private static Tensor values() {
        return Tensor.of(VALUES, 1, 2, 2, 3);
    }

    private String cast(String from, ElementType type) {
        return g.node("cast", "Cast", List.of(from), Attributes.of("to", type.code()));
    }

    private String transpose(String from) {
        return g.node("planes", "Transpose", List.of(from), Attributes.of("perm", new long[] {0, 3, 1, 2}));
    }

    /** Ends the graph: ReLU, mean, and the weights of two classes. */
    private Explainer open(String planes) throws IOException {
        g.node("features", "Relu", List.of(planes));
        String flat = g.node("flat", "Flatten", List.of(g.node("pooled", "GlobalAveragePool", List.of("features"))));
        g.initializer("weights", new float[] {4, -8, 12, 0, 4, 0}, 2, 3);
        g.initializer("bias", new float[] {0.5f, -1}, 2);
        g.output(g.node("logits", "Gemm", List.of(flat, "weights", "bias"), Attributes.of("transB", 1)));
        return Explainer.open(Model.of(ModelSource.of("net", g.build())).withLayer("features"));
    }

    private static void assertExplained(Explainer explainer, float... map) {
        var explanation = explainer.explain(values(), ExplainRequest.of(Target.of(0)));
        assertEquals(LOGIT, explanation.target().logit(), 1e-5);
        assertEquals(LOGIT, explainer.classify(values()).of(0).logit(), 1e-5);
        assertArrayEquals(map, explanation.map().values(), 1e-5f);
    }

    /** Grad-CAM at the layer: each channel weighted by its gradient's mean, 1, -2 and 3. */
    private static final float[] MAP = {10, -8, -1, 7};

    private static void assertGradientAtTheInput(Explainer explainer, double factor) {
        var request = ExplainRequest.of(Target.of(0)).withMethod(Methods.INPUT_GRADIENT);
        // The largest magnitude of the channels whose value is positive.
        float[] expected = {(float) (3 * factor), (float) (2 * factor), (float) (2 * factor), (float) (3 * factor)};
        assertArrayEquals(expected, explainer.explain(values(), request).map().values(), 1e-5f);
    }

    @ParameterizedTest
    @EnumSource(names = {"UINT8", "INT8", "INT16", "UINT16", "INT32", "INT64", "DOUBLE", "FLOAT16"})
    void aTypeThatIsCastToFloatHasAGradient(ElementType type) throws IOException {
        g.input("x", type, "N", 2, 2, 3);
        try (var explainer = open(transpose(cast("x", ElementType.FLOAT)))) {
            assertExplained(explainer, MAP);
            assertGradientAtTheInput(explainer, 1);
            assertArrayEquals(
                    new long[] {1, 2, 2, 3}, explainer.model().preprocessing().shape());
        }
    }

    @Test
    void nodesThatMoveIntegersBeforeTheCastHaveAGradient() throws IOException {
        g.input("x", ElementType.UINT8, 1, 2, 2, 3);
        String rows = g.node("rows", "Reshape", List.of("x", g.vector(1, 4, 3)));
        String back = g.node("back", "Reshape", List.of(rows, g.vector(1, 2, 2, 3)));
        try (var explainer = open(cast(transpose(back), ElementType.FLOAT))) {
            assertExplained(explainer, MAP);
            assertGradientAtTheInput(explainer, 1);
        }
    }

    /** The values are 2 (x - 1) before they are halved and 1 is added: by the input's zero point and scale. */
    @Test
    void aDequantizedInputHasAGradient() throws IOException {
        g.input("x", ElementType.UINT8, "N", 2, 2, 3);
        g.initializer("scale", new float[] {2}, new long[0]);
        g.initializer(Constant.numbers("zero", ElementType.UINT8, new double[] {1}));
        String floats = g.node("floats", "DequantizeLinear", List.of("x", "scale", "zero"));
        String half = g.node("half", "Mul", List.of(floats, g.scalar(0.5)));
        String back = g.node("back", "Add", List.of(half, g.scalar(1)));
        try (var explainer = open(transpose(back))) {
            assertExplained(explainer, MAP);
            assertGradientAtTheInput(explainer, 1);
        }
    }

    /** The channels are turned, padded with nothing, widened, and centered as integers before they are float32. */
    @Test
    void integersThatAreMovedAndAddedHaveAGradient() throws IOException {
        g.input("x", ElementType.UINT8, "N", 2, 2, 3);
        g.initializer(Constant.numbers("nothing", ElementType.UINT8, new double[] {0}));
        String padded = g.node("padded", "Pad", List.of("x", g.vector(0, 0, 0, 0, 0, 0, 0, 0), "nothing"));
        var parts = g.nodes(
                "part", 3, "Split", List.of(padded), Attributes.of("axis", 3).and("num_outputs", 3));
        String turned =
                g.node("turned", "Concat", List.of(parts.get(2), parts.get(1), parts.get(0)), Attributes.of("axis", 3));
        String back = g.node("back", "Gather", List.of(turned, g.vector(2, 1, 0)), Attributes.of("axis", 3));
        String wide = g.node("wide", "Cast", List.of(back), Attributes.of("to", ElementType.INT32.code()));
        g.initializer(Constant.numbers("two", ElementType.INT32, new double[] {2}));
        String doubled = g.node("doubled", "Mul", List.of("two", wide));
        String one = g.node("one", "Sub", List.of(doubled, wide));
        try (var explainer = open(transpose(cast(one, ElementType.FLOAT)))) {
            assertExplained(explainer, MAP);
            assertGradientAtTheInput(explainer, 1);
        }
    }

    /** A quotient of integers is rounded: the input has no gradient. */
    @Test
    void integersThatAreDividedStayIntegers() throws IOException {
        g.input("x", ElementType.INT32, "N", 2, 2, 3);
        g.initializer(Constant.numbers("two", ElementType.INT32, new double[] {2}));
        String halved = g.node("halved", "Div", List.of("x", "two"));
        try (var explainer = open(transpose(cast(halved, ElementType.FLOAT)))) {
            double logit = 4 * 4 / 4.0 - 8 * 3 / 4.0 + 12 * 1 / 4.0 + 0.5;
            var explanation = explainer.explain(values(), ExplainRequest.of(Target.of(0)));
            assertEquals(logit, explanation.target().logit(), 1e-5);
            // 1, -2 and 3 times the quotients (0 0 1), (1 2 0), (1 1 0) and (2 0 0).
            assertArrayEquals(new float[] {3, -3, -1, 2}, explanation.map().values(), 1e-5f);
            assertEquals("features", explainer.layer("auto").name());
            var request = ExplainRequest.of(Target.of(0)).withMethod(Methods.INPUT_GRADIENT);
            assertThrows(NoGradientException.class, () -> explainer.explain(values(), request));
        }
    }

    @Test
    void valuesThatAreNoIntegersAreRefused() throws IOException {
        g.input("x", ElementType.UINT8, "N", 2, 2, 3);
        try (var explainer = open(transpose(cast("x", ElementType.FLOAT)))) {
            var half = values();
            half.floats().put(4, 0.5f);
            assertMessage("model net takes UINT8, but value 4 of the tensor is 0.5", () -> explainer.classify(half));
            half.floats().put(4, 256);
            assertMessage("value 4 of the tensor is 256.0", () -> explainer.classify(half));
            assertMessage(
                    "model net takes UINT8[1, 2, 2, 3], not FLOAT[1, 3, 2, 2]",
                    () -> explainer.classify(Tensor.zeros(1, 3, 2, 2)));
        }
    }

    @Test
    void anImageBecomesLevels() throws IOException {
        g.input("x", ElementType.UINT8, "N", 2, 2, 3);
        try (var explainer = open(transpose(cast("x", ElementType.FLOAT)))) {
            assertEquals(
                    4 * 10 - 8 * 20 + 12 * 30 + 0.5,
                    explainer.classify(gray(0x0a141e)).of(0).logit(),
                    1e-3);
        }
    }

    @Test
    void anImageForInt8IsCentered() throws IOException {
        g.input("x", ElementType.INT8, "N", 2, 2, 3);
        try (var explainer = open(transpose(cast("x", ElementType.FLOAT)))) {
            // Levels of 255, 0 and 138 less 128; the negative one is rectified.
            assertEquals(
                    4 * 127 + 12 * 10 + 0.5,
                    explainer.classify(gray(0xff008a)).of(0).logit(),
                    1e-3);
        }
    }

    private static Image gray(int rgb) {
        var image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 2, 2, new int[] {rgb, rgb, rgb, rgb}, 0, 2);
        return Image.fromBufferedImage(image);
    }

    /** Any number of channels is explained from a tensor; an image is refused. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 12})
    void anyNumberOfChannels(int channels) throws IOException {
        g.input("x", ElementType.FLOAT, "N", channels, 2, 2);
        g.node("features", "Relu", List.of("x"));
        String flat = g.node("flat", "Flatten", List.of(g.node("pooled", "GlobalAveragePool", List.of("features"))));
        var weights = new float[2 * channels];
        for (int c = 0; c < channels; c++) {
            weights[c] = 4 * c + 4;
        }
        g.initializer("weights", weights, 2, channels);
        g.output(g.node("logits", "Gemm", List.of(flat, "weights"), Attributes.of("transB", 1)));
        try (var explainer = Explainer.open(ModelSource.of("net", g.build()))) {
            var input = Tensor.zeros(1, channels, 2, 2);
            double sum = 0;
            for (int i = 0; i < input.size(); i++) {
                input.floats().put(i, i % 3);
                sum += (i / 4 + 1) * (i % 3);
            }
            var explanation = explainer.explain(input, ExplainRequest.of(Target.of(0)));
            assertEquals(sum, explanation.target().logit(), 1e-4);
            assertEquals(sum, explanation.map().sum(), 1e-4, "Grad-CAM adds up to the logit of a linear head");
            assertEquals(
                    2, explainer.model().preprocessing().toImage(input.floats()).width());
            if (List.of(1, 4).contains(channels)) {
                explainer.classify(gray(0x808080));
            } else {
                assertMessage("--input-tensor", () -> explainer.classify(gray(0x808080)));
            }
        }
    }

    /** Every dimension is free, or there is no shape at all. */
    @Test
    void freeSizesTakeTheSizeThatIsAsked() throws IOException {
        g.input("x", ElementType.FLOAT, "N", "C", "H", "W");
        var open = open("x");
        open.close();
        assertArrayEquals(
                new long[] {1, 3, 224, 224}, open.model().preprocessing().shape());
        var source = ModelSource.of("net", g.build());
        try (var explainer = Explainer.builder(source)
                .preprocessing(Preprocessing.imageNet().withInputSize(5, 4))
                .build()) {
            assertArrayEquals(
                    new long[] {1, 3, 4, 5}, explainer.model().preprocessing().shape());
            assertEquals(4, explainer.layer().layout().height());
        }
    }

    @Test
    void aShapeThatDoesNotFitIsRefusedWhenTheModelIsOpened() throws IOException {
        g.input("x", ElementType.FLOAT, "N", 3, 2, 2);
        open("x").close();
        var source = ModelSource.of("net", g.build());
        var four =
                Explainer.builder(source).preprocessing(Preprocessing.imageNet().withInputSize(4, 4));
        assertMessage(
                "input-size 4x4 (from the program) does not fit: the model's input is x FLOAT[N, 3, 2, 2]",
                four::build);
        var gray = Explainer.builder(source)
                .preprocessing(Preprocessing.imageNet().withChannels(Preprocessing.Channels.GRAY));
        assertMessage(
                "color gray (from the program) does not fit: the model's input is x FLOAT[N, 3, 2, 2]", gray::build);
    }

    /** The first convolution has the number of channels, and a Transpose before it the layout. */
    @Test
    void aFreeNumberOfChannelsIsThatOfTheFirstConvolution() throws IOException {
        g.input("x", ElementType.FLOAT, "N", "H", "W", "C");
        g.initializer("kernel", new float[] {1, 1, 1}, 3, 1, 1, 1);
        String scaled = g.node("scaled", "Mul", List.of("x", g.scalar(0.5)));
        try (var explainer = open(g.node("conv", "Conv", List.of(transpose(scaled), "kernel")))) {
            assertArrayEquals(
                    new long[] {1, 224, 224, 1},
                    explainer.model().preprocessing().shape());
            assertEquals(
                    Preprocessing.Channels.GRAY,
                    explainer.model().preprocessing().channels());
        }
        var rgb = Explainer.builder(ModelSource.of("net", g.build()))
                .preprocessing(Preprocessing.imageNet().withChannels(Preprocessing.Channels.RGB));
        assertMessage(
                "color rgb (from the program) does not fit: the model's input is x FLOAT[N, H, W, 1]", rgb::build);
    }

    @Test
    void aFreeShapeThatDoesNotRunIsRefusedInOurWords() throws IOException {
        g.input("x", ElementType.FLOAT, "N", "C", "H", "W");
        String flat = g.node("all", "Flatten", List.of("x"));
        g.initializer("square", new float[36], 12, 3);
        String three = g.node("three", "MatMul", List.of(flat, "square"));
        var open = assertThrows(
                RuntimeException.class, () -> open(g.node("back", "Reshape", List.of(three, g.vector(0, 3, 1, 1)))));
        var start = "model net does not run with an input of [1, 3, 224, 224]. Its input x FLOAT[N, C, H, W] has free"
                + " dimensions: if it was made for others, give them with --input-size, --color and --layout";
        assertTrue(open.getMessage().startsWith(start), open::getMessage);
    }

    private static void assertMessage(String part, Executable call) {
        var message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
