package io.github.gradcam4j.formats.weights;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Files {@code .safetensors}. */
class SafetensorsFuzzTest {

    static Stream<byte[]> files() {
        String whole = SafetensorsFiles.entry("a", "F32", "[2]", "[0,8]");
        String half = SafetensorsFiles.entry("b", "BF16", "[1,2]", "[8,12]");
        return Stream.of(
                SafetensorsFiles.of("{" + whole + "}", new byte[8]),
                SafetensorsFiles.of("{\"__metadata__\":{\"format\":\"pt\"}," + whole + "," + half + "}", new byte[12]));
    }

    @MethodSource("files")
    @FuzzTest
    void reads(byte[] content) throws Exception {
        TorchFuzzTest.read("weights.safetensors", content);
    }
}
