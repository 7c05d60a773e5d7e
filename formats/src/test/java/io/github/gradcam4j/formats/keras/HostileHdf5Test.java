package io.github.gradcam4j.formats.keras;

import static io.github.gradcam4j.formats.keras.Hdf5Bytes.UNDEFINED;
import static io.github.gradcam4j.formats.keras.Hdf5Bytes.bytes;
import static io.github.gradcam4j.formats.keras.Hdf5Bytes.chunk;
import static io.github.gradcam4j.formats.keras.Hdf5Bytes.chunked;
import static io.github.gradcam4j.formats.keras.Hdf5Bytes.contiguous;
import static io.github.gradcam4j.formats.keras.Hdf5Bytes.filters;
import static io.github.gradcam4j.formats.keras.Hdf5Bytes.link;
import static io.github.gradcam4j.formats.keras.Hdf5Bytes.message;
import static io.github.gradcam4j.formats.keras.Hdf5Bytes.space;
import static io.github.gradcam4j.formats.keras.Hdf5Bytes.summed;
import static io.github.gradcam4j.formats.keras.Hdf5Bytes.text;
import static io.github.gradcam4j.formats.keras.Hdf5Bytes.texts;
import static io.github.gradcam4j.formats.keras.Nhwc.assertGives;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HDF5 files whose structures are wrong are refused with a sentence that names the file, fast and within bounds. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileHdf5Test {

    private static final String CIRCLES = "refer to each other in circles, or very often to the same bytes";

    private static final float[] KERNEL = {0, 1, 2, 0};

    @TempDir
    Path folder;

    private final Hdf5Bytes hdf = new Hdf5Bytes();

    private static byte[] kernel() {
        var values = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        values.asFloatBuffer().put(KERNEL);
        return values.array();
    }

    private static byte[] deflated(byte[] start, int zeros) throws IOException {
        var deflated = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(deflated)) {
            out.write(start);
            for (int i = zeros; i > 0; i -= 1 << 16) {
                out.write(new byte[Math.min(i, 1 << 16)]);
            }
        }
        return deflated.toByteArray();
    }

    private void refused(String expected, byte[] model) throws IOException {
        var file = Files.write(folder.resolve("model.h5"), model);
        String message = assertThrows(
                        LayersModelException.class, () -> LayersModel.read(file).toOnnx())
                .getMessage();
        assertTrue(message.startsWith(file.toString()) && message.contains(expected), message);
        assertTrue(message.length() < 1000, message);
    }

    private void gives(byte[] model) throws IOException {
        var x = new Nhwc(1, 1, 2, new float[] {1, 2});
        assertGives(new Nhwc(1, 1, 2, new float[] {4, 1}), Files.write(folder.resolve("model.h5"), model), x);
    }

    private long plainKernel() {
        return hdf.dataset(space(2, 2), contiguous(hdf.add((Object) kernel()), 16));
    }

    /** Without this, the refusals below may have other reasons. */
    @Test
    void theBytesAreThoseOfAModel() throws IOException {
        gives(hdf.model(plainKernel()));
    }

    @Test
    void chunksAreReadDeflatedAndShuffledOrNot() throws IOException {
        long plain = hdf.tree(0, chunk(16, 0, 0, hdf.add((Object) kernel())));
        gives(hdf.model(hdf.dataset(space(2, 2), chunked(plain, 2, 2))));
        byte[] deflated = deflated(kernel(), 0);
        long tree = hdf.tree(0, chunk(deflated.length, 0, 0, hdf.add((Object) deflated)));
        gives(hdf.model(hdf.dataset(space(2, 2), chunked(tree, 2, 2), filters(1))));
    }

    @Test
    void aWildNumberAnywhereIsReadOrRefused() throws IOException {
        byte[] whole = hdf.model(plainKernel());
        var file = folder.resolve("model.h5");
        for (int at = 8; at + 8 <= whole.length; at += 8) {
            for (long wild : new long[] {0, 96, Integer.MAX_VALUE, Long.MAX_VALUE - 7, -1}) {
                byte[] changed = whole.clone();
                ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(at, wild);
                readOrRefused(Files.write(file, changed));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aWildNumberInANewSuperblockIsReadOrRefused(int version) throws IOException {
        byte[] whole = hdf.root(version, hdf.group(text("model_config", "{}")));
        refused("", whole);
        var file = folder.resolve("model.h5");
        for (int at = 8; at < 44; at += 4) {
            for (long wild : new long[] {0, 1, 48, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
                byte[] changed = ByteBuffer.allocate(whole.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(whole)
                        .putLong(at, wild)
                        .array();
                byte[] block = summed((Object) Arrays.copyOf(changed, 44));
                System.arraycopy(block, 0, changed, 0, block.length);
                readOrRefused(Files.write(file, changed));
            }
        }
    }

    private static void readOrRefused(Path file) throws IOException {
        try {
            LayersModel.read(file).toOnnx();
        } catch (LayersModelException e) {
            assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        }
    }

    @Test
    void softAndExternalLinksAreNotFollowed() throws IOException {
        refused(
                "links are not followed",
                hdf.layer(text("weight_names", "d/kernel:0"), link("d", 1, "/model_weights/d")));
        var other = new Hdf5Bytes();
        refused(
                "links are not followed",
                other.layer(text("weight_names", "d/kernel:0"), link("d", 64, "\0/etc/passwd\0/d\0")));
    }

    @Test
    void aGroupInItselfIsFollowedAsFarAsNamesGo() throws IOException {
        long self = hdf.next();
        hdf.group(link("d", self), link("kernel:0", self));
        refused("no weight", hdf.layer(text("weight_names", "d/d/d/d/kernel:0"), link("d", self)));
    }

    @Test
    void tenThousandGroupsInEachOther() throws IOException {
        long group = hdf.group(link("kernel:0", plainKernel()));
        for (int i = 0; i < 10_000; i++) {
            group = hdf.group(link("d", group));
        }
        refused("10,001 groups", hdf.layer(text("weight_names", "d/".repeat(10_001) + "kernel:0"), link("d", group)));
    }

    @Test
    void aChunkThatInflatesToMuchMore() throws IOException {
        byte[] bomb = deflated(kernel(), 1 << 27);
        long tree = hdf.tree(0, chunk(bomb.length, 0, 0, hdf.add((Object) bomb)));
        refused(
                "a chunk does not have the size of 16 bytes",
                hdf.model(hdf.dataset(space(2, 2), chunked(tree, 2, 2), filters(1))));
    }

    @Test
    void manyChunksOutsideOfTheDataSetThatAreTheSameBomb() throws IOException {
        byte[] good = deflated(kernel(), 0);
        byte[] bomb = deflated(kernel(), 1 << 26);
        long first = hdf.add((Object) good);
        long other = hdf.add((Object) bomb);
        var entries = IntStream.range(0, 20_000)
                .mapToObj(i -> i == 0 ? chunk(good.length, 0, 0, first) : chunk(bomb.length, 2L * i, 0, other))
                .toArray(byte[][]::new);
        long tree = hdf.tree(0, entries);
        refused("chunks are outside of it", hdf.model(hdf.dataset(space(2, 2), chunked(tree, 2, 2), filters(1))));
    }

    @Test
    void chunksThatOverlap() throws IOException {
        long data = hdf.add((Object) kernel());
        long tree = hdf.tree(0, chunk(16, 0, 0, data), chunk(16, 1, 1, data));
        refused("chunks are outside of it", hdf.model(hdf.dataset(space(2, 2), chunked(tree, 2, 2))));
        long twice = hdf.tree(0, chunk(16, 0, 0, data), chunk(16, 0, 0, data));
        refused("Duplicate key", hdf.model(hdf.dataset(space(2, 2), chunked(twice, 2, 2))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 28})
    void chunksOfImpossibleSize(int height) throws IOException {
        long tree = hdf.tree(0, chunk(16, 0, 0, hdf.add((Object) kernel())));
        refused("model.h5 is damaged", hdf.model(hdf.dataset(space(2, 2), chunked(tree, height, 2))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, Integer.MAX_VALUE, -1})
    void storedChunksOfImpossibleSize(int size) throws IOException {
        long tree = hdf.tree(0, chunk(size, 0, 0, hdf.add((Object) kernel())));
        refused("model.h5 is damaged", hdf.model(hdf.dataset(space(2, 2), chunked(tree, 2, 2))));
    }

    @Test
    void aTreeOfChunksThatIsACircleOrHasTheSameBranchesManyTimes() throws IOException {
        long self = hdf.next();
        hdf.tree(1, chunk(16, 0, 0, self));
        refused("model.h5 is damaged", hdf.model(hdf.dataset(space(2, 2), chunked(self, 2, 2))));
        long tree = hdf.tree(0, chunk(16, 0, 0, hdf.add((Object) kernel())));
        for (int level = 1; level < 40; level++) {
            tree = hdf.tree(level, chunk(16, 0, 0, tree), chunk(16, 0, 0, tree));
        }
        refused(CIRCLES, hdf.model(hdf.dataset(space(2, 2), chunked(tree, 2, 2))));
    }

    @Test
    void filtersThatAreUnknownRepeatedOrHaveImpossibleParameters() throws IOException {
        byte[] deflated = deflated(kernel(), 0);
        long tree = hdf.tree(0, chunk(deflated.length, 0, 0, hdf.add((Object) deflated)));
        for (int[] ids : new int[][] {{307}, {32000}, {32004}, {1, 1}, {2, 1}, {65535}}) {
            refused("model.h5 is damaged", hdf.model(hdf.dataset(space(2, 2), chunked(tree, 2, 2), filters(ids))));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 1L << 31, 1L << 61, Long.MAX_VALUE})
    void dimensionsThatOverflow(long height) throws IOException {
        long data = hdf.add((Object) kernel());
        refused("", hdf.model(hdf.dataset(space(height, 1L << 62), contiguous(data, 16))));
        refused("", hdf.model(hdf.dataset(space(height, 8), contiguous(data, 16))));
        refused("", hdf.model(hdf.dataset(space(height, 8), chunked(hdf.tree(0, chunk(16, 0, 0, data)), 2, 2))));
    }

    @Test
    void compactDataOfTheWrongSize() throws IOException {
        gives(hdf.model(hdf.dataset(space(2, 2), message(8, (byte) 3, (byte) 0, (short) 16, kernel()))));
        refused(
                "model.h5 is damaged",
                hdf.model(hdf.dataset(space(2, 2), message(8, (byte) 3, (byte) 0, (short) -1, kernel()))));
        refused(
                "model.h5 is damaged",
                hdf.model(hdf.dataset(space(2, 2), message(8, (byte) 3, (byte) 0, (short) 8, kernel()))));
    }

    @Test
    void dataInOtherFilesIsNotRead() throws IOException {
        var secret = Files.write(folder.resolve("secret"), kernel());
        refused(
                "Virtual storage is not supported",
                hdf.model(hdf.dataset(space(2, 2), message(8, (byte) 4, (byte) 3, 96L, 0))));
        long heap = hdf.add("HEAP", 0, 64L, UNDEFINED, hdf.next() + 96, new byte[64], secret + "\0");
        byte[] external = message(7, 1, (short) 1, (short) 1, heap, 0L, 0L, 16L);
        refused("", hdf.model(hdf.dataset(space(2, 2), contiguous(UNDEFINED, 16), external)));
    }

    @Test
    void textsThatReferToTheSameLongOne() throws IOException {
        long heap = hdf.add("GCOL", 1, 32L + (1 << 20), (short) 1, (short) 1, 0, 1L << 20, "x".repeat(1 << 20));
        byte[] reference = bytes(1 << 20, heap, 1);
        Object[] references = IntStream.range(0, 4000).mapToObj(i -> reference).toArray();
        refused("weight_names has", hdf.layer(texts("weight_names", references.length, bytes(references))));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 96, 1L << 40, Long.MAX_VALUE, -1})
    void textsThatReferToNothing(long heap) throws IOException {
        refused("model.h5 is damaged", hdf.layer(texts("weight_names", 1, bytes(4, heap, 1))));
        refused("model.h5 is damaged", hdf.layer(texts("weight_names", 1L << 40, bytes(4, heap, 1))));
        long wild = hdf.add("GCOL", 1, heap, (short) 1, (short) 1, 0, heap, new byte[64]);
        refused("", hdf.layer(texts("weight_names", 1, bytes(4, wild, 1))));
    }

    @Test
    void headersThatContinueInCircles() throws IOException {
        long self = hdf.next();
        byte[] again = message(16, self + 16, 24L);
        hdf.add((short) 1, (short) -1, 1, again.length, 0, again);
        refused("model.h5 is damaged", hdf.root(self));
    }

    @Test
    void headersThatContinueManyTimesInTheSameBlock() throws IOException {
        byte[] last = summed("OCHK");
        long block = hdf.add((Object) last);
        int size = last.length;
        for (int level = 0; level < 40; level++) {
            byte[] on = bytes((byte) 16, (short) 16, (byte) 0, block, (long) size);
            byte[] next = summed("OCHK", on, on);
            size = next.length;
            block = hdf.add((Object) next);
        }
        byte[] on = bytes((byte) 16, (short) 16, (byte) 0, block, (long) size);
        refused(CIRCLES, hdf.root(hdf.add("OHDR", (byte) 2, (byte) 0, (byte) on.length, on, 0)));
    }

    @Test
    void aTreeOfNamesThatIsACircleOrHasTheSameBranchesManyTimes() throws IOException {
        long node = hdf.next() + 200;
        byte[] branches = bytes(new byte[11], node, (byte) 1, node, (byte) 1);
        long tree =
                hdf.add(summed("BTHD", (byte) 0, (byte) 5, 512, (short) 11, (short) 1, (short) 0, node, (short) 1, 1L));
        hdf.add(new byte[(int) (node - hdf.next())], "BTIN", (byte) 0, (byte) 5, branches, new byte[512]);
        refused("model.h5 is damaged", hdf.root(hdf.header(message(2, (short) 0, 96L, tree))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 65535})
    void heapsOfImpossibleSize(int wild) throws IOException {
        for (long block : new long[] {0, 1, 512, Integer.MAX_VALUE, 1L << 40}) {
            long heap = hdf.next();
            hdf.add(summed(
                    "FRHP",
                    (byte) 0,
                    (short) 7,
                    (short) 0,
                    (byte) 0,
                    4096,
                    0L,
                    UNDEFINED,
                    0L,
                    UNDEFINED,
                    0L,
                    0L,
                    0L,
                    1L,
                    0L,
                    0L,
                    0L,
                    0L,
                    (short) wild,
                    block,
                    block,
                    (short) 32,
                    (short) 1,
                    heap,
                    (short) wild));
            byte[] record = bytes(1, (byte) 0, 0, (short) 4);
            long leaf = hdf.add("BTLF", (byte) 0, (byte) 5, record, new byte[512]);
            long tree = hdf.add(
                    summed("BTHD", (byte) 0, (byte) 5, 512, (short) 11, (short) 0, (short) 0, leaf, (short) 1, 1L));
            refused("model.h5 is damaged", hdf.root(hdf.header(message(2, (short) 0, heap, tree))));
        }
    }

    /** Each name is searched for its end. */
    @Test
    void anOldGroupWhoseNamesAreTheSameLongOne() throws IOException {
        long text = hdf.add("x".repeat(1 << 20));
        long heap = hdf.add("HEAP", 0, 1L + (1 << 20), UNDEFINED, text);
        byte[] group = bytes(0L, 96L, 1, 0, new byte[16]);
        Object[] entries = IntStream.range(0, 30_000).mapToObj(i -> group).toArray();
        long names = hdf.add("SNOD", (byte) 1, (byte) 0, (short) entries.length, bytes(entries));
        long tree = hdf.add("TREE", (short) 0, (short) 1, UNDEFINED, UNDEFINED, 0L, names, new byte[64]);
        refused("a name of more than 1,024 bytes", hdf.root(hdf.header(message(17, tree, heap))));
    }
}
