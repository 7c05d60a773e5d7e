package io.github.gradcam4j.metric;

import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.model.FeatureMaps;
import java.util.BitSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An explanation to evaluate, with the heat map at the size of the model's input. Immutable and thread safe.
 *
 * <pre>{@code
 * var input = EvaluationInput.of(explanation).withObject(mask);
 * double energy = Metric.byName("energy-pointing").compute(input).orElseThrow();
 * }</pre>
 */
public final class EvaluationInput {

    private static final double ROUNDING = 1e-6;

    private final Explanation explanation;
    private final HeatMap heatMap;
    private final Mask object;
    private final long seed;

    /** @param object null if not set */
    private EvaluationInput(Explanation explanation, HeatMap heatMap, Mask object, long seed) {
        this.explanation = explanation;
        this.heatMap = heatMap;
        this.object = object;
        this.seed = seed;
    }

    /** Returns an explanation to evaluate, without the object's position, and with the seed 0. */
    public static EvaluationInput of(Explanation explanation) {
        var input = explanation.context().model().input();
        var heatMap =
                explanation.heatMap().resize(input.height(), input.width()).normalizeSigned();
        return new EvaluationInput(explanation, heatMap, null, 0);
    }

    /**
     * Returns a copy with the object's position.
     *
     * @param mask the object in the upright image
     */
    public EvaluationInput withObject(Mask mask) {
        return new EvaluationInput(
                explanation, heatMap, cropped(mask, explanation.cropRegion(), heatMap.height(), heatMap.width()), seed);
    }

    /**
     * Returns a copy with another heat map.
     *
     * @param heatMap [H, W] of the model's input, values 0..1
     */
    public EvaluationInput withHeatMap(HeatMap heatMap) {
        if (heatMap.height() != this.heatMap.height() || heatMap.width() != this.heatMap.width()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a heat map of %d x %d does not fit an input of %d x %d",
                    heatMap.height(),
                    heatMap.width(),
                    this.heatMap.height(),
                    this.heatMap.width()));
        }
        return new EvaluationInput(explanation, heatMap, object, seed);
    }

    /**
     * Returns a copy with another seed of random numbers, which metrics use for the order of equal values and for
     * noise.
     */
    public EvaluationInput withSeed(long seed) {
        return new EvaluationInput(explanation, heatMap, object, seed);
    }

    private static Mask cropped(Mask mask, CropRegion region, int height, int width) {
        var pixels = new BitSet(height * width);
        for (int y = 0; y < height; y++) {
            int row = pixel(region.y() + (y + 0.5) / height * region.height(), mask.height());
            for (int x = 0; x < width; x++) {
                int column = pixel(region.x() + (x + 0.5) / width * region.width(), mask.width());
                pixels.set(y * width + x, row >= 0 && column >= 0 && mask.contains(column, row));
            }
        }
        return Mask.of(width, height, pixels);
    }

    /** Returns the pixel at a position; -1 beyond the image, where the model's input shows a border. */
    private static int pixel(double position, int size) {
        if (position < 0 || position > size + ROUNDING) {
            return -1;
        }
        return (int) Math.min(position, size - 1);
    }

    /** Returns the explanation. */
    public Explanation explanation() {
        return explanation;
    }

    /**
     * Returns the evidence for the class: the map after ReLU, resized (bilinear) to the model's input and scaled to a
     * largest value of 1; all zero without evidence.
     */
    public HeatMap heatMap() {
        return heatMap;
    }

    /** Returns the object in the model's input, of the heat map's size; empty if not known. */
    public Optional<Mask> object() {
        return Optional.ofNullable(object);
    }

    /** Returns the seed of random numbers. */
    public long seed() {
        return seed;
    }

    /** Returns the explained image as the model's input. */
    FeatureMaps modelInput() {
        return explanation.context().model().input();
    }

    /** Returns the target's probability, 0..1 after a softmax or sigmoid. */
    double probability() {
        return explanation.target().probability();
    }

    /** Returns whether both evaluate the same explanation object with equal settings. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EvaluationInput that
                && explanation == that.explanation
                && heatMap.equals(that.heatMap)
                && object().equals(that.object())
                && seed == that.seed;
    }

    @Override
    public int hashCode() {
        return Objects.hash(System.identityHashCode(explanation), heatMap, object, seed);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "EvaluationInput[%s, %s, seed %d]",
                explanation,
                object().map(Mask::toString).orElse("no object"),
                seed);
    }
}
