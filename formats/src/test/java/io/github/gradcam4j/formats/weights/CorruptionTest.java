package io.github.gradcam4j.formats.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Damaged files: reading either returns tensors or reports the damage. It does not fail in another way and does not run
 * endlessly.
 */
class CorruptionTest {
    private static final List<WeightTensor> TENSORS = List.of(
            WeightTensor.of("conv.weight", new long[] {2, 2}, new float[] {1, 2, 3, 4}),
            WeightTensor.of("conv.bias", new long[] {2}, new float[] {-1, 0.5f}));

    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("corruption");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        for (String file : List.of("weights", "intact")) {
            Files.deleteIfExists(folder.resolve(file));
        }
        Files.delete(folder);
    }

    @Property(tries = 1500)
    void damagedFilesAreReadOrRefused(@ForAll("damaged") byte[] bytes) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> readOrRefused(bytes));
    }

    @Property(tries = 1500)
    void anyOpcodesAreReadOrRefused(@ForAll("opcodes") byte[] pickle) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> readOrRefused(TorchFiles.zip(pickle, new byte[4])));
    }

    private static void readOrRefused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("weights"), bytes);
        try {
            for (WeightTensor tensor : StateDict.read(file).tensors()) {
                assertEquals(tensor.count(), tensor.floats().remaining());
            }
        } catch (WeightFormatException refusal) {
            assertNotNull(refusal.getMessage());
        }
    }

    @Provide
    Arbitrary<byte[]> damaged() throws IOException {
        return Combinators.combine(
                        Arbitraries.of(intact()),
                        edits().list().ofMinSize(1).ofMaxSize(8),
                        Arbitraries.doubles().between(0, 4))
                .as((bytes, edits, kept) -> {
                    byte[] damaged = Arrays.copyOf(bytes, (int) (bytes.length * Math.min(1, kept)));
                    edits.forEach(edit -> edit.apply(damaged));
                    return damaged;
                });
    }

    /** Generates valid opcodes in any order. */
    @Provide
    Arbitrary<byte[]> opcodes() {
        List<Consumer<PickleWriter>> steps = List.of(
                pickle -> pickle.op('N'),
                pickle -> pickle.op('('),
                pickle -> pickle.op(')'),
                pickle -> pickle.op(']'),
                pickle -> pickle.op('}'),
                pickle -> pickle.op('t'),
                pickle -> pickle.op('a'),
                pickle -> pickle.op('e'),
                pickle -> pickle.op('s'),
                pickle -> pickle.op('u'),
                pickle -> pickle.op('R'),
                pickle -> pickle.op('b'),
                pickle -> pickle.op('Q'),
                pickle -> pickle.bytes('q', 0),
                pickle -> pickle.bytes('h', 0),
                pickle -> pickle.bytes(0x87),
                pickle -> pickle.text("state_dict"),
                pickle -> pickle.integer(-1),
                pickle -> pickle.bool(true),
                pickle -> pickle.orderedDict(),
                pickle -> pickle.global("torch", "Size"),
                pickle -> pickle.global("torch._utils", "_rebuild_parameter"),
                pickle -> pickle.storage("FloatStorage", "0", 1),
                pickle -> pickle.tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1}));
        return Arbitraries.of(steps).list().ofMaxSize(60).map(chosen -> {
            PickleWriter pickle = PickleWriter.zip();
            chosen.forEach(step -> step.accept(pickle));
            return pickle.stop();
        });
    }

    private static List<byte[]> intact() throws IOException {
        Path zip = folder.resolve("intact");
        TorchFiles.writeZip(zip, TENSORS);
        String header = "{" + SafetensorsFiles.entry("a", "F32", "[2]", "[0,8]") + ","
                + SafetensorsFiles.entry("b", "U8", "[1,4]", "[8,12]") + "}";
        return List.of(Files.readAllBytes(zip), TorchFiles.legacy(TENSORS), SafetensorsFiles.of(header, new byte[12]));
    }

    private static Arbitrary<Edit> edits() {
        Arbitrary<Byte> opcodesAndDigits = Arbitraries.of(List.of(
                (byte) '(', (byte) 't', (byte) 'R', (byte) 'h', (byte) 'u', (byte) 'b', (byte) 0, (byte) -1, (byte)
                        '9'));
        return Combinators.combine(
                        Arbitraries.doubles().between(0, 1), Arbitraries.oneOf(Arbitraries.bytes(), opcodesAndDigits))
                .as(Edit::new);
    }

    /** A replaced byte at a position from 0 (the first) to 1 (the last). */
    private record Edit(double position, byte value) {
        void apply(byte[] bytes) {
            if (bytes.length > 0) {
                bytes[(int) Math.round(position * (bytes.length - 1))] = value;
            }
        }
    }
}
