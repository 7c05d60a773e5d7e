package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.method.Methods;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Models of so many nodes that an analysis with a step per pair of nodes, or a call per node, does not end. */
@Timeout(180)
class ManyNodesTest {

    private static final int BLOCKS = 3_000;

    /**
     * Returns a network of blocks {@code x + tanh(x) + c}, three nodes each, and a last operator that reduces the maps.
     */
    private static GraphBuilder blocks(String last) {
        var g = GraphBuilder.opset(17);
        g.input("x", ElementType.FLOAT, "N", 3, 8, 8);
        g.initializer("w", new float[4 * 3], 4, 3, 1, 1);
        String x = g.node("conv", "Conv", List.of("x", "w"));
        for (int i = 0; i < BLOCKS; i++) {
            String tanh = g.node("tanh" + i, "Tanh", List.of(x));
            String sum = g.node("sum" + i, "Add", List.of(x, tanh));
            x = g.node("out" + i, "Add", List.of(sum, g.scalar(i)));
        }
        g.output(g.node("y", "Flatten", List.of(g.node("last", last, List.of(x)))), ElementType.FLOAT, "N", 4);
        return g;
    }

    @Test
    void theLayersOf9000NodesAreFound() throws Exception {
        try (var explainer =
                Explainer.open(ModelSource.of(blocks("GlobalAveragePool").build()))) {
            assertEquals(3 * BLOCKS + 1, explainer.layers().size());
            assertTrue(explainer.obstacles().isEmpty());
            assertEquals("out2999", explainer.layer().tensor());
            // The four channels are those of the four classes up to the convolution, which mixes channels.
            var refused = assertThrows(NoGradientException.class, () -> explainer.layer("auto", Methods.ABLATION_CAM));
            assertTrue(refused.getMessage().contains("choose a layer"), refused.getMessage());
        }
    }

    @Test
    void anOperatorWithoutGradientIsTheObstacleOfAllLayersBeforeIt() throws Exception {
        try (var explainer = Explainer.open(ModelSource.of(blocks("Det").build()))) {
            assertTrue(explainer.layers().isEmpty());
            var refused = assertThrows(NoGradientException.class, explainer::layer);
            assertTrue(refused.getMessage().contains("Det (node last) has no gradient rule"), refused.getMessage());
        }
    }

    @Test
    void chainsOfReshapesOfAConstantAreFollowed() throws Exception {
        var g = GraphBuilder.opset(17);
        g.input("x", ElementType.FLOAT, "N", 3, 8, 8);
        String factor = g.initializer("f", new float[] {2}, 1);
        for (int i = 0; i < BLOCKS; i++) {
            factor = g.node("identity" + i, "Identity", List.of(factor));
        }
        String scaled = g.node("scaled", "Mul", List.of("x", factor));
        g.initializer("w", new float[4 * 3], 4, 3, 1, 1);
        String conv = g.node("conv", "Conv", List.of(scaled, "w"));
        String pooled = g.node("pool", "GlobalAveragePool", List.of(conv));
        String last = g.node("flat", "Flatten", List.of(pooled));
        for (int i = 0; i < BLOCKS; i++) {
            last = g.node("exp" + i, "Exp", List.of(last));
            last = g.node("log" + i, "Log", List.of(last));
        }
        g.output(g.node("y", "Softmax", List.of(last), Attributes.of("axis", 1)), ElementType.FLOAT, "N", 4);
        try (var explainer = Explainer.open(ModelSource.of(g.build()))) {
            assertEquals("conv", explainer.layer().tensor());
        }
    }
}
