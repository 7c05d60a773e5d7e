package io.github.gradcam4j.formats.keras;

import io.github.gradcam4j.graph.Attributes;
import java.util.List;
import java.util.Map;

/** The conversion of local and global pooling. An average excludes the padding, as in TensorFlow. */
final class PoolingLayers {

    private PoolingLayers() {}

    static Map<String, KerasLayers.Rule> rules() {
        return Map.of(
                "MaxPooling2D", local("MaxPool"),
                "AveragePooling2D", local("AveragePool"),
                "GlobalMaxPooling2D", global("GlobalMaxPool"),
                "GlobalAveragePooling2D", global("GlobalAveragePool"));
    }

    private static KerasLayers.Rule local(String op) {
        return (layer, inputs) -> {
            KerasTensor x = layer.onlyMap(inputs);
            var window = KerasWindow.of(layer, "pool_size", layer.pair("pool_size", 2, 1));
            return window.output(layer.node(op, List.of(x.tensor()), window.attributes(x)), x, x.channels());
        };
    }

    private static KerasLayers.Rule global(String op) {
        return (layer, inputs) -> {
            KerasTensor x = layer.onlyMap(inputs);
            if (layer.flag("keepdims", false)) {
                return KerasTensor.map(layer.node(op, List.of(x.tensor())), 1, 1, x.channels());
            }
            String pooled = layer.inner("pool", op, List.of(x.tensor()));
            String flat = layer.node("Flatten", List.of(pooled), Attributes.of("axis", 1));
            return new KerasTensor(flat, List.of(x.channels()));
        };
    }
}
