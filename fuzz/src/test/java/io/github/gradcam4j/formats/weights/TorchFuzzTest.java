package io.github.gradcam4j.formats.weights;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints of PyTorch: the zip format and the one before it. */
class TorchFuzzTest {

    static List<byte[]> checkpoints() throws IOException {
        var tensors = List.of(
                WeightTensor.of("module.conv.weight", new long[] {2, 1, 1, 1}, new float[] {1, 2}),
                WeightTensor.of("module.fc.bias", new long[] {1}, new float[] {3}));
        var file = Reader.Folder.PATH.resolve("seed.pth");
        TorchFiles.writeZip(file, tensors);
        return List.of(Files.readAllBytes(file), TorchFiles.legacy(tensors));
    }

    @MethodSource("checkpoints")
    @FuzzTest
    void reads(byte[] content) throws Exception {
        read("weights.pth", content);
    }

    /** Reads every tensor of a file. */
    static void read(String name, byte[] content) throws Exception {
        var file = Reader.file(name, content);
        Reader reader = () -> {
            for (var tensor : StateDict.read(file).tensors()) {
                if (tensor.count() < 1_000_000) {
                    tensor.littleEndianFloats();
                }
            }
        };
        reader.check();
    }
}
