package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * An expression over tensors, in ONNX's operators. {@link ExprWriter} adds its nodes to a graph. An expression that is
 * not written costs nothing. Axes count from 0. Immutable and thread safe.
 */
sealed interface Expr {

    /** A tensor of the graph; the empty name omits an input. */
    record Tensor(String name) implements Expr {}

    /** A float32 scalar; {@code symbol} is its name in formulas, empty for a plain number. */
    record Scalar(double value, String symbol) implements Expr {}

    /** A vector of int64. */
    record Integers(List<Long> values) implements Expr {}

    /** A constant tensor of float32. */
    record Table(String name, Constant values) implements Expr {}

    /** The second output of the node that is differentiated. It is added if the forward graph omits it. */
    record SecondOutput() implements Expr {}

    /** An output of an operator. */
    record Apply(String op, Attributes attributes, List<Expr> inputs, int output) implements Expr {}

    /** An expression that has a name in formulas and in the graph. */
    record Named(String name, Expr value) implements Expr {}

    /** Returns an omitted input of an operator; among gradients, that of an input without a gradient. */
    static Expr none() {
        return new Tensor("");
    }

    default boolean isNone() {
        return this instanceof Tensor tensor && tensor.name.isEmpty();
    }

    static Expr constant(double value) {
        return symbol("", value);
    }

    static Expr symbol(String name, double value) {
        return new Scalar(value, name);
    }

    static Expr vector(long... values) {
        return new Integers(Arrays.stream(values).boxed().toList());
    }

    static Expr table(String name, float[] values, long... shape) {
        return new Table(name, Constant.floats(name, values, shape));
    }

    static Expr apply(String op, Attributes attributes, List<Expr> inputs) {
        return new Apply(op, attributes, List.copyOf(inputs), 0);
    }

    /** Applies an operator with this tensor as its first input. */
    default Expr op(String op, Attributes attributes, Expr... others) {
        return apply(
                op,
                attributes,
                Stream.concat(Stream.of(this), Arrays.stream(others)).toList());
    }

    default Expr op(String op, Expr... others) {
        return op(op, Attributes.none(), others);
    }

    default Expr named(String name) {
        return new Named(name, this);
    }

    // spotless:off
    default Expr plus(Expr b)               { return op("Add", b); }
    default Expr plus(double b)             { return plus(constant(b)); }
    default Expr minus(Expr b)              { return op("Sub", b); }
    default Expr minus(double b)            { return minus(constant(b)); }
    static  Expr oneMinus(Expr b)           { return constant(1).minus(b); }
    default Expr times(Expr b)              { return b instanceof Scalar s && s.value == 1 ? this : op("Mul", b); }
    default Expr times(double b)            { return times(constant(b)); }
    default Expr div(Expr b)                { return op("Div", b); }
    default Expr div(double b)              { return div(constant(b)); }
    default Expr pow(Expr b)                { return op("Pow", b); }
    default Expr square()                   { return times(this); }
    default Expr neg()                      { return op("Neg"); }
    default Expr abs()                      { return op("Abs"); }
    default Expr sign()                     { return op("Sign"); }
    default Expr floor()                    { return op("Floor"); }
    default Expr round()                    { return op("Round"); }
    default Expr sqrt()                     { return op("Sqrt"); }
    default Expr exp()                      { return op("Exp"); }
    default Expr log()                      { return op("Log"); }
    default Expr erf()                      { return op("Erf"); }
    default Expr tanh()                     { return op("Tanh"); }
    default Expr sigmoid()                  { return op("Sigmoid"); }
    default Expr softplus()                 { return op("Softplus"); }
    default Expr clip(double a, double b)   { return op("Clip", constant(a), constant(b)); }

    default Expr equal(Expr b)              { return op("Equal", b); }
    default Expr equal(double b)            { return equal(constant(b)); }
    default Expr greater(Expr b)            { return op("Greater", b); }
    default Expr greater(double b)          { return greater(constant(b)); }
    default Expr greaterOrEqual(Expr b)     { return op("GreaterOrEqual", b); }
    default Expr less(double b)             { return op("Less", constant(b)); }
    default Expr lessOrEqual(Expr b)        { return op("LessOrEqual", b); }
    default Expr and(Expr b)                { return op("And", b); }
    default Expr not()                      { return op("Not"); }
    /** Selects {@code yes} where this tensor of booleans is true, else {@code no}. */
    default Expr where(Expr yes, Expr no)   { return op("Where", yes, no); }
    default Expr where(Expr yes, double no) { return where(yes, constant(no)); }
    default Expr where(double yes, Expr no) { return where(constant(yes), no); }

    default Expr asFloat()                  { return op("Cast", Attributes.of("to", 1)); }
    default Expr asInteger()                { return op("Cast", Attributes.of("to", 7)); }
    default Expr shape()                    { return op("Shape"); }
    /** Returns the number of elements at run time, float32. */
    default Expr size()                     { return op("Size").asFloat(); }
    /** Returns zeros of the shape of this tensor at run time. */
    default Expr zeros()                    { return shape().op("ConstantOfShape"); }
    /** Returns the product of matrices over the last two axes. */
    default Expr matmul(Expr b)             { return op("MatMul", b); }
    // spotless:on

    /** Sums over axes, which keep the size 1. */
    default Expr sum(long... axes) {
        return axes.length == 0 ? this : op("ReduceSum", Attributes.of("keepdims", 1), vector(axes));
    }

    /** Averages over axes, which keep the size 1. */
    default Expr mean(long... axes) {
        return op("ReduceMean", Attributes.of("keepdims", 1), vector(axes));
    }

    default Expr transpose(long... permutation) {
        boolean identity = IntStream.range(0, permutation.length).allMatch(i -> permutation[i] == i);
        return identity ? this : op("Transpose", Attributes.of("perm", permutation));
    }

    /** Exchanges two axes of a tensor of this rank. */
    default Expr swap(int a, int b, int rank) {
        var permutation = LongStream.range(0, rank).toArray();
        permutation[a] = b;
        permutation[b] = a;
        return transpose(permutation);
    }

    /** Changes the shape; -1 is computed from the number of elements, 0 keeps a dimension. */
    default Expr reshape(long... shape) {
        return op("Reshape", vector(shape));
    }

    /** Changes the shape to that of {@code other} at run time. */
    default Expr reshapeLike(Expr other) {
        return op("Reshape", other.shape());
    }

    default Expr unsqueeze(long... axes) {
        return axes.length == 0 ? this : op("Unsqueeze", vector(axes));
    }

    default Expr squeeze(long... axes) {
        return axes.length == 0 ? this : op("Squeeze", vector(axes));
    }

    /** Repeats the tensor along the axes where it has size 1; a 1 in {@code shape} keeps an axis. */
    default Expr expand(long... shape) {
        return Arrays.stream(shape).allMatch(d -> d == 1) ? this : op("Expand", vector(shape));
    }

    /** Repeats the tensor, along the axes where it has size 1, to the shape of {@code other} at run time. */
    default Expr expandLike(Expr other) {
        return op("Expand", other.shape());
    }

    /** Returns the elements {@code start}, {@code start + step}, ... before {@code end} along each axis. */
    default Expr slice(long[] starts, long[] ends, long[] axes, long[] steps) {
        return op("Slice", vector(starts), vector(ends), vector(axes), vector(steps));
    }

    /** Returns the elements from {@code start} to before {@code end} along one axis. */
    default Expr slice(long start, long end, long axis) {
        return op("Slice", vector(start), vector(end), vector(axis), vector(1));
    }

    /** Reverses the tensor along axes. */
    default Expr flip(long... axes) {
        long[] last = fill(axes.length, -1);
        return axes.length == 0 ? this : slice(last, fill(axes.length, Long.MIN_VALUE), axes, last);
    }

    /** Adds zeros before and after each axis; a negative number removes elements. */
    default Expr pad(long[] before, long[] after) {
        var pads =
                LongStream.concat(Arrays.stream(before), Arrays.stream(after)).toArray();
        return Arrays.stream(pads).allMatch(p -> p == 0) ? this : op("Pad", vector(pads));
    }

    /**
     * Sums the tensor to the shape {@code to}: the adjoint of broadcasting.
     *
     * @param from the shape of this tensor
     */
    default Expr sumTo(long[] from, long[] to) {
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
    default Expr sumLike(Expr other, int lead) {
        var shape =
                lead == 0 ? other.shape() : vector(fill(lead, 1)).op("Concat", Attributes.of("axis", 0), other.shape());
        var axes = shape.equal(shape()).not().op("NonZero").reshape(-1);
        var attributes = Attributes.of("keepdims", 1).and("noop_with_empty_axes", 1);
        return op("ReduceSum", attributes, axes).reshapeLike(other);
    }

    static Expr sum(List<Expr> terms) {
        return terms.size() == 1 ? terms.get(0) : apply("Sum", Attributes.none(), terms);
    }

    static long[] fill(int n, long value) {
        var values = new long[n];
        Arrays.fill(values, value);
        return values;
    }
}
