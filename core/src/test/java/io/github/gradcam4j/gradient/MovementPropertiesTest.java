package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Operators that move values, over random shapes: broadcasting, Slice, Pad. */
class MovementPropertiesTest {

    /** The slice of one axis; start and end may lie beyond it. */
    record Cutting(long size, long start, long end, long step) {

        boolean takesAny() {
            long first = clamp(start, step > 0 ? size : size - 1, 0);
            long last = clamp(end, step > 0 ? size : size - 1, step > 0 ? 0 : -1);
            return step > 0 ? first < last : first > last;
        }

        private long clamp(long index, long most, long least) {
            return Math.max(least, Math.min(most, index < 0 ? index + size : index));
        }
    }

    /** The padding of one axis; a negative number removes elements. */
    record Rim(long size, long before, long after) {

        /** ONNX Runtime removes first, then requires two values and no more padding than the other values. */
        boolean canReflect() {
            long left = size + Math.min(before, 0) + Math.min(after, 0);
            return left >= 2 && before < left && after < left;
        }
    }

    @Property(tries = 30)
    void everySlice(@ForAll("cuttings") List<Cutting> cuttings) throws Throwable {
        Assume.that(cuttings.stream().allMatch(Cutting::takesAny));
        run(
                "Slice" + cuttings,
                each(cuttings, Cutting::size),
                (g, x) -> g.op(
                        "Slice",
                        x,
                        g.ints(each(cuttings, Cutting::start)),
                        g.ints(each(cuttings, Cutting::end)),
                        g.ints(LongStream.range(0, cuttings.size()).toArray()),
                        g.ints(each(cuttings, Cutting::step))));
    }

    @Property(tries = 30)
    void everyPad(@ForAll("rims") List<Rim> rims, @ForAll("modes") String mode) throws Throwable {
        // Reflection needs values to reflect, so some must remain.
        Assume.that(rims.stream()
                .allMatch(r -> r.before + r.after + r.size > 0 && -r.before < r.size && -r.after < r.size));
        Assume.that(!mode.equals("reflect") || rims.stream().allMatch(Rim::canReflect));
        var pads = LongStream.concat(Arrays.stream(each(rims, Rim::before)), Arrays.stream(each(rims, Rim::after)));
        run(
                mode + rims,
                each(rims, Rim::size),
                (g, x) -> g.op("Pad", Attributes.of("mode", mode), x, g.ints(pads.toArray())));
    }

    @Property(tries = 30)
    void everyBroadcast(
            @ForAll("operators") String op,
            @ForAll("shapes") List<Long> wide,
            @ForAll("masks") int ones,
            @ForAll("masks") int drop)
            throws Throwable {
        var full = each(wide, d -> d);
        var narrow = full.clone();
        for (int d = 0; d < narrow.length; d++) {
            narrow[d] = (ones >> d & 1) == 1 ? 1 : narrow[d];
        }
        var x = Arrays.copyOfRange(narrow, drop % full.length, full.length);
        run(op + " x, w" + wide, x, (g, t) -> g.op(op, t, g.positive(full)));
        run(op + " f(x), x" + wide, x, (g, t) -> g.op(op, g.op("Add", t, g.positive(full)), g.op("Exp", t)));
    }

    private static void run(String name, long[] shape, RuleCase.Formula formula) throws Throwable {
        RuleCase.of(name, 13, shape, formula).getExecutable().execute();
    }

    private static <T> long[] each(List<T> parts, ToLongFunction<T> part) {
        return parts.stream().mapToLong(part).toArray();
    }

    @Provide
    Arbitrary<List<Cutting>> cuttings() {
        return Combinators.combine(
                        range(1, 6), range(-8, 8), range(-8, 8), Arbitraries.of(-3L, -2L, -1L, 1L, 1L, 2L, 3L))
                .as(Cutting::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<Rim>> rims() {
        return Combinators.combine(range(1, 5), range(-2, 4), range(-2, 4))
                .as(Rim::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<Long>> shapes() {
        return range(1, 4).list().ofMinSize(1).ofMaxSize(4);
    }

    @Provide
    Arbitrary<Integer> masks() {
        return Arbitraries.integers().between(0, 15);
    }

    @Provide
    Arbitrary<String> modes() {
        return Arbitraries.of("constant", "reflect", "edge");
    }

    @Provide
    Arbitrary<String> operators() {
        return Arbitraries.of("Add", "Sub", "Mul", "Div");
    }

    private static Arbitrary<Long> range(long from, long to) {
        return Arbitraries.longs().between(from, to);
    }
}
