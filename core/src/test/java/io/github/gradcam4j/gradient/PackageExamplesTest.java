package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.SessionOptions;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the packages graph, runtime and gradient, one after another. */
class PackageExamplesTest {

    @Test
    void aGraphIsWrittenRunAndDifferentiated(@TempDir Path folder) throws IOException {
        var file = folder.resolve("double.onnx");
        var g = GraphBuilder.opset(18);
        String x = g.input("x", ElementType.FLOAT, "N", 3);
        g.output(g.node("y", "Mul", List.of(x, g.scalar(2))));
        g.build().write(file);

        var inputs = Map.of("x", Tensor.of(new float[] {1, 2, 3}, 1, 3));
        try (var session = Session.open(ModelSource.of(file).graph(), SessionOptions.DEFAULT.withThreads(1))) {
            assertArrayEquals(
                    new float[] {2, 4, 6}, session.run(inputs).get("y").toArray());
        }
        try (var gradient =
                GradientGraph.vectorJacobian(ModelSource.of(file), inputs).open()) {
            Tensor dx = gradient.run(inputs, Tensor.of(new float[] {1, 1, 1}, 1, 3));
            assertArrayEquals(new float[] {2, 2, 2}, dx.toArray());
        }
    }
}
