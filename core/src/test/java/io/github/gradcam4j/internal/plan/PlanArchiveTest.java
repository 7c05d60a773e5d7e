package io.github.gradcam4j.internal.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.InvalidModelException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class PlanArchiveTest {

    private static byte[] bytes(Map<String, byte[]> entries) throws IOException {
        var out = new ByteArrayOutputStream();
        PlanArchive.write(entries, out);
        return out.toByteArray();
    }

    private static Map<String, byte[]> entries() {
        var weights = new byte[100_000];
        new Random(1).nextBytes(weights);
        var entries = new LinkedHashMap<String, byte[]>();
        entries.put("plan.properties", "version=1\n".getBytes(StandardCharsets.UTF_8));
        entries.put("trunk.onnx", weights);
        entries.put("empty.txt", new byte[0]);
        return entries;
    }

    private static String refusal(byte[] archive) {
        return assertThrows(
                        InvalidModelException.class,
                        () -> PlanArchive.read(new ByteArrayInputStream(archive), "cow.plan"))
                .getMessage();
    }

    @Test
    void entriesAreReadAsTheyWereWritten() throws IOException {
        var read = PlanArchive.read(new ByteArrayInputStream(bytes(entries())), "plan");
        assertEquals(List.copyOf(entries().keySet()), List.copyOf(read.keySet()));
        entries().forEach((name, content) -> assertArrayEquals(content, read.get(name), name));
    }

    @Test
    void theSameEntriesGiveTheSameBytes() throws IOException {
        assertArrayEquals(bytes(entries()), bytes(entries()));
    }

    @Test
    void graphsAreStoredAndTextsAreCompressed() throws IOException {
        var entries = entries();
        entries.put("labels.txt", "ox\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes(entries)))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertEquals(
                        entry.getName().endsWith(".onnx") ? ZipEntry.STORED : ZipEntry.DEFLATED,
                        entry.getMethod(),
                        entry.getName());
            }
        }
    }

    @Test
    void aTruncatedArchiveIsNamed() throws IOException {
        var whole = bytes(entries());
        for (int length : new int[] {20, 60, 1000, 50_000}) {
            String message = refusal(Arrays.copyOf(whole, length));
            assertEquals(
                    "cow.plan ends in the middle: the copy is incomplete. Copy it, or write the plan, again", message);
        }
    }

    @Test
    void aChangedByteIsFound() throws IOException {
        var changed = bytes(entries());
        changed[50_000] ^= 1;
        assertTrue(refusal(changed).startsWith("cow.plan is a damaged plan (invalid entry CRC"), refusal(changed));
    }

    @Test
    void otherFilesAreNamed() {
        assertEquals("cow.plan is empty: download or export it again", refusal(new byte[0]));
        assertEquals(
                "cow.plan is an ONNX model, not a plan: open it with Explainer.open, and make a plan with"
                        + " Explainer.plan",
                refusal(new byte[] {8, 8, 18, 9}));
        assertEquals(
                "cow.plan is not a plan: ExplainPlan.write writes one",
                refusal("cow".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aBombIsRefusedBeforeItIsRead() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("trunk.onnx"));
            for (int mebibyte = 0; mebibyte < 100; mebibyte++) {
                zip.write(new byte[1 << 20]);
            }
        }
        assertEquals(
                "cow.plan expands to more than 20 times its size, as no plan of gradcam4j does. It was not read",
                refusal(out.toByteArray()));
    }

    @Test
    void manyEntriesAndEqualNamesAreRefused() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (int i = 0; i < 257; i++) {
                zip.putNextEntry(new ZipEntry(i + ".txt"));
            }
        }
        assertTrue(refusal(out.toByteArray()).startsWith("cow.plan has more than 256 entries"));
        var twice = bytes(Map.of("a.txt", new byte[] {1}, "b.txt", new byte[] {2}));
        for (int i = 0; i < twice.length; i++) {
            twice[i] = twice[i] == 'b' ? (byte) 'a' : twice[i];
        }
        assertTrue(refusal(twice).startsWith("cow.plan has two entries 'a.txt'"), refusal(twice));
    }
}
