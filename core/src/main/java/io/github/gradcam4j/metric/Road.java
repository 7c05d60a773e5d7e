package io.github.gradcam4j.metric;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.BitSet;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * ROAD, remove and debias (Rong et al., ICML 2022): pixels are not blackened but filled in from their neighbors, so that the hole's
 * outline tells the model nothing. Taken away are the coolest pixels (LeRF) and the hottest (MoRF); the one should not hurt,
 * the other should.
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
        return "The class's probability with the coolest pixels removed less that with the hottest removed, mean over 20, 40, 60 "
                + "and 80 % of them; removed pixels are filled in by noisy linear imputation. -1 to 1. Rong et al., ICML 2022.";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public OptionalDouble measure(EvaluationInput explained) {
        var order = Ranking.hottestFirst(explained.heat(), explained.seed());
        var input = explained.input();
        var random = new Random(explained.seed());
        double noise = NOISE * deviation(input);
        var scores = explained.explanation().context().model().probabilities(2 * SHARES.length, i -> {
            boolean coolest = i % 2 == 0;
            int count = (int) (SHARES[i / 2] * order.length);
            var removed = new BitSet(order.length);
            for (int j = 0; j < count; j++) {
                removed.set(order[coolest ? order.length - 1 - j : j]);
            }
            var filled = NoisyLinearImputer.of(input, removed);
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
