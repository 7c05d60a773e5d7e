package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A tensor of the backward graph. Each method adds a node to the graph and returns its output. Axes count from 0. */
final class Expr {

    private final NodeContext ctx;
    private final String name;

    Expr(NodeContext ctx, String name) {
        this.ctx = ctx;
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Applies an operator with this tensor as its first input. */
    Expr op(String op, Attributes attributes, Expr... others) {
        var inputs = Stream.concat(Stream.of(this), Arrays.stream(others))
                .map(Expr::name)
                .toList();
        return ctx.emit(op, inputs, attributes);
    }

    Expr op(String op, Expr... others) {
        return op(op, Attributes.none(), others);
    }

    Expr plus(Expr other) {
        return op("Add", other);
    }

    Expr plus(double c) {
        return plus(ctx.constant(c));
    }

    Expr minus(Expr other) {
        return op("Sub", other);
    }

    Expr times(Expr other) {
        return op("Mul", other);
    }

    Expr times(double c) {
        return c == 1 ? this : times(ctx.constant(c));
    }

    Expr div(Expr other) {
        return op("Div", other);
    }

    Expr power(double exponent) {
        return op("Pow", ctx.constant(exponent));
    }

    Expr square() {
        return times(this);
    }

    Expr negated() {
        return op("Neg");
    }

    Expr sqrt() {
        return op("Sqrt");
    }

    Expr exp() {
        return op("Exp");
    }

    Expr log() {
        return op("Log");
    }

    Expr tanh() {
        return op("Tanh");
    }

    Expr sigmoid() {
        return op("Sigmoid");
    }

    Expr abs() {
        return op("Abs");
    }

    Expr sign() {
        return op("Sign");
    }

    Expr greater(double c) {
        return op("Greater", ctx.constant(c));
    }

    Expr less(double c) {
        return op("Less", ctx.constant(c));
    }

    Expr equalTo(Expr other) {
        return op("Equal", other);
    }

    Expr and(Expr other) {
        return op("And", other);
    }

    /** Selects {@code yes} where this tensor of booleans is true, else {@code no}. */
    Expr where(Expr yes, Expr no) {
        return op("Where", yes, no);
    }

    Expr where(Expr yes, double no) {
        return where(yes, ctx.constant(no));
    }

    Expr asFloat() {
        return op("Cast", Attributes.of("to", 1));
    }

    Expr asInteger() {
        return op("Cast", Attributes.of("to", 7));
    }

    /** Sums over axes, which keep the size 1. */
    Expr sum(long... axes) {
        return axes.length == 0 ? this : op("ReduceSum", Attributes.of("keepdims", 1), ctx.vector(axes));
    }

    /** Averages over axes, which keep the size 1. */
    Expr mean(long... axes) {
        return op("ReduceMean", Attributes.of("keepdims", 1), ctx.vector(axes));
    }

    /** Multiplies matrices over the last two axes. */
    Expr matmul(Expr other) {
        return op("MatMul", other);
    }

    Expr transpose(long... permutation) {
        boolean identity = IntStream.range(0, permutation.length).allMatch(i -> permutation[i] == i);
        return identity ? this : op("Transpose", Attributes.of("perm", permutation));
    }

    /** Exchanges two axes of a tensor of this rank. */
    Expr swap(int a, int b, int rank) {
        var permutation = LongStream.range(0, rank).toArray();
        permutation[a] = b;
        permutation[b] = a;
        return transpose(permutation);
    }

    /** Changes the shape; -1 is computed from the number of elements, 0 keeps a dimension. */
    Expr reshape(long... shape) {
        return op("Reshape", ctx.vector(shape));
    }

    /** Changes the shape to that of {@code other} at run time. */
    Expr reshapeLike(Expr other) {
        return op("Reshape", other.shape());
    }

    Expr shape() {
        return op("Shape");
    }

    Expr unsqueeze(long... axes) {
        return axes.length == 0 ? this : op("Unsqueeze", ctx.vector(axes));
    }

    Expr squeeze(long... axes) {
        return axes.length == 0 ? this : op("Squeeze", ctx.vector(axes));
    }

    /** Repeats the tensor along the axes where it has size 1; a 1 in {@code shape} keeps an axis. */
    Expr expand(long... shape) {
        return Arrays.stream(shape).allMatch(d -> d == 1) ? this : op("Expand", ctx.vector(shape));
    }

    /** Repeats the tensor, along the axes where it has size 1, to the shape of {@code other} at run time. */
    Expr expandLike(Expr other) {
        return op("Expand", other.shape());
    }

    /** Returns zeros of the shape of this tensor at run time. */
    Expr zeros() {
        return shape().op("ConstantOfShape");
    }

    /** Returns the elements {@code start}, {@code start + step}, ... before {@code end} along each axis. */
    Expr slice(long[] starts, long[] ends, long[] axes, long[] steps) {
        return op("Slice", ctx.vector(starts), ctx.vector(ends), ctx.vector(axes), ctx.vector(steps));
    }

    /** Reverses the tensor along axes. */
    Expr flip(long... axes) {
        long[] last = fill(axes.length, -1);
        return axes.length == 0 ? this : slice(last, fill(axes.length, Long.MIN_VALUE), axes, last);
    }

    /** Adds zeros before and after each axis; a negative number removes elements. */
    Expr pad(long[] before, long[] after) {
        boolean none =
                LongStream.concat(Arrays.stream(before), Arrays.stream(after)).allMatch(p -> p == 0);
        return none
                ? this
                : op(
                        "Pad",
                        ctx.vector(LongStream.concat(Arrays.stream(before), Arrays.stream(after))
                                .toArray()));
    }

    /**
     * Sums the tensor to the shape {@code to}: the adjoint of broadcasting.
     *
     * @param from the shape of this tensor
     */
    Expr sumTo(long[] from, long[] to) {
        int lead = from.length - to.length;
        var axes = IntStream.range(0, from.length)
                .filter(a -> a < lead || (to[a - lead] == 1 && from[a] != 1))
                .mapToLong(a -> a)
                .toArray();
        return sum(axes).squeeze(LongStream.range(0, lead).toArray());
    }

    /**
     * Sums the tensor to the shape of {@code other} at run time, as {@link #sumTo}.
     *
     * @param lead the number of axes before those of {@code other}
     */
    Expr sumLike(Expr other, int lead) {
        var shape = lead == 0
                ? other.shape()
                : ctx.vector(fill(lead, 1)).op("Concat", Attributes.of("axis", 0), other.shape());
        var axes = shape.equalTo(shape()).op("Not").op("NonZero").reshape(-1);
        var attributes = Attributes.of("keepdims", 1).and("noop_with_empty_axes", 1);
        return op("ReduceSum", attributes, axes).reshapeLike(other);
    }

    static Expr sum(List<Expr> terms) {
        return terms.size() == 1
                ? terms.get(0)
                : terms.get(0).op("Sum", terms.subList(1, terms.size()).toArray(Expr[]::new));
    }

    static long[] fill(int n, long value) {
        var values = new long[n];
        Arrays.fill(values, value);
        return values;
    }
}
