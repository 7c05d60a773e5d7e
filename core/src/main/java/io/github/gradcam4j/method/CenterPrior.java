package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * A baseline without a model: a Gaussian around the center, {@code exp(-(x^2 + y^2) / (2 s^2))} with s a quarter of
 * each side. Photographers center their objects, so it often overlaps the object by chance.
 *
 * <p>Range: 0..1, [h, w] of the layer. Cost: none.
 */
public final class CenterPrior implements AttributionMethod {

    private static final double DEVIATION = 0.25;

    @Override
    public String id() {
        return "center";
    }

    @Override
    public String title() {
        return "Centered blob (baseline)";
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var shape = context.activations();
        var values = new float[shape.area()];
        for (int p = 0; p < values.length; p++) {
            double y = (p / shape.width() + 0.5) / shape.height() - 0.5;
            double x = (p % shape.width() + 0.5) / shape.width() - 0.5;
            values[p] = (float) Math.exp(-(x * x + y * y) / (2 * DEVIATION * DEVIATION));
        }
        return HeatMap.of(values, shape.height(), shape.width());
    }
}
