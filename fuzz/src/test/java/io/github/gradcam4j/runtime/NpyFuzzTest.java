package io.github.gradcam4j.runtime;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import io.github.gradcam4j.graph.ElementType;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** NumPy's arrays. */
class NpyFuzzTest {

    static Stream<byte[]> arrays() {
        return Stream.concat(
                Stream.of(Npy.bytes(Tensor.randn(1, 2, 3)), Npy.bytes(Tensor.of(new float[] {1}))),
                Stream.of("<f8", ">f4", "|u1", "<i8", "<f2", "|b1").map(NpyFuzzTest::array));
    }

    /** Two values, whatever their size. */
    private static byte[] array(String type) {
        String header = "{'descr': '" + type + "', 'fortran_order': True, 'shape': (2, 1), }";
        int size = type.charAt(2) - '0';
        String start = "\u0093NUMPY\u0001\0" + (char) (header.length() + 1) + "\0" + header + "\n";
        return (start + "\1".repeat(2 * size)).getBytes(StandardCharsets.ISO_8859_1);
    }

    @MethodSource("arrays")
    @FuzzTest
    void reads(byte[] content) throws Exception {
        var file = Reader.file("array.npy", content);
        Reader asWritten = () -> Npy.bytes(Npy.read(file));
        asWritten.check();
        Reader asDeclared = () -> Npy.read(file, ElementType.INT64);
        asDeclared.check();
    }
}
