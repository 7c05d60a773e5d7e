package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;
import java.util.Random;

/**
 * A control, not a method: independent values of 0..1, the same for the same picture, layer and target. A measure in which a
 * method is no better than this says nothing for the method.
 *
 * @param seed where the numbers start
 */
public record RandomMap(long seed) implements AttributionMethod {

    @Override
    public String id() {
        return "random";
    }

    @Override
    public String title() {
        return "Random (control)";
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
