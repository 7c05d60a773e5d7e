package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;
import java.util.Random;

/**
 * A baseline without a model: independent uniform values, equal for the same image, layer and target. A metric on which
 * a method does not exceed this baseline does not support the method.
 *
 * <p>Range: 0..1, [h, w] of the layer. Cost: none.
 *
 * @param seed seed of the random numbers
 */
public record RandomMap(long seed) implements AttributionMethod {

    @Override
    public String id() {
        return "random";
    }

    @Override
    public String title() {
        return "Random (baseline)";
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var shape = context.activations();
        var random = new Random(seed ^ Double.hashCode(context.score()));
        var values = new float[shape.area()];
        for (int p = 0; p < values.length; p++) {
            values[p] = random.nextFloat();
        }
        return HeatMap.of(values, shape.height(), shape.width());
    }
}
