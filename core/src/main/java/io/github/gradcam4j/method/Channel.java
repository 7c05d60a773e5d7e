package io.github.gradcam4j.method;

/**
 * One channel of a layer, or what a formula computes from it: a number at each position, or one number for all of them.
 * The formulas of {@link ChannelSum} consist of these operations. Java computes them in float64; a graph computes them
 * for all channels of all images at once, in float32. Immutable.
 *
 * <p>Two operands may differ in kind: one number is then used at each position.
 *
 * @param <C> the implementation
 */
public interface Channel<C extends Channel<C>> {

    /** Returns {@code this + other}. */
    C plus(C other);

    /** Returns {@code this + c}. */
    C plus(double c);

    /** Returns {@code this * other}. */
    C times(C other);

    /** Returns {@code this * c}. */
    C times(double c);

    /** Returns {@code this / other}. */
    C div(C other);

    /** Returns {@code 1 / this}. */
    C reciprocal();

    /** Returns {@code max(this, c)}. */
    C max(double c);

    /** Returns {@code max(this, 0)}. */
    C relu();

    /** Returns one number, the sum over the positions; one number stays as it is. */
    C sum();

    /** Returns one number, the mean over the positions; one number stays as it is. */
    C mean();
}
