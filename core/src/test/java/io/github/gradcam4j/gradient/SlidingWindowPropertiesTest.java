package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Slide.attributes;
import static io.github.gradcam4j.gradient.Slide.each;
import static io.github.gradcam4j.gradient.Slide.shape;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Convolutions and pooling with random sizes, strides, dilations and uneven padding, in one to three dimensions. */
class SlidingWindowPropertiesTest {

    @Property(tries = 25)
    void everyConvolution(@ForAll("slides") List<Slide> slides, @ForAll("groups") int groups) throws Throwable {
        var attributes = attributes(slides).and("group", groups);
        run(
                "Conv" + slides,
                slides,
                2 * groups,
                (g, x) -> g.op(
                        "Conv",
                        attributes,
                        x,
                        g.weights(shape(3L * groups, 2, slides, Slide::kernel)),
                        g.weights(3L * groups)));
    }

    @Property(tries = 25)
    void everyAutomaticPadding(
            @ForAll("slides") List<Slide> slides, @ForAll("paddings") String padding, @ForAll("groups") int groups)
            throws Throwable {
        var usable =
                slides.stream().map(s -> unpadded(s, padding.equals("VALID"))).toList();
        var attributes = attributes(usable).without("pads").and("group", groups).and("auto_pad", padding);
        run(
                padding + usable,
                usable,
                2 * groups,
                (g, x) -> g.op("Conv", attributes, x, g.weights(shape(3L * groups, 2, usable, Slide::kernel))));
    }

    @Property(tries = 25)
    void everyTransposedConvolution(@ForAll("slides") List<Slide> slides, @ForAll("groups") int groups)
            throws Throwable {
        Assume.that(slides.stream().allMatch(s -> s.transposed() > 0));
        var attributes = attributes(slides).and("group", groups).and("output_padding", each(slides, Slide::extra));
        run(
                "ConvTranspose" + slides,
                slides,
                2 * groups,
                (g, x) -> g.op(
                        "ConvTranspose",
                        attributes,
                        x,
                        g.weights(shape(2L * groups, 3, slides, Slide::kernel)),
                        g.weights(3L * groups)));
    }

    @Property(tries = 25)
    void everyMaximum(@ForAll("pools") List<Slide> slides, @ForAll boolean ceil) throws Throwable {
        var attributes = attributes(slides).and("ceil_mode", ceil ? 1 : 0);
        run("MaxPool" + slides, slides, 2, (g, x) -> g.op("MaxPool", attributes, x));
    }

    @Property(tries = 25)
    void everyAverage(@ForAll("pools") List<Slide> slides, @ForAll boolean ceil, @ForAll boolean counting)
            throws Throwable {
        var attributes = attributes(slides).and("ceil_mode", ceil ? 1 : 0).and("count_include_pad", counting ? 1 : 0);
        run("AveragePool" + slides, slides, 2, (g, x) -> g.op("AveragePool", attributes, x));
    }

    @Property(tries = 25)
    void everyNorm(@ForAll("pools") List<Slide> slides, @ForAll("powers") int p) throws Throwable {
        var attributes = attributes(slides).and("p", p);
        // The norm is not smooth enough near 0 for finite differences.
        RuleCase.ofPositive(
                        "LpPool" + slides,
                        19,
                        shape(1, 2, slides, Slide::size),
                        (g, x) -> g.op("LpPool", attributes, x))
                .getExecutable()
                .execute();
    }

    /** Pooling has dilations since opset 19. */
    private static void run(String name, List<Slide> slides, int channels, RuleCase.Formula formula) throws Throwable {
        RuleCase.of(name, 19, shape(1, channels, slides, Slide::size), formula)
                .getExecutable()
                .execute();
    }

    /** ONNX Runtime does not support automatic padding with dilation. */
    private static Slide unpadded(Slide s, boolean valid) {
        return valid
                ? new Slide(Math.max(s.size(), s.reach()), s.kernel(), s.stride(), s.dilation(), 0, 0, 0)
                : new Slide(s.size(), s.kernel(), s.stride(), 1, 0, 0, 0);
    }

    @Provide
    Arbitrary<List<Slide>> slides() {
        return Slide.arbitrary();
    }

    /** ONNX Runtime rejects a padding as wide as the kernel; a window of padding alone has no maximum. */
    @Provide
    Arbitrary<List<Slide>> pools() {
        return Slide.arbitrary()
                .filter(slides -> slides.stream()
                        .allMatch(s -> s.begin() < s.kernel() && s.end() < s.kernel() && s.dilation() <= s.size()));
    }

    @Provide
    Arbitrary<Integer> groups() {
        return Arbitraries.of(1, 1, 2, 3);
    }

    @Provide
    Arbitrary<Integer> powers() {
        return Arbitraries.of(1, 2, 3);
    }

    @Provide
    Arbitrary<String> paddings() {
        return Arbitraries.of("SAME_UPPER", "SAME_LOWER", "VALID");
    }
}
