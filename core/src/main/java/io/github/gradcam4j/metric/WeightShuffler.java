package io.github.gradcam4j.metric;

import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto.DataType;
import io.github.gradcam4j.graph.Constants;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A model that forgets what it has learned, layer by layer from the logits down. Forgotten is a weight tensor when its values are
 * shuffled: of the same scale, sign and shape, and without meaning.
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

    /** The names of each layer's float32 weights, of the last layer first. */
    static List<List<String>> layers(ModelProto model) {
        var weights = new HashMap<String, TensorProto>();
        for (var tensor : model.getGraph().getInitializerList()) {
            if (Constants.type(tensor) == DataType.FLOAT && Constants.elements(Constants.shape(tensor)) > 1) {
                weights.put(tensor.getName(), tensor);
            }
        }
        var layers = new ArrayList<List<String>>();
        var taken = new HashSet<String>();
        for (NodeProto node : model.getGraph().getNodeList()) {
            var own = node.getInputList().stream()
                    .filter(i -> LEARNED.contains(node.getOpType()) && weights.containsKey(i) && taken.add(i))
                    .toList();
            if (!own.isEmpty()) {
                layers.add(own);
            }
        }
        Collections.reverse(layers);
        return layers;
    }

    /** The model with the weights of these layers shuffled. */
    static ModelProto shuffle(ModelProto model, List<List<String>> layers, long seed) {
        var graph = model.getGraph().toBuilder();
        var at = new HashMap<String, Integer>();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            at.put(graph.getInitializer(i).getName(), i);
        }
        for (var layer : layers) {
            for (String name : layer) {
                graph.setInitializer(at.get(name), shuffled(graph.getInitializer(at.get(name)), seed, at));
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static TensorProto shuffled(TensorProto tensor, long seed, Map<String, Integer> at) {
        var source = Constants.floats(tensor);
        var values = new float[source.remaining()];
        source.get(values);
        // The place among the weights joins the seed, so that a tensor is shuffled alike at every stage.
        var random = new Random(seed * 31 + at.get(tensor.getName()));
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            float value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
        return Constants.floats(tensor.getName(), values, Constants.shape(tensor));
    }
}
