package io.github.gradcam4j.metric;

import io.github.gradcam4j.model.FeatureMaps;

/** A Gaussian blur with a deviation of 1/40 of the image's width; edge pixels are repeated outside. */
final class Blur {

    private static final double WIDTHS = 1 / 40.0;
    private static final int REACH = 3;

    private Blur() {}

    static FeatureMaps of(FeatureMaps input) {
        double deviation = input.width() * WIDTHS;
        int reach = (int) Math.ceil(REACH * deviation);
        var weights = new double[2 * reach + 1];
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
            weights[i + reach] = Math.exp(-i * i / (2 * deviation * deviation));
            sum += weights[i + reach];
        }
        double total = sum;
        int w = input.width();
        int h = input.height();
        var rows = input.apply((c, p) -> {
            double mean = 0;
            for (int i = -reach; i <= reach; i++) {
                int x = Math.min(Math.max(p % w + i, 0), w - 1);
                mean += weights[i + reach] * input.at(c, p - p % w + x);
            }
            return mean / total;
        });
        return input.apply((c, p) -> {
            double mean = 0;
            for (int i = -reach; i <= reach; i++) {
                int y = Math.min(Math.max(p / w + i, 0), h - 1);
                mean += weights[i + reach] * rows.at(c, y * w + p % w);
            }
            return mean / total;
        });
    }
}
