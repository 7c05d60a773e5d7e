package io.github.gradcam4j.explain;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.OnnxModels;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.target.Target;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX models in the engine: layers and an explanation. The engine itself is not promised to stand everything. */
class OnnxEngineFuzzTest {

    private static final Image IMAGE = Image.fromPixels(new int[8 * 8], 8, 8);

    static Stream<byte[]> models() {
        return OnnxModels.all();
    }

    @MethodSource("models")
    @FuzzTest
    void explains(byte[] model) throws Exception {
        Reader reader = () -> {
            try (var explainer = Explainer.open(Model.of(ModelSource.of(model)))) {
                explainer.layers();
                explainer.explain(IMAGE, Target.top(1));
            }
        };
        reader.check();
    }
}
