package io.github.gradcam4j.formats.keras;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes HDF5 files as Keras 1 to 3 do: topology, groups of layers, names of weights. */
final class Hdf5Files {

    private final Map<String, Map<String, Object>> layers = new LinkedHashMap<>();

    /**
     * Adds a weight.
     *
     * @param layer of the outermost model
     * @param name such as {@code conv1/kernel:0}
     */
    Hdf5Files weight(String layer, String name, float[] values, int... shape) {
        return stored(layer, name, shaped(values, shape));
    }

    /** @param data an array of any supported type and rank */
    Hdf5Files stored(String layer, String name, Object data) {
        layers.computeIfAbsent(layer, l -> new LinkedHashMap<>()).put(name, data);
        return this;
    }

    /** @param model as for {@link KerasFiles#write} */
    Path write(Path folder, String model) {
        Path path = folder.resolve("model.h5");
        try (WritableHdfFile file = HdfFile.write(path)) {
            file.putAttribute("model_config", model.replace('\'', '"'));
            file.putAttribute("keras_version", "2.15.0");
            var weights = file.putGroup("model_weights");
            weights.putAttribute("layer_names", layers.keySet().toArray(String[]::new));
            layers.forEach((layer, stored) -> write(weights.putGroup(layer), stored));
        }
        return path;
    }

    private static void write(WritableGroup layer, Map<String, Object> stored) {
        layer.putAttribute("weight_names", stored.keySet().toArray(String[]::new));
        var groups = new LinkedHashMap<List<String>, WritableGroup>();
        groups.put(List.of(), layer);
        stored.forEach((name, data) -> {
            var parts = List.of(name.split("/"));
            for (int depth = 1; depth < parts.size(); depth++) {
                var parent = groups.get(parts.subList(0, depth - 1));
                String part = parts.get(depth - 1);
                groups.computeIfAbsent(new ArrayList<>(parts.subList(0, depth)), p -> parent.putGroup(part));
            }
            groups.get(parts.subList(0, parts.size() - 1)).putDataset(parts.get(parts.size() - 1), data);
        });
    }

    /** Returns nested arrays, as jHDF writes them. */
    static Object shaped(float[] values, int... shape) {
        Object array = Array.newInstance(float.class, shape);
        fill(array, values, 0);
        return array;
    }

    private static int fill(Object array, float[] values, int from) {
        if (array instanceof float[] row) {
            System.arraycopy(values, from, row, 0, row.length);
            return from + row.length;
        }
        int next = from;
        for (Object part : (Object[]) array) {
            next = fill(part, values, next);
        }
        return next;
    }
}
