package io.github.gradcam4j.formats.keras;

import static io.github.gradcam4j.formats.keras.KerasFiles.input;
import static io.github.gradcam4j.formats.keras.KerasFiles.layer;
import static io.github.gradcam4j.formats.keras.KerasFiles.sequential;
import static io.github.gradcam4j.formats.keras.Nhwc.assertGives;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in HDF5 files. */
class Hdf5ModelTest {

    private static final Nhwc X = new Nhwc(1, 2, 2, new float[] {1, 2, 3, 4});
    private static final Nhwc PRODUCT = new Nhwc(1, 2, 2, new float[] {4, 1, 8, 3});
    private static final float[] KERNEL = {0, 1, 2, 0};

    @TempDir
    Path folder;

    private final Hdf5Files files = new Hdf5Files();

    @Test
    void aModelReadsTheWeightsOfItsLayers() throws IOException {
        var file = files.weight("d", "d/kernel:0", KERNEL, 2, 2).write(folder, dense("d"));
        assertGives(PRODUCT, file, X);
        assertEquals(List.of(file), LayersModel.read(file).files());
    }

    @Test
    void tensorFlowMayHaveNumberedTheScope() throws IOException {
        assertGives(PRODUCT, files.weight("d", "d_1/kernel:0", KERNEL, 2, 2).write(folder, dense("d")), X);
    }

    @Test
    void doublesAreRead() throws IOException {
        var file =
                files.stored("d", "d/kernel:0", new double[][] {{0, 1}, {2, 0}}).write(folder, dense("d"));
        assertGives(PRODUCT, file, X);
    }

    @Test
    void layersOfANestedModelAreFoundInTheGroupOfThatModel() throws IOException {
        var file = files.weight("base", "e/kernel:0", KERNEL, 2, 2)
                .weight("base", "e_1/kernel:0", new float[] {2, 0, 0, 2}, 2, 2)
                .write(folder, sequential("m", sequential("base", input("x", 1, 2, 2), dense1("e"), dense1("e_1"))));
        assertGives(new Nhwc(1, 2, 2, new float[] {8, 2, 16, 6}), file, X);
    }

    @Test
    void twoNestedModelsMayHaveLayersOfTheSameName() throws IOException {
        var file = files.weight("left", "left/e/kernel:0", KERNEL, 2, 2)
                .weight("right", "right/e/kernel:0", new float[] {2, 0, 0, 2}, 2, 2)
                .write(
                        folder,
                        sequential(
                                "m",
                                sequential("left", input("x", 1, 2, 2), dense1("e")),
                                sequential("right", dense1("e"))));
        assertGives(new Nhwc(1, 2, 2, new float[] {8, 2, 16, 6}), file, X);
    }

    @Test
    void aMissingWeightIsNamed() throws IOException {
        fails(
                "layer Dense \"d\" has no weight \"kernel\"",
                files.weight("d", "d/bias:0", KERNEL, 4).write(folder, dense("d")));
    }

    @Test
    void weightsAloneAreRefused() {
        Path path = folder.resolve("my.weights.h5");
        try (var file = HdfFile.write(path)) {
            file.putAttribute("layer_names", new String[] {"d"});
            file.putGroup("d");
        }
        refused("has the weights of a Keras model alone, without its layers. Save the whole model", path);
    }

    @Test
    void hdf5OfOtherProgramsIsRefused() {
        Path path = folder.resolve("data.h5");
        try (var file = HdfFile.write(path)) {
            file.putDataset("table", new float[] {1, 2});
        }
        refused("is an HDF5 file, but not a Keras model: it has no attribute model_config", path);
    }

    @Test
    void everyCutIsADamagedFile() throws IOException {
        byte[] whole =
                Files.readAllBytes(files.weight("d", "d/kernel:0", KERNEL, 2, 2).write(folder, dense("d")));
        Path cut = folder.resolve("cut.h5");
        for (int length = 8; length < whole.length; length += 61) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThrows(LayersModelException.class, () -> LayersModel.read(cut).toOnnx(), "cut at " + length);
        }
    }

    @Test
    void changedBytesAreReadOrRefused() throws IOException {
        byte[] whole =
                Files.readAllBytes(files.weight("d", "d/kernel:0", KERNEL, 2, 2).write(folder, dense("d")));
        Path changed = folder.resolve("changed.h5");
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bytes = whole.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(changed, bytes);
            try {
                LayersModel.read(changed).toOnnx();
            } catch (LayersModelException e) {
                refused++;
            }
        }
        assertTrue(refused > 50, refused + " refused");
    }

    private static String dense(String name) {
        return sequential("m", input("x", 1, 2, 2), dense1(name));
    }

    private static String dense1(String name) {
        return layer("Dense", name, "'units':2,'use_bias':false");
    }

    private static void refused(String expected, Path path) {
        String message = assertThrows(LayersModelException.class, () -> LayersModel.read(path))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    private static void fails(String expected, Path path) throws IOException {
        var read = LayersModel.read(path);
        String message = assertThrows(LayersModelException.class, read::toOnnx).getMessage();
        assertTrue(message.contains(expected), message);
    }
}
