package io.github.gradcam4j.formats.keras;

import static io.github.gradcam4j.formats.keras.KerasFiles.functional;
import static io.github.gradcam4j.formats.keras.KerasFiles.input;
import static io.github.gradcam4j.formats.keras.KerasFiles.layer;
import static io.github.gradcam4j.formats.keras.KerasFiles.node;
import static io.github.gradcam4j.formats.keras.KerasFiles.sequential;
import static io.github.gradcam4j.formats.keras.Nhwc.assertGives;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files {@code .keras} of Keras 2.12 and later, and of Keras 3. */
class KerasArchiveTest {

    private static final Nhwc X = new Nhwc(1, 2, 2, new float[] {1, 2, 3, 4});
    private static final Nhwc PRODUCT = new Nhwc(1, 2, 2, new float[] {8, 2, 16, 6});
    private static final float[] SWAP = {0, 1, 2, 0};
    private static final float[] DOUBLE = {2, 0, 0, 2};

    @TempDir
    Path folder;

    private final ArchiveFiles files = new ArchiveFiles();

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void groupsAreNamedByTypeAndNumber(int method) throws IOException {
        files.weight("layers/dense/vars/0", SWAP, 2, 2).weight("layers/dense_1/vars/0", DOUBLE, 2, 2);
        assertGives(PRODUCT, files.write(folder, two("a", "b"), "3.0.5", method), X);
    }

    /** The numbers in the group differ from the positions in the model if Keras counted other layers too. */
    @Test
    void namesInTheFileTakePrecedence() throws IOException {
        files.weight("layers/dense/vars/0", DOUBLE, 2, 2)
                .weight("layers/dense_1/vars/0", SWAP, 2, 2)
                .name("layers/dense/vars", "b")
                .name("layers/dense_1/vars", "a");
        assertGives(PRODUCT, files.write(folder, two("a", "b"), "3.9.2", ZipEntry.STORED), X);
    }

    /** Keras 2.12 and 2.13 count a layer with weights twice. */
    @Test
    void numbersOfKeras212SkipValues() throws IOException {
        String group = "_layer_checkpoint_dependencies";
        files.weight(group + "/dense/vars/0", SWAP, 2, 2).weight(group + "/dense_2/vars/0", DOUBLE, 2, 2);
        assertGives(PRODUCT, files.write(folder, two("a", "b"), "2.12.0", ZipEntry.STORED), X);
    }

    @Test
    void aNestedModelHasLayersOfItsOwn() throws IOException {
        String inner = functional("base", "i", "a", input("i", 1, 2, 2), node("Dense", "a", UNBIASED, "i"));
        files.weight("layers/functional/layers/dense/vars/0", SWAP, 2, 2).weight("layers/dense/vars/0", DOUBLE, 2, 2);
        var model = sequential("m", input("x", 1, 2, 2), inner, layer("Dense", "a", UNBIASED));
        assertGives(PRODUCT, files.write(folder, model, "3.4.1", ZipEntry.STORED), X);
    }

    @Test
    void weightsWithoutScaleMoveUp() throws IOException {
        files.weight("layers/batch_normalization/vars/0", new float[] {1, 0}, 2)
                .weight("layers/batch_normalization/vars/1", new float[] {1, 1}, 2)
                .weight("layers/batch_normalization/vars/2", new float[] {3, 3}, 2);
        var model = sequential("m", input("x", 1, 2, 2), layer("BatchNormalization", "b", "'scale':false,'epsilon':1"));
        assertGives(
                new Nhwc(1, 2, 2, new float[] {1, 0.5f, 2, 1.5f}),
                files.write(folder, model, "3.9.2", ZipEntry.STORED),
                X);
    }

    /** 0.2 x + 0.5 in Keras 2, x / 6 + 0.5 in Keras 3. */
    @ParameterizedTest
    @CsvSource({"2.15.0, 0.7", "3.9.2, 0.6666667"})
    void hardSigmoidDependsOnTheVersion(String version, float expected) throws IOException {
        var model = sequential("m", input("x", 1, 1, 1), layer("Activation", "a", "'activation':'hard_sigmoid'"));
        files.weight("layers/dense/vars/0", SWAP, 2, 2);
        assertGives(
                new Nhwc(1, 1, 1, new float[] {expected}),
                files.write(folder, model, version, ZipEntry.STORED),
                new Nhwc(1, 1, 1, new float[] {1}));
    }

    @ParameterizedTest
    @CsvSource({
        "MaxPooling2D, max_pooling2d",
        "Conv2D, conv2d",
        "BatchNormalization, batch_normalization",
        "PReLU, p_re_lu",
        "GlobalAveragePooling2D, global_average_pooling2d",
        "SeparableConv2D, separable_conv2d"
    })
    void snakeCase(String type, String path) {
        assertEquals(path, ArchiveWeights.snakeCase(type));
    }

    @Test
    void otherArchivesAreRefused() throws IOException {
        Path path = folder.resolve("photos.keras");
        try (var zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry("photo.jpg"));
        }
        assertTrue(assertThrows(LayersModelException.class, () -> LayersModel.read(path))
                .getMessage()
                .contains("is a zip archive, but not a Keras model: it has no entry config.json"));
    }

    @Test
    void everyCutIsADamagedFile() throws IOException {
        files.weight("layers/dense/vars/0", SWAP, 2, 2).weight("layers/dense_1/vars/0", DOUBLE, 2, 2);
        byte[] whole = Files.readAllBytes(files.write(folder, two("a", "b"), "3.0.5", ZipEntry.STORED));
        Path cut = folder.resolve("cut.keras");
        for (int length = 4; length < whole.length; length += 97) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThrows(LayersModelException.class, () -> LayersModel.read(cut).toOnnx(), "cut at " + length);
        }
    }

    /** Deflate64, bzip2, LZMA, Zstandard, XZ and others; the zip library knows them, some with other libraries. */
    @ParameterizedTest
    @ValueSource(ints = {1, 6, 9, 12, 14, 20, 93, 95, 96, 99})
    void otherCompressionIsRefused(int method) throws IOException {
        files.weight("layers/dense/vars/0", SWAP, 2, 2);
        var path = files.write(folder, two("a", "b"), "3.0.5", ZipEntry.STORED);
        var zip = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < zip.limit() - 46; at++) {
            int header = zip.getInt(at) == 0x04034b50 ? 8 : zip.getInt(at) == 0x02014b50 ? 10 : 0;
            if (header > 0) {
                zip.putShort(at + header, (short) method);
            }
        }
        Files.write(path, zip.array());
        String message = assertThrows(LayersModelException.class, () -> LayersModel.read(path))
                .getMessage();
        assertTrue(
                message.contains("model.keras is damaged, or its entry config.json is encrypted or compressed"),
                message);
        assertTrue(message.contains("method " + method), message);
    }

    @Test
    void anEntryThatExpandsTooFarIsRefused() throws IOException {
        Path path = folder.resolve("bomb.keras");
        try (var zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry("config.json"));
            byte[] blanks = new byte[1 << 20];
            Arrays.fill(blanks, (byte) ' ');
            for (int i = 0; i < 65; i++) {
                zip.write(blanks);
            }
        }
        assertTrue(assertThrows(LayersModelException.class, () -> LayersModel.read(path))
                .getMessage()
                .contains("or is larger than a model can be"));
    }

    private static final String UNBIASED = "'units':2,'use_bias':false";

    private static String two(String first, String second) {
        return sequential("m", input("x", 1, 2, 2), layer("Dense", first, UNBIASED), layer("Dense", second, UNBIASED));
    }
}
