package io.github.gradcam4j.studio.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.target.Target;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {

    /** The size, the channels and the values are those of the model's file: gray levels, with the channel last. */
    @Test
    void theInputIsThatOfTheModelsFile() throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.UINT8, "N", 5, 6, 1);
        g.node("floats", "Cast", List.of("x"), Attributes.of("to", ElementType.FLOAT.code()));
        g.node("planes", "Transpose", List.of("floats"), Attributes.of("perm", new long[] {0, 3, 1, 2}));
        g.node("features", "Relu", List.of("planes"));
        g.node("flat", "Flatten", List.of(g.node("pooled", "GlobalAveragePool", List.of("features"))));
        g.initializer("weights", new float[] {1, 2}, 1, 2);
        g.output(g.node("logits", "MatMul", List.of("flat", "weights")));
        var white = new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB);
        white.createGraphics().fillRect(0, 0, 9, 9);
        var image = Image.fromBufferedImage(white);
        try (var explainer = Explainer.open(ModelSource.of("net", g.build()))) {
            var steps = Steps.of("net", image, explainer.explain(image, Target.of(1)), List.of());
            assertEquals(6, steps.preprocessing().width());
            assertEquals(5, steps.preprocessing().height());
            assertEquals("GRAY", steps.preprocessing().channels());
            assertEquals(List.of(0.0), steps.preprocessing().mean());
            assertArrayEquals(new long[] {1, 1, 5, 6}, steps.input().shape());
            assertEquals(255, steps.input().low());
        }
    }
}
