package io.github.gradcam4j.formats.weights;

import static io.github.gradcam4j.formats.weights.SafetensorsFiles.entry;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SafetensorsTest extends WeightFileTest {
    private static final byte[] ONE = {0, 0, (byte) 0x80, 0x3f};

    @Test
    void readsTensorsInTheOrderOfTheHeader() throws IOException {
        String header = "{\"__metadata__\":{\"format\":\"pt\"}," + entry("module.b", "U8", "[2]", "[4,6]") + ","
                + entry("module.a", "F32", "[]", "[0,4]") + "," + entry("module.c", "I16", "[3,0]", "[6,6]") + "}   ";
        byte[] data = {0, 0, (byte) 0x80, 0x3f, 7, (byte) 200};
        StateDict dict = read(SafetensorsFiles.of(header, data));

        assertEquals(List.of("b", "a", "c"), List.copyOf(dict.names()));
        assertArrayEquals(new float[] {1}, values(dict, "a"));
        assertArrayEquals(new float[] {7, 200}, values(dict, "b"));
        assertArrayEquals(new float[0], values(dict, "c"));
    }

    @Test
    void refusesTensorsThatOverlapOrLeaveGaps() {
        refused("overlap", entry("a", "U8", "[3]", "[0,3]") + "," + entry("b", "U8", "[2]", "[2,4]"));
        refused("gaps", entry("a", "U8", "[2]", "[0,2]") + "," + entry("b", "U8", "[1]", "[3,4]"));
        refused("has 4 after the header", entry("a", "U8", "[2]", "[0,2]"));
        refused("cut short", entry("a", "F32", "[2]", "[0,8]"));
        refused("cut short", entry("a", "U8", "[9223372036854775807]", "[0,9223372036854775807]"));
    }

    @Test
    void refusesSizesThatDoNotGoTogether() {
        refused("exceeds its storage", entry("a", "F64", "[1]", "[0,4]"));
        refused("needs 2 bytes, but has 4", entry("a", "F16", "[1]", "[0,4]"));
        refused("exceeds its storage", entry("a", "F32", "[2]", "[0,4]"));
        refused("too large", entry("a", "F32", "[4294967296,4294967296,4294967296]", "[0,4]"));
        refused("data_offsets must be", entry("a", "F32", "[1]", "[4,0]"));
        refused("data_offsets must be", entry("a", "F32", "[1]", "[0]"));
        refused("data_offsets must be", entry("a", "F32", "[1]", "[-4,0]"));
        refused("shape must be", entry("a", "F32", "[0.5]", "[0,4]"));
        refused("shape must be", entry("a", "F32", "[99999999999999999999]", "[0,4]"));
        refused("shape must be", entry("a", "F32", "null", "[0,4]"));
        refused("type \"F8_E4M3\"", entry("a", "F8_E4M3", "[4]", "[0,4]"));
        refused("type \"\"", "\"a\":7");
    }

    @Test
    void refusesHeadersThatAreNone() {
        String entry = entry("a", "F32", "[1]", "[0,4]");
        refused("not JSON", entry + "," + entry);
        assertRefused("not JSON", SafetensorsFiles.of("{", ONE));
        assertRefused("not JSON", SafetensorsFiles.of("{} {}", ONE));
        assertRefused("not JSON", SafetensorsFiles.of("{\"a\":" + "[".repeat(5000), ONE));
    }

    @Test
    void refusesEveryPrefixOfAFile() {
        byte[] whole = SafetensorsFiles.of("{" + entry("a", "F32", "[1]", "[0,4]") + "}", ONE);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(WeightFormatException.class, () -> read(part), "the first " + length + " bytes");
        }
    }

    private void refused(String reason, String entries) {
        assertRefused(reason, SafetensorsFiles.of("{" + entries + "}", ONE));
    }
}
