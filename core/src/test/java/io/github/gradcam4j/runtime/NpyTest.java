package io.github.gradcam4j.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.ElementType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "1,3,2,4", "0,3", "2,1000000"})
    void readsWhatItWrites(String dims) throws IOException {
        var shape = Arrays.stream(dims.split(","))
                .filter(d -> !d.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
        var tensor = Tensor.zeros(shape);
        var floats = tensor.floats();
        for (int i = 0; i < tensor.size(); i++) {
            floats.put(i, (float) Math.sin(i));
        }
        var file = folder.resolve("deep/array.npy");
        Npy.write(file, tensor);
        var read = Npy.read(file);
        assertArrayEquals(shape, read.shape());
        assertArrayEquals(tensor.toArray(), read.toArray());
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count(), "nothing else is left");
        }
    }

    @Test
    void headersThatNumPyDoesNotReadAreRefusedInAShortSentence() throws IOException {
        String escape = "{'descr': [('\u001b]0;title\u0007', '<f4')], 'fortran_order': False, 'shape': (2,)}";
        assertRefused(escape, "not an array of numbers, but {'descr': [('\\u001b]0;title\\u0007', '<f4')]");
        assertRefused("{'descr': '<c8', " + " ".repeat(5000) + "}", "...");
        assertRefused("x".repeat(10 << 20), "its header has 10485760 bytes; at most 10000 are supported");
        String shape = "1,".repeat(65);
        assertRefused("{'descr': '<f4', 'fortran_order': True, 'shape': (" + shape + ")}", "an array of 65 dimensions");
    }

    private void assertRefused(String header, String reason) throws IOException {
        var text = header.getBytes(StandardCharsets.ISO_8859_1);
        var file = folder.resolve("header.npy");
        Files.write(
                file,
                ByteBuffer.allocate(12 + text.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0})
                        .putInt(text.length)
                        .put(text)
                        .array());
        var message = assertThrows(IOException.class, () -> Npy.read(file)).getMessage();
        assertTrue(message.startsWith(file + ": ") && message.contains(reason), message);
        assertTrue(message.length() < 300 + file.toString().length(), message);
    }

    @Test
    void writesNumPysOwnHeader() throws IOException {
        var file = folder.resolve("array.npy");
        Npy.write(file, Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        var bytes = Files.readAllBytes(file);
        int data = bytes.length - 6 * 4;
        assertEquals(0, data % 64, "the values are aligned");
        assertEquals(
                "\u0093NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
                new String(bytes, 0, data, StandardCharsets.ISO_8859_1).strip());
        assertEquals('\n', bytes[data - 1]);
        assertArrayEquals(new byte[] {0, 0, (byte) 0x80, 0x3f}, Arrays.copyOfRange(bytes, data, data + 4));
    }

    @Test
    void readsOtherTypesAndOrders() throws IOException {
        var doubles = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(1.5)
                .putDouble(-2);
        assertArrayEquals(new float[] {1.5f, -2}, read(1, "'<f8'", false, "(2,)", doubles));
        var longs =
                ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN).putLong(7).putLong(-9);
        assertArrayEquals(new float[] {7, -9}, read(2, "'>i8'", false, "(2,)", longs));
        var bytes = ByteBuffer.wrap(new byte[] {1, (byte) 200});
        assertArrayEquals(new float[] {1, 200}, read(3, "'|u1'", false, "(1, 2)", bytes));
        var columns = ByteBuffer.wrap(new byte[] {11, 21, 12, 22, 13, 23});
        assertArrayEquals(new float[] {11, 12, 13, 21, 22, 23}, read(1, "'|i1'", true, "(2, 3)", columns));
        var scalar = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(3);
        assertArrayEquals(new float[] {3}, read(1, "'<f4'", false, "()", scalar));
    }

    @Test
    void readsValuesAsADeclaredTypeWhereThatIsExact() throws IOException {
        var longs = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(-7)
                .putLong(1L << 31);
        assertArrayEquals(
                new long[] {-7, 1L << 31}, read("<i8", longs, ElementType.INT64).integers());
        assertInexact("int64[2] cannot become INT32: a value is 2147483648", "<i8", longs, ElementType.INT32);
        assertInexact("a value is -7", "<i8", longs, ElementType.UINT64);
        assertInexact("a value is -7", "<i8", longs, ElementType.BOOL);
        var large = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong((1L << 24) + 1);
        assertInexact("a value is 16777217", "<i8", large, ElementType.FLOAT);
        var unsigned = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(-2);
        assertEquals(-2, read("<u8", unsigned, ElementType.UINT64).integers()[0]);
        assertInexact("a value is 18446744073709551614", "<u8", unsigned, ElementType.INT64);
        assertInexact("a value is 18446744073709551614", "<u8", unsigned, ElementType.FLOAT);
        var doubles = ByteBuffer.allocate(16).putDouble(3).putDouble(0x1p40);
        assertArrayEquals(
                new long[] {3, 1L << 40},
                read(">f8", doubles, ElementType.INT64).integers());
        assertInexact("a value is 1099511627776", ">f8", doubles, ElementType.UINT32);
        assertInexact("a value is 0.5", ">f8", ByteBuffer.allocate(8).putDouble(0.5), ElementType.INT8);
        assertInexact("a value is NaN", ">f8", ByteBuffer.allocate(8).putDouble(Double.NaN), ElementType.INT8);
        assertArrayEquals(
                new float[] {3, 0x1p40f},
                read(">f8", doubles, ElementType.FLOAT16).toArray());
        var wholes = ByteBuffer.allocate(8).putDouble(0x1p63);
        assertEquals(Long.MIN_VALUE, read(">f8", wholes, ElementType.UINT64).integers()[0]);
    }

    /** Values by ml_dtypes: 0.5, 1, 1.125 or 1.25, the lowest and the smallest positive number. */
    @Test
    void readsTypesThatNumPyDoesNotHave() throws IOException {
        assertBytes(ElementType.FLOAT8E4M3FN, new int[] {0x30, 0x38, 0x39, 0xfe, 1}, 0.5f, 1, 1.125f, -448, 0x1p-9f);
        assertBytes(ElementType.FLOAT8E4M3FNUZ, new int[] {0x38, 0x40, 0x41, 0xff, 1}, 0.5f, 1, 1.125f, -240, 0x1p-10f);
        assertBytes(ElementType.FLOAT8E5M2, new int[] {0x38, 0x3c, 0x3d, 0xfb, 1}, 0.5f, 1, 1.25f, -57344, 0x1p-16f);
        assertBytes(
                ElementType.FLOAT8E5M2FNUZ, new int[] {0x3c, 0x40, 0x41, 0xff, 1}, 0.5f, 1, 1.25f, -57344, 0x1p-17f);
        var halves = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort((short) 0x3fc0);
        assertArrayEquals(
                new float[] {1.5f}, read("|V2", halves, ElementType.BFLOAT16).toArray());
        var nibbles = ByteBuffer.wrap(new byte[] {-8, 7, 15});
        assertArrayEquals(
                new long[] {-8, 7, -1}, read("|V1", nibbles, ElementType.INT4).integers());
        assertArrayEquals(
                new long[] {8, 7, 15}, read("|V1", nibbles, ElementType.UINT4).integers());
    }

    private void assertBytes(ElementType type, int[] bytes, float... values) throws IOException {
        var data = ByteBuffer.allocate(bytes.length);
        for (int b : bytes) {
            data.put((byte) b);
        }
        assertArrayEquals(values, read("|V1", data, type).toArray());
        assertArrayEquals(values, read("<f1", data, type).toArray());
    }

    private void assertInexact(String reason, String descr, ByteBuffer data, ElementType type) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> read(descr, data, type));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    private Tensor read(String descr, ByteBuffer data, ElementType type) throws IOException {
        int count = data.capacity() / (descr.charAt(2) - '0');
        return Npy.read(write(1, "'" + descr + "'", false, "(" + count + ",)", data), type);
    }

    @Test
    void refusesOtherFiles() throws IOException {
        var eight = ByteBuffer.allocate(8);
        assertRefused("truncated: [3] needs 3 values, the file has 2", 1, "'<f4'", "(3,)", eight);
        assertRefused("too large", 1, "'<f4'", "(4000000000, 4000000000, 4000000000)", eight);
        assertRefused("values of type c8 are not supported", 1, "'<c8'", "(1,)", eight);
        assertRefused("not an array of numbers", 1, "[('a', '<f4')]", "(1,)", eight);
        assertRefused("npy version 9 is not supported", 9, "'<f4'", "(2,)", eight);
        var file = Files.write(folder.resolve("x.npy"), new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 99, 0});
        assertTrue(assertThrows(IOException.class, () -> Npy.read(file))
                .getMessage()
                .contains("truncated in its header"));
        assertThrows(IOException.class, () -> Npy.read(folder));
    }

    private void assertRefused(String reason, int version, String descr, String shape, ByteBuffer data) {
        var refusal = assertThrows(IOException.class, () -> read(version, descr, false, shape, data));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    private float[] read(int version, String descr, boolean columns, String shape, ByteBuffer data) throws IOException {
        return Npy.read(write(version, descr, columns, shape, data)).toArray();
    }

    private Path write(int version, String descr, boolean columns, String shape, ByteBuffer data) throws IOException {
        String header = "{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n"
                .formatted(descr, columns ? "True" : "False", shape);
        var bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        bytes.write(header.length());
        bytes.write(new byte[version == 1 ? 1 : 3]);
        bytes.write(header.getBytes(StandardCharsets.US_ASCII));
        bytes.write(data.array());
        return Files.write(folder.resolve("array.npy"), bytes.toByteArray());
    }
}
