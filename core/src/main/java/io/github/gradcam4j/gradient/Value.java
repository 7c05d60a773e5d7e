package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A tensor of the graph that is being written, with the operators that rules are made of: every call adds a node. Axes
 * are counted from 0.
 */
final class Value {

    private final Step step;
    private final String name;

    Value(Step step, String name) {
        this.step = step;
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Any operator: this tensor is the first input. */
    Value op(String op, Attributes attributes, Value... others) {
        var inputs = Stream.concat(Stream.of(this), Arrays.stream(others))
                .map(Value::name)
                .toList();
        return step.emit(op, inputs, attributes);
    }

    Value op(String op, Value... others) {
        return op(op, Attributes.none(), others);
    }

    Value plus(Value other) {
        return op("Add", other);
    }

    Value plus(double c) {
        return plus(step.constant(c));
    }

    Value minus(Value other) {
        return op("Sub", other);
    }

    Value times(Value other) {
        return op("Mul", other);
    }

    Value times(double c) {
        return c == 1 ? this : times(step.constant(c));
    }

    Value over(Value other) {
        return op("Div", other);
    }

    Value power(double exponent) {
        return op("Pow", step.constant(exponent));
    }

    Value square() {
        return times(this);
    }

    Value negated() {
        return op("Neg");
    }

    Value sqrt() {
        return op("Sqrt");
    }

    Value exp() {
        return op("Exp");
    }

    Value log() {
        return op("Log");
    }

    Value tanh() {
        return op("Tanh");
    }

    Value sigmoid() {
        return op("Sigmoid");
    }

    Value abs() {
        return op("Abs");
    }

    Value sign() {
        return op("Sign");
    }

    Value above(double c) {
        return op("Greater", step.constant(c));
    }

    Value below(double c) {
        return op("Less", step.constant(c));
    }

    Value equalTo(Value other) {
        return op("Equal", other);
    }

    Value and(Value other) {
        return op("And", other);
    }

    /** With this tensor of booleans: {@code yes} where it is true, else {@code no}. */
    Value choose(Value yes, Value no) {
        return op("Where", yes, no);
    }

    Value choose(Value yes, double no) {
        return choose(yes, step.constant(no));
    }

    Value asFloat() {
        return op("Cast", Attributes.of("to", 1));
    }

    Value asInteger() {
        return op("Cast", Attributes.of("to", 7));
    }

    /** The sum over some axes, which stay as 1. */
    Value sum(long... axes) {
        return axes.length == 0 ? this : op("ReduceSum", Attributes.of("keepdims", 1), step.vector(axes));
    }

    /** The mean over some axes, which stay as 1. */
    Value mean(long... axes) {
        return op("ReduceMean", Attributes.of("keepdims", 1), step.vector(axes));
    }

    /** The product with a matrix, over the last two axes. */
    Value matmul(Value other) {
        return op("MatMul", other);
    }

    Value transpose(long... permutation) {
        boolean identity = IntStream.range(0, permutation.length).allMatch(i -> permutation[i] == i);
        return identity ? this : op("Transpose", Attributes.of("perm", permutation));
    }

    /** With two axes exchanged, of a tensor of that rank. */
    Value swap(int a, int b, int rank) {
        var permutation = LongStream.range(0, rank).toArray();
        permutation[a] = b;
        permutation[b] = a;
        return transpose(permutation);
    }

    /** In the given shape, where -1 is worked out and 0 taken over. */
    Value reshape(long... shape) {
        return op("Reshape", step.vector(shape));
    }

    /** In the shape that {@code other} has when the graph runs. */
    Value reshapeLike(Value other) {
        return op("Reshape", other.shape());
    }

    Value shape() {
        return op("Shape");
    }

    Value unsqueeze(long... axes) {
        return axes.length == 0 ? this : op("Unsqueeze", step.vector(axes));
    }

    Value squeeze(long... axes) {
        return axes.length == 0 ? this : op("Squeeze", step.vector(axes));
    }

    /** Repeated along the axes where this tensor has 1 and {@code shape} more; 1 in {@code shape} leaves an axis alone. */
    Value expand(long... shape) {
        return Arrays.stream(shape).allMatch(d -> d == 1) ? this : op("Expand", step.vector(shape));
    }

    /** Repeated along the axes where this tensor has 1 and {@code other}, when the graph runs, more. */
    Value expandLike(Value other) {
        return op("Expand", other.shape());
    }

    /** Zeros of the shape that this tensor has when the graph runs. */
    Value zeros() {
        return shape().op("ConstantOfShape");
    }

    /** The elements {@code start}, {@code start + step}, ... before {@code end} along each of the axes. */
    Value slice(long[] starts, long[] ends, long[] axes, long[] steps) {
        return op("Slice", step.vector(starts), step.vector(ends), step.vector(axes), step.vector(steps));
    }

    /** Reversed along the axes. */
    Value flip(long... axes) {
        long[] last = fill(axes.length, -1);
        return axes.length == 0 ? this : slice(last, fill(axes.length, Long.MIN_VALUE), axes, last);
    }

    /** With zeros before and after each axis; a negative number takes elements away. */
    Value pad(long[] before, long[] after) {
        boolean none =
                LongStream.concat(Arrays.stream(before), Arrays.stream(after)).allMatch(p -> p == 0);
        return none
                ? this
                : op(
                        "Pad",
                        step.vector(LongStream.concat(Arrays.stream(before), Arrays.stream(after))
                                .toArray()));
    }

    /**
     * Summed until it has the shape {@code to}: the adjoint of broadcasting from {@code to} to {@code from}, the shape
     * of this tensor.
     */
    Value sumTo(long[] from, long[] to) {
        int lead = from.length - to.length;
        var axes = IntStream.range(0, from.length)
                .filter(a -> a < lead || (to[a - lead] == 1 && from[a] != 1))
                .mapToLong(a -> a)
                .toArray();
        return sum(axes).squeeze(LongStream.range(0, lead).toArray());
    }

    static Value sum(List<Value> terms) {
        return terms.size() == 1
                ? terms.get(0)
                : terms.get(0).op("Sum", terms.subList(1, terms.size()).toArray(Value[]::new));
    }

    static long[] fill(int n, long value) {
        var values = new long[n];
        Arrays.fill(values, value);
        return values;
    }
}
