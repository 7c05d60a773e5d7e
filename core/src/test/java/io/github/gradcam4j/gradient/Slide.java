package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** The sliding of a window over one spatial dimension of a random convolution or pooling. */
record Slide(int size, int kernel, int stride, int dilation, int begin, int end, int extra) {

    /** Returns slides over one to three dimensions. */
    static Arbitrary<List<Slide>> arbitrary() {
        var slide = Combinators.combine(
                        range(1, 6), range(1, 4), range(1, 3), range(1, 2), range(0, 2), range(0, 2), range(0, 1))
                .as((size, kernel, stride, dilation, begin, end, extra) ->
                        new Slide(size, kernel, stride, dilation, begin, end, stride > 1 ? extra : 0))
                .filter(s -> s.reach() <= s.size + s.begin + s.end);
        // Finite differences are slow, so volumes are small.
        var small = slide.filter(s -> s.size <= 4);
        return Arbitraries.oneOf(
                slide.list().ofSize(1), slide.list().ofSize(2), small.list().ofSize(3));
    }

    private static Arbitrary<Integer> range(int from, int to) {
        return Arbitraries.integers().between(from, to);
    }

    int reach() {
        return dilation * (kernel - 1) + 1;
    }

    /** Returns the output size of a transposed convolution. */
    int transposed() {
        return (size - 1) * stride + reach() - begin - end + extra;
    }

    static long[] each(List<Slide> slides, ToIntFunction<Slide> part) {
        return slides.stream().mapToInt(part).asLongStream().toArray();
    }

    /** Returns a shape with one spatial dimension per slide. */
    static long[] shape(long first, long second, List<Slide> slides, ToIntFunction<Slide> part) {
        return LongStream.concat(LongStream.of(first, second), Arrays.stream(each(slides, part)))
                .toArray();
    }

    static Attributes attributes(List<Slide> slides) {
        var pads =
                LongStream.concat(Arrays.stream(each(slides, Slide::begin)), Arrays.stream(each(slides, Slide::end)));
        return Attributes.of("kernel_shape", each(slides, Slide::kernel))
                .and("strides", each(slides, Slide::stride))
                .and("dilations", each(slides, Slide::dilation))
                .and("pads", pads.toArray());
    }
}
