package io.github.gradcam4j.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.FeatureLayout.Kind;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods as graphs against their formulas in float64, for every layout of a layer. */
class GraphFormTest {

    private static final int FIRST_OPSET = 13;

    private static final List<ChannelSum> METHODS = Methods.all().stream()
            .filter(m -> m.graphForm().isPresent())
            .map(ChannelSum.class::cast)
            .toList();

    /**
     * A layer's tensor.
     *
     * @param dims with "N" for the images
     */
    private record Shape(String name, FeatureLayout layout, Object... dims) {

        Tensor zeros(int images) {
            return Tensor.zeros(Arrays.stream(dims)
                    .mapToLong(d -> d instanceof Integer size ? size : images)
                    .toArray());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The values of one image: activations and gradient. */
    private record Values(String name, ToDoubleFunction<Random> activation, ToDoubleFunction<Random> gradient) {

        FeatureMaps maps(FeatureLayout layout, ToDoubleFunction<Random> value, long seed) {
            var random = new Random(seed);
            var zeros = new FeatureMaps(
                    layout.channels(), layout.height(), layout.width(), new float[layout.channels() * layout.area()]);
            return zeros.apply((k, p) -> value.applyAsDouble(random));
        }
    }

    private static int[] columnByColumn(int height, int width, int first) {
        return IntStream.range(0, height * width)
                .map(p -> first + p % width * height + p / width)
                .toArray();
    }

    /** The positions of the map around a token in the middle. */
    private static int[] aroundTheMiddle(int area) {
        return IntStream.range(0, area).map(p -> p < area / 2 ? p : p + 1).toArray();
    }

    private static Stream<Shape> shapes() {
        int[] turned = columnByColumn(3, 5, 0);
        int[] turnedBehind = columnByColumn(3, 5, 2);
        return Stream.of(
                new Shape("maps", FeatureLayout.of(Kind.NCHW, 7, 3, 5), "N", 7, 3, 5),
                new Shape("many channels", FeatureLayout.of(Kind.NCHW, 600, 2, 3), "N", 600, 2, 3),
                new Shape("channels, then positions", FeatureLayout.of(Kind.NCHW, 7, 3, 5), "N", 7, 15),
                new Shape("channels, one row of positions", FeatureLayout.of(Kind.NCHW, 7, 3, 5), "N", 7, 1, 15),
                new Shape("channels, a class token", FeatureLayout.of(Kind.NCHW, 7, 3, 5, 1, 16), "N", 7, 16),
                new Shape("channels, turned", FeatureLayout.of(Kind.NCHW, 7, 3, 5, 15, turned), "N", 7, 5, 3),
                new Shape("channels last", FeatureLayout.of(Kind.NHWC, 7, 3, 5), "N", 3, 5, 7),
                new Shape("channels last, turned", FeatureLayout.of(Kind.NHWC, 7, 3, 5, 15, turned), "N", 5, 3, 7),
                new Shape("tokens", FeatureLayout.of(Kind.TOKENS, 7, 3, 5), "N", 15, 7),
                new Shape("a class token first", FeatureLayout.tokens(600, 3, 5, 1, 16), "N", 16, 600),
                new Shape("registers behind", FeatureLayout.tokens(7, 3, 5, 0, 19), "N", 19, 7),
                new Shape("a class token, registers", FeatureLayout.tokens(7, 3, 5, 1, 20), "N", 20, 7),
                new Shape(
                        "a token in the middle",
                        FeatureLayout.of(Kind.TOKENS, 7, 3, 5, 16, aroundTheMiddle(15)),
                        "N",
                        16,
                        7),
                new Shape("turned tokens", FeatureLayout.of(Kind.TOKENS, 7, 3, 5, 17, turnedBehind), "N", 17, 7),
                new Shape("images second", FeatureLayout.of(Kind.TOKENS_FIRST, 7, 3, 5), 15, "N", 7),
                new Shape("images second, token", FeatureLayout.of(Kind.TOKENS_FIRST, 7, 3, 5, 1, 16), 16, "N", 7),
                new Shape(
                        "images second, turned",
                        FeatureLayout.of(Kind.TOKENS_FIRST, 7, 3, 5, 17, turnedBehind),
                        17,
                        "N",
                        7),
                new Shape("one channel", FeatureLayout.of(Kind.NCHW, 1, 3, 5), "N", 1, 3, 5),
                new Shape("one channel, last", FeatureLayout.of(Kind.NHWC, 1, 3, 5), "N", 3, 5, 1),
                new Shape("one position", FeatureLayout.of(Kind.NCHW, 7, 1, 1), "N", 7, 1, 1),
                new Shape("one token of two", FeatureLayout.tokens(7, 1, 1, 1, 2), "N", 2, 7),
                new Shape("one token, images second", FeatureLayout.of(Kind.TOKENS_FIRST, 7, 1, 1), 1, "N", 7));
    }

    private static double rectified(Random random) {
        return Math.max(0, random.nextGaussian());
    }

    private static List<Values> values() {
        ToDoubleFunction<Random> zero = r -> 0;
        return List.of(
                new Values("rectified", GraphFormTest::rectified, Random::nextGaussian),
                new Values("signed", Random::nextGaussian, Random::nextGaussian),
                new Values("no activations", zero, Random::nextGaussian),
                new Values("no gradient", Random::nextGaussian, zero),
                new Values("zeros", zero, zero),
                new Values("no positive gradient", GraphFormTest::rectified, r -> -rectified(r)),
                new Values("equal", r -> 0.3, r -> 0.7),
                new Values("large gradient", GraphFormTest::rectified, r -> 1e18 * r.nextGaussian()),
                new Values("large activations", r -> 1e18 * rectified(r), Random::nextGaussian),
                new Values("both large", r -> 1e17 * rectified(r), r -> 1e17 * r.nextGaussian()),
                new Values("tiny gradient", GraphFormTest::rectified, r -> 1e-12 * r.nextGaussian()),
                new Values("vanishing gradient", GraphFormTest::rectified, r -> 1e-30 * r.nextGaussian()),
                new Values("tiny activations", r -> 1e-20 * rectified(r), Random::nextGaussian),
                new Values("both tiny", r -> 1e-25 * rectified(r), r -> 1e-25 * r.nextGaussian()),
                new Values("opposite", r -> 1e15 * rectified(r), r -> 1e-15 * r.nextGaussian()));
    }

    private static Graph graph(Shape shape) {
        var g = GraphBuilder.opset(FIRST_OPSET);
        g.input("a", ElementType.FLOAT, shape.dims);
        g.input("g", ElementType.FLOAT, shape.dims);
        for (var method : METHODS) {
            String map = GraphForm.of(method).write(g, "a", "g", shape.layout);
            g.output(g.node(method.id(), "Identity", List.of(map)));
        }
        return g.build();
    }

    /** The elements without a position are NaN. A map that read one would be NaN too. */
    @ParameterizedTest
    @MethodSource("shapes")
    void theMapIsThatOfTheFormula(Shape shape) {
        try (var session = Session.open(graph(shape))) {
            for (int images : new int[] {1, 3}) {
                for (var values : values()) {
                    check(session, shape, images, values);
                }
            }
        }
    }

    private static void check(Session session, Shape shape, int images, Values values) {
        var layout = shape.layout;
        var inputs = new HashMap<String, List<FeatureMaps>>();
        for (String input : List.of("a", "g")) {
            inputs.put(
                    input,
                    IntStream.range(0, images)
                            .mapToObj(i -> values.maps(
                                    layout,
                                    input.equals("a") ? values.activation : values.gradient,
                                    31L * i + input.hashCode()))
                            .toList());
        }
        var outputs = session.run(Map.of("a", tensor(shape, inputs.get("a")), "g", tensor(shape, inputs.get("g"))));
        for (var method : METHODS) {
            var maps = outputs.get(method.id());
            assertArrayEquals(new long[] {images, layout.height(), layout.width()}, maps.shape());
            for (int i = 0; i < images; i++) {
                var a = inputs.get("a").get(i);
                var g = inputs.get("g").get(i);
                var found = Arrays.copyOfRange(maps.toArray(), i * layout.area(), (i + 1) * layout.area());
                String name = String.format(Locale.ROOT, "%s of %s, image %d", method.id(), values.name, i);
                GraphForms.assertWithinRounding(name, method, a, g, found);
                if (values.name.equals("rectified")) {
                    GraphForms.assertWithin(1e-5, name, method, a, g, found);
                }
            }
        }
    }

    private static Tensor tensor(Shape shape, List<FeatureMaps> images) {
        var tensor = shape.zeros(images.size());
        var floats = tensor.floats();
        for (int i = 0; i < tensor.size(); i++) {
            floats.put(i, Float.NaN);
        }
        for (int i = 0; i < images.size(); i++) {
            shape.layout.write(images.get(i), floats, i);
        }
        return tensor;
    }

    /** Other runtimes have these, in their versions of opset 13 and before. */
    @ParameterizedTest
    @MethodSource("shapes")
    void operatorsAreOrdinary(Shape shape) {
        var found = new TreeSet<String>();
        graph(shape).nodes().stream().map(Node::op).forEach(found::add);
        found.removeAll(Set.of(
                "Reshape",
                "Slice",
                "Gather",
                "Transpose",
                "Add",
                "Mul",
                "Div",
                "Reciprocal",
                "Max",
                "Relu",
                "ReduceSum",
                "Identity"));
        assertEquals(Set.of(), found);
    }

    /** A formula whose term is one number for each channel, and each number once as either operand. */
    private static final class Custom implements ChannelSum {
        @Override
        public String id() {
            return "custom";
        }

        @Override
        public String title() {
            return "Custom";
        }

        @Override
        public <C extends Channel<C>> C term(C activations, C gradient) {
            return activations
                    .mean()
                    .mean()
                    .plus(gradient.sum().sum())
                    .plus(activations.times(gradient).max(-0.5).mean())
                    .div(activations.sum().times(activations.sum()).plus(1));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aTermMayBeOneNumber(Shape shape) {
        var g = GraphBuilder.opset(FIRST_OPSET);
        g.input("a", ElementType.FLOAT, shape.dims);
        g.input("g", ElementType.FLOAT, shape.dims);
        g.output(GraphForm.of(new Custom()).write(g, "a", "g", shape.layout));
        var values = values().get(1);
        var a = values.maps(shape.layout, values.activation, 1);
        var gradient = values.maps(shape.layout, values.gradient, 2);
        try (var session = Session.open(g.build())) {
            var maps = session.run(
                            Map.of("a", tensor(shape, List.of(a, a)), "g", tensor(shape, List.of(gradient, gradient))))
                    .values()
                    .iterator()
                    .next()
                    .toArray();
            for (int i = 0; i < 2; i++) {
                var map = Arrays.copyOfRange(maps, i * a.area(), (i + 1) * a.area());
                GraphForms.assertWithinRounding("custom", new Custom(), a, gradient, map);
            }
        }
    }

    @Test
    void sixMethodsHaveAGraphForm() {
        assertEquals(
                List.of("gradcam", "gradcam++", "hirescam", "xgradcam", "layercam", "elementwise"),
                METHODS.stream().map(AttributionMethod::id).toList());
    }

    @Test
    void aMethodWithoutAGraphFormIsRefused() {
        String builtIn = assertThrows(IllegalArgumentException.class, () -> GraphForm.of(Methods.SCORE_CAM))
                .getMessage();
        assertEquals(
                "the method scorecam cannot be written as a graph of activations and gradient; "
                        + "choose one of gradcam, gradcam++, hirescam, xgradcam, layercam, elementwise",
                builtIn);
        String custom = assertThrows(IllegalArgumentException.class, () -> GraphForm.of(new MethodsTest.HalfGradient()))
                .getMessage();
        assertTrue(custom.contains("halfgradient"), custom);
    }

    /** The formula of {@link Custom} on paper, for one channel of 1, 3 and the gradient 2, -1. */
    @Test
    void operationsInFloat64() {
        var a = new FeatureMaps(1, 1, 2, new float[] {1, 3});
        var g = new FeatureMaps(1, 1, 2, new float[] {2, -1});
        HeatMap map = new Custom().attribute(AttributionContext.of(a, g, 0));
        float expected = (float) ((2 + 1 + (2 - 0.5) / 2) / 17);
        assertArrayEquals(new float[] {expected, expected}, map.values(), 1e-7f);
    }
}
