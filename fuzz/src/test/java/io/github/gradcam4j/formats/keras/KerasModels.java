package io.github.gradcam4j.formats.keras;

import static io.github.gradcam4j.formats.keras.KerasFiles.functional;
import static io.github.gradcam4j.formats.keras.KerasFiles.input;
import static io.github.gradcam4j.formats.keras.KerasFiles.layer;
import static io.github.gradcam4j.formats.keras.KerasFiles.node;
import static io.github.gradcam4j.formats.keras.KerasFiles.sequential;

import java.util.List;
import java.util.Map;

/** Small topologies of Keras and their weights, from which a fuzzer starts. */
final class KerasModels {

    private static final Map<String, int[]> SHAPES = Map.of(
            "c/kernel", new int[] {3, 3, 2, 3},
            "c/bias", new int[] {3},
            "d/kernel", new int[] {3, 2},
            "d/bias", new int[] {2},
            "n/gamma", new int[] {3},
            "n/beta", new int[] {3},
            "n/moving_mean", new int[] {3},
            "n/moving_variance", new int[] {3});

    private KerasModels() {}

    static List<String> all() {
        String conv = "'filters':3,'kernel_size':[3,3],'strides':[1,1],'padding':'same','activation':'relu'";
        return List.of(
                sequential(
                        "m",
                        input("x", 4, 4, 2),
                        layer("Conv2D", "c", conv),
                        layer("BatchNormalization", "n", "'epsilon':0.001"),
                        layer("MaxPooling2D", "p", "'pool_size':[2,2],'strides':[2,2],'padding':'valid'"),
                        layer("GlobalAveragePooling2D", "g", ""),
                        layer("Dense", "d", "'units':2,'activation':'softmax'")),
                functional(
                        "m",
                        "x",
                        "d",
                        input("x", 4, 4, 2),
                        node("Rescaling", "r", "'scale':0.5,'offset':-1.0", "x"),
                        node("ZeroPadding2D", "z", "'padding':[[1,1],[1,1]]", "r"),
                        node("Conv2D", "c", "'filters':3,'kernel_size':[3,3]", "z"),
                        node("Add", "a", "", "c", "c"),
                        node("GlobalMaxPooling2D", "g", "", "a"),
                        node("Dense", "d", "'units':2", "g")),
                sequential(
                        "m",
                        input("x", 4, 4, 2),
                        sequential("inner", input("i", 4, 4, 2), layer("Conv2D", "c", conv)),
                        layer("Reshape", "s", "'target_shape':[2,8,3]"),
                        layer("GlobalAveragePooling2D", "g", ""),
                        layer("Dense", "d", "'units':2")));
    }

    static KerasFiles weights() {
        var files = new KerasFiles();
        SHAPES.forEach((name, shape) -> files.weight(name, values(shape), shape));
        return files;
    }

    static Hdf5Files hdf5() {
        var files = new Hdf5Files();
        SHAPES.forEach((name, shape) -> files.weight(name.split("/")[0], name + ":0", values(shape), shape));
        return files;
    }

    /** The weights of a convolution and a dense layer as {@code .keras} files number them. */
    static ArchiveFiles archive() {
        var files = new ArchiveFiles();
        weight(files, "layers/conv2d/vars/0", "c/kernel");
        weight(files, "layers/conv2d/vars/1", "c/bias");
        weight(files, "layers/dense/vars/0", "d/kernel");
        weight(files, "layers/dense/vars/1", "d/bias");
        int number = 0;
        for (String name : List.of("n/gamma", "n/beta", "n/moving_mean", "n/moving_variance")) {
            weight(files, "layers/batch_normalization/vars/" + number++, name);
        }
        return files;
    }

    private static void weight(ArchiveFiles files, String path, String name) {
        files.weight(path, values(SHAPES.get(name)), SHAPES.get(name));
    }

    private static float[] values(int... shape) {
        int count = 1;
        for (int size : shape) {
            count *= size;
        }
        return KerasFiles.values(count, 1);
    }
}
