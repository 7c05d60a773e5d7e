package io.github.gradcam4j.graph;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX models up to the engine: parsing, inlining of functions, float32, old opsets. */
class OnnxReaderFuzzTest {

    static Stream<byte[]> models() {
        return OnnxModels.all();
    }

    @MethodSource("models")
    @FuzzTest
    void reads(byte[] model) throws Exception {
        Reader outline = () -> ModelSource.of(model).outline();
        outline.check();
        Reader graph = () -> {
            var read = ModelSource.of(model).graph();
            read.requireRunnable();
            read.upgradeOpset(tensor -> 4).toBytes();
        };
        graph.check();
    }
}
