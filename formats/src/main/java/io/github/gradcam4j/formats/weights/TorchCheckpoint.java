package io.github.gradcam4j.formats.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The search for the state dict in a checkpoint's pickle, and the binding of its tensors to their bytes. */
final class TorchCheckpoint {
    private static final List<String> WRAPPERS = List.of("state_dict", "model_state_dict", "model");
    private static final int MAX_WRAPPERS = 3;
    private static final int MAX_NAMED = 8;

    private TorchCheckpoint() {}

    static StateDict bind(Object root, TorchStorage.Source source) throws WeightFormatException {
        List<WeightTensor> tensors = new ArrayList<>();
        for (Map.Entry<String, TorchTensor> entry : tensors(unwrapped(root)).entrySet()) {
            tensors.add(entry.getValue().in(source, entry.getKey()));
        }
        return StateDict.of(tensors);
    }

    private static Map<?, ?> unwrapped(Object root) throws WeightFormatException {
        if (!(root instanceof Map<?, ?> map)) {
            throw new WeightFormatException("contains no state dict. " + TorchGlobal.ADVICE);
        }
        Map<?, ?> inner = map;
        for (int level = 0; level < MAX_WRAPPERS; level++) {
            Map<?, ?> outer = inner;
            inner = WRAPPERS.stream()
                    .map(outer::get)
                    .filter(Map.class::isInstance)
                    .<Map<?, ?>>map(Map.class::cast)
                    .findFirst()
                    .orElse(outer);
        }
        return inner;
    }

    private static Map<String, TorchTensor> tensors(Map<?, ?> dict) throws WeightFormatException {
        Map<String, TorchTensor> tensors = new LinkedHashMap<>();
        dict.forEach((key, value) -> {
            if (key instanceof String name && value instanceof TorchTensor tensor) {
                tensors.put(name, tensor);
            }
        });
        if (tensors.isEmpty()) {
            throw new WeightFormatException("contains no tensors but "
                    + dict.keySet().stream().limit(MAX_NAMED).toList() + "; a state dict may be wrapped as "
                    + WRAPPERS);
        }
        return tensors;
    }
}
