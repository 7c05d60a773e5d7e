package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.export.InferenceRuntime;
import io.github.gradcam4j.graph.Graph;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The operators that rules write are those that ONNX Runtime's documentation lists for the CPU, where they run. */
class EmittedOperatorsTest {

    private static final int USES = 12;

    static Stream<String> operators() {
        return RandomUses.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void theCpuRunsThemAndItsTableHasThem(String operator) {
        LongStream.range(0, USES).forEach(seed -> {
            var use = new RandomUse(seed);
            String y = RandomUses.all().get(operator).from(use);
            var gradient = GradientGraph.vectorJacobian(use.graph().model(y), Map.of("x", use.input()));
            try (var runner = gradient.open()) {
                assertSupported(runner.graph().graph());
            }
        });
    }

    @Test
    void networksHaveOnlyOperatorsOfTheTable() {
        ArchitecturesTest.architectures().forEach(net -> {
            long side = net.side();
            var example = Map.of("x", FiniteDifferences.gaussian(2, 1, 3, side, side));
            assertSupported(GradientGraph.vectorJacobian(net.model(1), example).graph());
        });
    }

    private static void assertSupported(Graph graph) {
        assertEquals(List.of(), InferenceRuntime.CPU.unsupported(graph));
        assertEquals(List.of(), InferenceRuntime.WEB_ASSEMBLY.unsupported(graph));
    }
}
