package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.gradcam4j.graph.Architecture;
import io.github.gradcam4j.graph.ConvolutionalNets;
import io.github.gradcam4j.graph.LaterTransformers;
import io.github.gradcam4j.graph.Transformers;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of whole networks with respect to the image. */
class ArchitecturesTest {

    static Stream<Architecture> architectures() {
        return Stream.<Architecture[]>of(ConvolutionalNets.values(), Transformers.values(), LaterTransformers.values())
                .flatMap(Arrays::stream);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void byDifferences(Architecture net) {
        FiniteDifferences.checkNet(net.model(1), FiniteDifferences.gaussian(2, 1, 3, net.side(), net.side()));
    }

    /** The graph is prepared with a batch of two, and run with one and three images. */
    @ParameterizedTest
    @MethodSource("architectures")
    void theBatchStaysFree(Architecture net) {
        long side = net.side();
        var example = Map.of("x", Tensor.zeros(2, 3, side, side));
        var x = FiniteDifferences.gaussian(5, 3, 3, side, side);
        var seed = FiniteDifferences.gaussian(6, 3, 5);
        try (var runner = GradientGraph.vectorJacobian(net.model("N"), example).open()) {
            var together = runner.run(Map.of("x", x), seed).toArray();
            int size = together.length / 3;
            for (int n = 0; n < 3; n++) {
                var picture = Tensor.of(Arrays.copyOfRange(x.toArray(), n * size, (n + 1) * size), 1, 3, side, side);
                var weights = Tensor.of(Arrays.copyOfRange(seed.toArray(), n * 5, n * 5 + 5), 1, 5);
                var alone = runner.run(Map.of("x", picture), weights).toArray();
                assertArrayEquals(alone, Arrays.copyOfRange(together, n * size, (n + 1) * size), 1e-4f);
            }
        }
    }
}
