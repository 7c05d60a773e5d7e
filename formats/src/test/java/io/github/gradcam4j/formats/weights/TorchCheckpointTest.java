package io.github.gradcam4j.formats.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchCheckpointTest extends WeightFileTest {
    private static final byte[] SIX_FLOATS = floats(ByteOrder.LITTLE_ENDIAN, 0, 1, 2, 3, 4, 5);
    private static final List<WeightTensor> TWO = List.of(
            WeightTensor.of("conv.weight", new long[] {2, 2}, new float[] {1, 2, 3, 4}),
            WeightTensor.of("conv.bias", new long[] {2}, new float[] {-1, 0.5f}));

    @Test
    void readsBothFormats(@TempDir Path folder) throws IOException {
        Path zip = folder.resolve("zip.pth");
        TorchFiles.writeZip(zip, TWO);
        for (StateDict dict : List.of(StateDict.read(zip), read(TorchFiles.legacy(TWO)))) {
            assertEquals(List.of("conv.weight", "conv.bias"), List.copyOf(dict.names()));
            assertArrayEquals(
                    new long[] {2, 2}, dict.find("conv.weight").orElseThrow().shape());
            assertArrayEquals(new float[] {1, 2, 3, 4}, values(dict, "conv.weight"));
            assertArrayEquals(new float[] {-1, 0.5f}, values(dict, "conv.bias"));
        }
    }

    @Test
    void viewsShareAStorage() throws IOException {
        byte[] pickle = PickleWriter.zip()
                .op('}')
                .op('(')
                .text("all")
                .tensor("FloatStorage", "0", 6, 0, new long[] {2, 3}, new long[] {3, 1})
                .text("transposed")
                .tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
                .text("tail")
                .tensor("FloatStorage", "0", 6, 4, new long[] {2}, new long[] {1})
                .text("one")
                .tensor("FloatStorage", "0", 6, 3, new long[] {}, new long[] {})
                .text("repeated")
                .tensor("FloatStorage", "0", 6, 2, new long[] {2, 2}, new long[] {0, 1})
                .text("none")
                .tensor("FloatStorage", "0", 6, 6, new long[] {0, 4}, new long[] {4, 1})
                .op('u')
                .stop();
        StateDict dict = read(TorchFiles.zip(pickle, SIX_FLOATS));

        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, values(dict, "all"));
        assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, values(dict, "transposed"));
        assertArrayEquals(new float[] {4, 5}, values(dict, "tail"));
        assertArrayEquals(new float[] {3}, values(dict, "one"));
        assertArrayEquals(new float[] {2, 3, 2, 3}, values(dict, "repeated"));
        assertEquals(0, dict.find("none").orElseThrow().count());
    }

    @Test
    void float32IsNotCopied() throws IOException {
        StateDict dict = read(TorchFiles.legacy(TWO));
        assertTrue(dict.find("conv.weight").orElseThrow().floats().isDirect());
    }

    @Test
    void convertsEveryType() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        assertArrayEquals(new float[] {-0.25f}, one("DoubleStorage", bytes.putDouble(0, -0.25)));
        assertArrayEquals(new float[] {1.5f}, one("HalfStorage", bytes.putShort(0, (short) 0x3e00)));
        assertArrayEquals(new float[] {-2f}, one("BFloat16Storage", bytes.putShort(0, (short) 0xc000)));
        assertArrayEquals(new float[] {-7}, one("LongStorage", bytes.putLong(0, -7)));
        assertArrayEquals(new float[] {-7}, one("IntStorage", bytes.putInt(0, -7)));
        assertArrayEquals(new float[] {-7}, one("ShortStorage", bytes.putShort(0, (short) -7)));
        assertArrayEquals(new float[] {-7}, one("CharStorage", bytes.put(0, (byte) -7)));
        assertArrayEquals(new float[] {249}, one("ByteStorage", bytes.put(0, (byte) -7)));
        assertArrayEquals(new float[] {1}, one("BoolStorage", bytes.put(0, (byte) 1)));
    }

    private float[] one(String type, ByteBuffer bytes) throws IOException {
        return values(read(TorchFiles.zip(single(type, 1, 0, new long[] {1}, new long[] {1}), bytes.array())), "w");
    }

    @Test
    void readsBigEndianFiles() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("a/data.pkl", single("FloatStorage", 2, 0, new long[] {2}, new long[] {1}));
        entries.put("a/byteorder", new byte[] {'b', 'i', 'g'});
        entries.put("a/data/0", floats(ByteOrder.BIG_ENDIAN, 3, 4));
        assertArrayEquals(new float[] {3, 4}, values(read(TorchFiles.zip(entries)), "w"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"state_dict", "model", "model_state_dict"})
    void unwraps(String wrapper) throws IOException {
        byte[] pickle = PickleWriter.zip()
                .op('}')
                .op('(')
                .text("epoch")
                .integer(3)
                .text(wrapper)
                .orderedDict()
                .text("module.w")
                .tensor("FloatStorage", "0", 6, 0, new long[] {6}, new long[] {1})
                .op('s')
                .op('u')
                .stop();
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, values(read(TorchFiles.zip(pickle, SIX_FLOATS)), "w"));
    }

    @Test
    void keepsAPrefixThatNotAllHave() {
        StateDict dict = StateDict.of(List.of(
                WeightTensor.of("module.a", new long[] {1}, new float[1]),
                WeightTensor.of("b", new long[] {1}, new float[1])));
        assertEquals(List.of("module.a", "b"), List.copyOf(dict.names()));
    }

    @Test
    void readsZip64(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("zip64.pth");
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
            zip.setUseZip64(Zip64Mode.Always);
            put(zip, "a/data.pkl", single("FloatStorage", 6, 0, new long[] {6}, new long[] {1}));
            put(zip, "a/data/0", SIX_FLOATS);
        }
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, values(StateDict.read(file), "w"));
    }

    private static void put(ZipArchiveOutputStream zip, String name, byte[] content) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
    }

    @Test
    void refusesCompressedEntries() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("a/data.pkl"));
            zip.write(single("FloatStorage", 6, 0, new long[] {6}, new long[] {1}));
            zip.closeEntry();
        }
        assertRefused("compressed entry a/data.pkl", out.toByteArray());
    }

    @Test
    void refusesOtherArchives() {
        assertRefused("not a torch checkpoint", TorchFiles.zip(Map.of("word/document.xml", new byte[3])));
        assertRefused("TorchScript", TorchFiles.zip(Map.of("m/data.pkl", new byte[3], "m/constants.pkl", new byte[3])));
    }

    @Test
    void refusesAnythingButWeights() {
        assertRefused(
                "forbidden name os.system",
                TorchFiles.zip(PickleWriter.zip()
                        .global("os", "system")
                        .text("true")
                        .bytes(0x85)
                        .op('R')
                        .stop()));
        assertRefused(
                "whole pickled module",
                TorchFiles.zip(PickleWriter.zip()
                        .global("torch.nn.modules.linear", "Linear")
                        .stop()));
        assertRefused(
                "forbidden name builtins.eval",
                TorchFiles.zip(PickleWriter.zip()
                        .text("builtins")
                        .text("eval")
                        .bytes(0x93)
                        .stop()));
        assertRefused(
                "which state dicts do not need",
                TorchFiles.zip(PickleWriter.zip()
                        .global("collections", "OrderedDict")
                        .op(')')
                        .bytes(0x81)
                        .stop()));
        assertRefused(
                "it calls an object that is not a function",
                TorchFiles.zip(PickleWriter.zip()
                        .global("torch", "FloatStorage")
                        .op(')')
                        .op('R')
                        .stop()));
    }

    @Test
    void refusesViewsBeyondTheirStorage() {
        String beyond = "tensor w exceeds its storage";
        assertRefused(beyond, sixFloats(0, new long[] {7}, new long[] {1}));
        assertRefused(beyond, sixFloats(1, new long[] {6}, new long[] {1}));
        assertRefused(beyond, sixFloats(0, new long[] {2, 2}, new long[] {5, 1}));
        assertRefused(beyond, sixFloats(-1, new long[] {2}, new long[] {1}));
        assertRefused(beyond, sixFloats(7, new long[] {0}, new long[] {1}));
        assertRefused("negative", sixFloats(5, new long[] {2}, new long[] {-1}));
        assertRefused("negative", sixFloats(0, new long[] {-2}, new long[] {1}));
        assertRefused("too large", sixFloats(0, new long[] {1L << 40, 1L << 40}, new long[] {0, 0}));
        assertRefused("too large", sixFloats(0, new long[] {1L << 40}, new long[] {1L << 40}));
        assertRefused("has 1073741824 elements from 6", sixFloats(0, new long[] {1L << 30}, new long[] {0}));
        assertRefused("does not match", sixFloats(0, new long[] {2, 2}, new long[] {1}));
        assertRefused("does not match", sixFloats(0, new long[70], new long[70]));
    }

    private static byte[] sixFloats(long offset, long[] shape, long[] strides) {
        return TorchFiles.zip(single("FloatStorage", 6, offset, shape, strides), SIX_FLOATS);
    }

    @Test
    void refusesStoragesThatAreNotThere() {
        long[] six = {6};
        long[] step = {1};
        assertRefused("no entry archive/data/0", TorchFiles.zip(single("FloatStorage", 6, 0, six, step)));
        assertRefused(
                "storage 0 has 24 bytes, expected 48",
                TorchFiles.zip(single("DoubleStorage", 6, 0, six, step), SIX_FLOATS));
        assertRefused(
                "claims a storage", TorchFiles.zip(single("FloatStorage", Long.MAX_VALUE, 0, six, step), SIX_FLOATS));
        assertRefused(
                "forbidden name torch.ComplexFloatStorage",
                TorchFiles.zip(single("ComplexFloatStorage", 1, 0, six, step)));
    }

    @Test
    void refusesBrokenPickles() {
        for (String opcodes : List.of(
                "a", "u", "(u", "t", "R", "Q", "b", "q\0", "h\7", "s", ".", "NNs", "(Nt.", "NQ", "NNR", "NNb")) {
            PickleWriter pickle = PickleWriter.zip();
            opcodes.chars().forEach(pickle::bytes);
            assertThrows(WeightFormatException.class, () -> read(TorchFiles.zip(pickle.stop())), "opcodes " + opcodes);
        }
    }

    @Test
    void aDictionaryMayHoldItselfButHasSimpleKeys() {
        assertRefused(
                "contains no tensors",
                TorchFiles.zip(PickleWriter.zip()
                        .op('}')
                        .bytes('q', 0)
                        .text("model")
                        .bytes('h', 0)
                        .op('s')
                        .stop()));
        assertRefused(
                "keys other than text and numbers",
                TorchFiles.zip(
                        PickleWriter.zip().op('}').op(')').op('N').op('s').stop()));
    }

    @Test
    void refusesAnEndlessPickle() {
        byte[] steps = new byte[5_000_000];
        Arrays.fill(steps, (byte) ')');
        steps[0] = (byte) 0x80;
        steps[1] = 2;
        assertRefused("more than 4194304 opcodes", TorchFiles.zip(steps));
    }

    @Test
    void refusesEveryPrefixOfAFile() throws IOException {
        byte[] legacy = TorchFiles.legacy(TWO);
        byte[] zip = TorchFiles.zip(single("FloatStorage", 6, 0, new long[] {6}, new long[] {1}), SIX_FLOATS);
        for (byte[] whole : List.of(legacy, zip)) {
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThrows(WeightFormatException.class, () -> read(part), "the first " + length + " bytes");
            }
        }
    }

    @Test
    void saysWhatAFileIsNot(@TempDir Path folder) throws IOException {
        assertRefused("it is empty", new byte[0]);
        assertRefused("it starts with \"<!DOCTYPE html>.\"", "<!DOCTYPE html>\n<html>".getBytes());
        assertThrows(NoSuchFileException.class, () -> StateDict.read(folder.resolve("absent.pth")));
        assertThrows(WeightFormatException.class, () -> StateDict.read(Files.createDirectory(folder.resolve("d"))));
    }

    private static byte[] single(String type, long count, long offset, long[] shape, long[] strides) {
        return PickleWriter.zip()
                .op('}')
                .text("w")
                .tensor(type, "0", count, offset, shape, strides)
                .op('s')
                .stop();
    }

    private static byte[] floats(ByteOrder order, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(order);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
