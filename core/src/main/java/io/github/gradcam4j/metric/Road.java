package io.github.gradcam4j.metric;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.BitSet;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * ROAD, remove and debias (Rong et al., ICML 2022): removes the least relevant pixels first (LeRF), which should keep
 * the probability, and the most relevant first (MoRF), which should lower it. Removed pixels are imputed from their
 * neighbors, so that the shape of the hole reveals nothing to the model.
 */
public final class Road implements Metric {

    private static final double[] SHARES = {0.2, 0.4, 0.6, 0.8};
    private static final double NOISE = 0.01;

    @Override
    public String id() {
        return "road";
    }

    @Override
    public String title() {
        return "ROAD (LeRF - MoRF)";
    }

    @Override
    public String definition() {
        return "The class's probability with the coolest pixels removed minus that with the hottest removed, mean over "
                + "20, 40, 60 and 80 percent of them; removed pixels are filled in by noisy linear imputation. "
                + "-1 to 1. Rong et al., ICML 2022.";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public OptionalDouble compute(EvaluationInput input) {
        var order = Ranking.hottestFirst(input.heatMap(), input.seed());
        var image = input.modelInput();
        var random = new Random(input.seed());
        double noise = NOISE * deviation(image);
        var scores = input.explanation().context().model().probabilities(2 * SHARES.length, i -> {
            boolean coolest = i % 2 == 0;
            int count = (int) (SHARES[i / 2] * order.length);
            var removed = new BitSet(order.length);
            for (int j = 0; j < count; j++) {
                removed.set(order[coolest ? order.length - 1 - j : j]);
            }
            var filled = NoisyLinearImputer.of(image, removed);
            return filled.apply((c, p) -> filled.at(c, p) + (removed.get(p) ? noise * random.nextGaussian() : 0));
        });
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += i % 2 == 0 ? scores[i] : -scores[i];
        }
        return OptionalDouble.of(sum / SHARES.length);
    }

    private static double deviation(FeatureMaps input) {
        return new FeatureMaps(1, input.channels(), input.area(), input.values()).deviation(0);
    }
}
