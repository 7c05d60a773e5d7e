package io.github.gradcam4j.formats.keras;

import static io.github.gradcam4j.formats.keras.KerasFiles.input;
import static io.github.gradcam4j.formats.keras.KerasFiles.layer;
import static io.github.gradcam4j.formats.keras.KerasFiles.sequential;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.gradcam4j.formats.internal.json.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in shards. */
class ShardedWeightsTest {

    private static final String MODEL =
            sequential("m", input("x", 2), layer("Dense", "d", "'units':3,'use_bias':true"));
    private static final float[] KERNEL = {1, 2, 3, 4, 5, -6};

    @TempDir
    Path folder;

    private final KerasFiles files =
            new KerasFiles().weight("d/kernel", KERNEL, 2, 3).weight("d/bias", new float[] {7, 8, 9}, 3);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 7, 13, 24, 36})
    void shardsMayEndAnywhere(int size) throws IOException {
        files.write(folder, MODEL, size);
        assertArrayEquals(KERNEL, values("kernel"));
        assertArrayEquals(new float[] {7, 8, 9}, values("bias"));
    }

    @Test
    void quantizedToOneByte() throws IOException {
        var entry = "{'name':'d/q','shape':[3],'dtype':'float32','quantization':"
                + "{'dtype':'uint8','scale':0.5,'min':-10,'original_dtype':'float32'}}";
        new KerasFiles().stored(entry, (byte) 0, (byte) 3, (byte) 255).write(folder, MODEL);
        assertArrayEquals(new float[] {-10, -8.5f, 117.5f}, values("q"));
    }

    @Test
    void quantizedToTwoBytes() throws IOException {
        var entry =
                "{'name':'d/q','shape':[2],'dtype':'float32','quantization':{'dtype':'uint16','scale':0.25,'min':1}}";
        new KerasFiles()
                .stored(entry, (byte) 4, (byte) 0, (byte) 0xff, (byte) 0xff)
                .write(folder, MODEL);
        assertArrayEquals(new float[] {2, 65535 / 4f + 1}, values("q"));
    }

    @Test
    void quantizedToHalfPrecision() throws IOException {
        var entry = "{'name':'d/q','shape':[7],'dtype':'float32','quantization':{'dtype':'float16'}}";
        var halves = ByteBuffer.allocate(14).order(ByteOrder.LITTLE_ENDIAN);
        halves.asShortBuffer().put(new short[] {0x3c00, (short) 0xc000, 0x7bff, 1, 0x03ff, (short) 0xfc00, 0});
        new KerasFiles().stored(entry, halves.array()).write(folder, MODEL);
        assertArrayEquals(
                new float[] {1, -2, 65504, 0x1p-24f, 1023 * 0x1p-24f, Float.NEGATIVE_INFINITY, 0}, values("q"));
    }

    @Test
    void wholeNumbers() throws IOException {
        var entry = "{'name':'d/n','shape':[],'dtype':'int32'}";
        new KerasFiles()
                .stored(entry, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff)
                .write(folder, MODEL);
        assertArrayEquals(new float[] {-2}, values("n"));
    }

    @Test
    void anOuterScopeMayStandBeforeTheLayer() throws IOException {
        new KerasFiles()
                .weight("net/d/kernel", KERNEL, 2, 3)
                .weight("net/e/kernel", KERNEL, 2, 3)
                .write(folder, MODEL);
        assertArrayEquals(KERNEL, values("kernel"));
        assertTrue(read().find(named("net"), "kernel").isEmpty(), "two could be meant");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'name':'w','shape':[1],'dtype':'complex64'}        | weight w: dtype",
                "{'name':'w','shape':[-1],'dtype':'float32'}         | weight w: shape is not a shape: [-1]",
                "{'name':'w','shape':[65536,65536],'dtype':'uint8'}  | weight w: shape is of more than 2 GiB",
                "{'name':'w','shape':[2],'dtype':'uint8'}            | have 1 bytes, but model.json describes 2",
                "{'name':'w','shape':[0],'dtype':'uint8'}            | have 1 bytes, but model.json describes 0",
            })
    void anEntryThatCannotBeIsNamed(String entry, String expected) throws IOException {
        new KerasFiles().stored(entry, (byte) 1).write(folder, MODEL);
        fails(expected);
    }

    @Test
    void aWeightDescribedTwiceIsRefused() throws IOException {
        files.weight("d/kernel", KERNEL, 2, 3).write(folder, MODEL);
        fails("describes the weight d/kernel twice");
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        files.write(folder, MODEL, 20);
        Files.delete(folder.resolve("shard1.bin"));
        fails("the shard shard1.bin is not beside model.json in " + folder);
    }

    @Test
    void aShardThatIsTooShortIsNamed() throws IOException {
        files.write(folder, MODEL, 20);
        Files.write(folder.resolve("shard1.bin"), new byte[15]);
        fails("[shard0.bin, shard1.bin] have 35 bytes, but model.json describes 36");
    }

    @Test
    void aShardOutsideTheFolderIsRefused() throws IOException {
        var file = files.write(folder, MODEL);
        Files.writeString(file, Files.readString(file).replace("shard0.bin", "../shard0.bin"));
        fails("the shard ../shard0.bin is outside the model's folder");
    }

    /** Equal files are one file in the cache of a model hub. */
    @Test
    void twoNamesOfOneFileInACache() throws IOException {
        var cache = Files.createDirectories(folder.resolve("blobs"));
        var model = new KerasFiles()
                .weight("d/kernel", KERNEL, 2, 3)
                .weight("e/kernel", KERNEL, 2, 3)
                .write(cache, MODEL, 24);
        var snapshot = Files.createDirectories(folder.resolve("snapshots/rev"));
        Files.createSymbolicLink(snapshot.resolve("model.json"), Path.of("../../blobs/model.json"));
        for (String shard : List.of("shard0.bin", "shard1.bin")) {
            Files.createSymbolicLink(snapshot.resolve(shard), Path.of("../../blobs/shard0.bin"));
        }
        var weights = read(snapshot.resolve("model.json"));
        assertArrayEquals(
                KERNEL, weights.find(named("e"), "kernel").orElseThrow().values());
        assertEquals(List.of(model.resolveSibling("shard0.bin").toRealPath()), weights.shards());
    }

    /** The checked file is the one that is read, whatever the folders are called. */
    @Test
    void theFolderOfALink() throws IOException {
        var real = Files.createDirectories(folder.resolve("a/b/model"));
        files.write(real, MODEL);
        Files.write(folder.resolve("a/shard0.bin"), new byte[36]);
        var link = Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("x")).resolve("link"), real);
        assertArrayEquals(
                KERNEL,
                read(link.resolve("model.json"))
                        .find(named("d"), "kernel")
                        .orElseThrow()
                        .values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"shard0.bin", "./shard0.bin", "self/shard0.bin", "self/self/shard0.bin"})
    void oneEntryOfTheFolderNamedTwice(String other) throws IOException {
        var file = files.write(folder, MODEL, 18);
        Files.createSymbolicLink(folder.resolve("self"), folder);
        Files.writeString(file, Files.readString(file).replace("shard1.bin", other));
        fails("model.json names the shard " + other + " twice");
    }

    private ShardedWeights read() throws IOException {
        return read(folder.resolve("model.json"));
    }

    private static ShardedWeights read(Path file) throws IOException {
        return WeightsManifest.read(
                Fields.of("model.json:", new ObjectMapper().readTree(file.toFile()), LayersModelException::new), file);
    }

    private void fails(String expected) {
        String message = assertThrows(LayersModelException.class, this::read).getMessage();
        assertTrue(message.contains(expected), message);
    }

    private float[] values(String parameter) throws IOException {
        return read().find(named("d"), parameter).orElseThrow().values();
    }

    private static KerasLayer named(String name) {
        return KerasLayer.outermost(JsonNodeFactory.instance
                .objectNode()
                .set("config", JsonNodeFactory.instance.objectNode().put("name", name)));
    }
}
