package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A random use of an operator: opset, input, attributes and constants are drawn from one source of random numbers. */
final class RandomUse {

    private final Random random;
    private Tensor input;
    private TestGraph graph;
    private String x;

    RandomUse(long seed) {
        this.random = new Random(seed);
    }

    /** A way to draw a use: starts a graph with {@link #start}, adds nodes and returns the output. */
    @FunctionalInterface
    interface Draw {
        String from(RandomUse use);
    }

    /** Draws a use, in a graph of a few more operators, and compares its gradient with finite differences. */
    void check(Draw draw) {
        String y = draw.from(this);
        String out = switch (below(4)) {
            case 0 -> graph.op("Tanh", y);
            case 1 -> graph.op("Mul", y, graph.scalar(-0.5));
            case 2 -> graph.op("Add", y, graph.op("Sigmoid", y));
            default -> y;
        };
        FiniteDifferences.check(graph.model(out), input);
    }

    @Override
    public String toString() {
        return input == null
                ? "nothing drawn"
                : input + " in " + graph.graph().build().nodes();
    }

    /** Starts a graph whose input is away from kinks; returns the input. */
    String start(int opset, long... shape) {
        return start(opset, FiniteDifferences.offKinks(random.nextLong(), shape));
    }

    /** Starts a graph whose input is 0.5 and above; returns the input. */
    String startPositive(int opset, long... shape) {
        return start(opset, FiniteDifferences.positive(random.nextLong(), shape));
    }

    private String start(int opset, Tensor values) {
        input = values;
        graph = TestGraph.opset(opset);
        x = graph.x(Arrays.stream(values.shape()).boxed().toArray());
        return x;
    }

    TestGraph graph() {
        return graph;
    }

    /** Returns the drawn input. */
    Tensor input() {
        return input;
    }

    String op(String op, Attributes attributes, String... inputs) {
        return graph.op(op, attributes, inputs);
    }

    String op(String op, String... inputs) {
        return graph.op(op, inputs);
    }

    int below(int n) {
        return random.nextInt(n);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    int between(int from, int to) {
        return from + below(to - from + 1);
    }

    @SafeVarargs
    final <T> T of(T... values) {
        return values[below(values.length)];
    }

    int opset(int from) {
        return IntStream.of(7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21)
                .filter(o -> o >= from)
                .skip(below(22 - from))
                .findFirst()
                .orElseThrow();
    }

    /** Returns a shape of some dimensions with at most 48 elements. */
    long[] shape(int fewest, int most) {
        var shape = new long[between(fewest, most)];
        do {
            Arrays.setAll(shape, d -> between(1, 4));
        } while (Constant.elements(shape) > 48 || Constant.elements(shape) < 2);
        return shape;
    }

    /** Returns an axis of a tensor, counted from either end. */
    int axis(int rank) {
        return between(-rank, rank - 1);
    }

    /** Returns some distinct axes, counted from either end, in any order. */
    long[] axes(int rank) {
        var all = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.shuffle(all, random);
        return all.stream()
                .limit(between(1, rank))
                .mapToLong(a -> coin() ? a : a - rank)
                .toArray();
    }

    long[] permutation(int n) {
        var all = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        Collections.shuffle(all, random);
        return all.stream().mapToLong(i -> i).toArray();
    }

    /** Returns indices of an axis, counted from either end. */
    long[] indices(int count, long size) {
        return random.longs(count, -size, size).toArray();
    }

    /** Adds a constant of values between -1 and 1. */
    String weights(long... shape) {
        return values(-1, 1, shape);
    }

    /** Adds a constant of values between 0.5 and 1.5. */
    String positive(long... shape) {
        return values(0.5, 1.5, shape);
    }

    private String values(double low, double high, long... shape) {
        var values = new float[(int) Constant.elements(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return graph.floats(values, shape);
    }

    /** Adds a constant of multiples of 2^-5, where operators may have kinks. */
    String kinks(long... shape) {
        var values = new float[(int) Constant.elements(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = kink();
        }
        return graph.floats(values, shape);
    }

    float kink() {
        return between(-16, 16) * 0x1p-5f;
    }

    /** Returns a shape that broadcasts with another one to a larger or the same shape. */
    long[] partner(long[] shape) {
        var all = shape.clone();
        for (int d = 0; d < all.length; d++) {
            all[d] = coin() ? shape[d] : shape[d] == 1 ? between(1, 3) : 1;
        }
        return below(3) == 0 ? Arrays.copyOfRange(all, below(all.length), all.length) : all;
    }

    /** Returns slides of a window over one to three dimensions. */
    List<Slide> slides(boolean pool) {
        int n = between(1, 3);
        var slides = new ArrayList<Slide>();
        while (slides.size() < n) {
            var s = new Slide(
                    between(1, n == 3 ? 3 : 5),
                    between(1, 3),
                    between(1, 3),
                    between(1, 2),
                    below(3),
                    below(3),
                    below(2));
            var drawn = s.stride() > 1 ? s : new Slide(s.size(), s.kernel(), 1, s.dilation(), s.begin(), s.end(), 0);
            boolean fits = s.reach() <= s.size() + s.begin() + s.end();
            boolean pooled = s.begin() < s.kernel() && s.end() < s.kernel() && s.dilation() <= s.size();
            if (fits && (!pool || pooled) && drawn.transposed() > 0) {
                slides.add(drawn);
            }
        }
        return slides;
    }
}
