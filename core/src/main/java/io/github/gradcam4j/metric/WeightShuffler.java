package io.github.gradcam4j.metric;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Cascading weight randomization (Adebayo et al., NeurIPS 2018): shuffles the values of weight tensors layer by layer
 * from the logits down, which keeps their distribution.
 *
 * @param model the trained model
 * @param layers the weights of each layer, the last layer first
 */
record WeightShuffler(Graph model, List<List<Constant>> layers) {

    static WeightShuffler of(Graph model) {
        return new WeightShuffler(model, LearnedWeights.of(model));
    }

    /** Returns the number of parameters of the last layers. */
    long parameters(int count) {
        return layers.subList(0, count).stream()
                .flatMap(List::stream)
                .mapToLong(Constant::size)
                .sum();
    }

    /** Returns the model with the weights of the last layers shuffled. */
    Graph shuffle(int count, long seed) {
        var shuffled = new ArrayList<Constant>();
        for (var layer : layers.subList(0, count)) {
            for (Constant weight : layer) {
                // The number of the weight is part of the seed, so that it is shuffled in the same way at every stage.
                shuffled.add(shuffled(weight, new Random(seed * 31 + shuffled.size())));
            }
        }
        return model.withConstants(shuffled);
    }

    private static Constant shuffled(Constant tensor, Random random) {
        var source = tensor.floats();
        var values = new float[source.remaining()];
        source.get(values);
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            float value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
        return Constant.floats(tensor.name(), values, tensor.shape());
    }
}
