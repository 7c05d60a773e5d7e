package io.github.gradcam4j.metric;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Cascading weight randomization (Adebayo et al., NeurIPS 2018): shuffles the values of weight tensors layer by layer
 * from the logits down, which keeps their distribution.
 */
final class WeightShuffler {

    private static final Set<String> LEARNED = Set.of(
            "Conv",
            "ConvTranspose",
            "Gemm",
            "MatMul",
            "BatchNormalization",
            "InstanceNormalization",
            "LayerNormalization",
            "GroupNormalization",
            "PRelu",
            "Add",
            "Mul");

    private WeightShuffler() {}

    /** Returns the names of each layer's float32 weights, the last layer first. */
    static List<List<String>> layers(Graph model) {
        var layers = new ArrayList<List<String>>();
        var taken = new HashSet<String>();
        for (Node node : model.nodes()) {
            var own = node.inputs().stream()
                    .filter(i -> LEARNED.contains(node.op())
                            && isWeight(model.initializers().get(i))
                            && taken.add(i))
                    .toList();
            if (!own.isEmpty()) {
                layers.add(own);
            }
        }
        Collections.reverse(layers);
        return layers;
    }

    private static boolean isWeight(Constant constant) {
        return constant != null && constant.type() == ElementType.FLOAT && constant.size() > 1;
    }

    /** Returns the model with the weights of these layers shuffled. */
    static Graph shuffle(Graph model, List<List<String>> layers, long seed) {
        // The index of the weight is part of the seed, so that a tensor is shuffled in the same way at every stage.
        var positions = List.copyOf(model.initializers().keySet());
        return model.withInitializers(layers.stream()
                .flatMap(List::stream)
                .map(name -> shuffled(model.initializers().get(name), new Random(seed * 31 + positions.indexOf(name))))
                .toList());
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
