package io.github.gradcam4j.internal.split;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.runtime.SessionOptions;
import io.github.gradcam4j.runtime.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SessionCacheTest {

    @Test
    void closesTheLeastRecentlyUsedAndReopensOnUse() {
        var graphs = Stream.generate(SessionCacheTest::doubling)
                .limit(SessionCache.COPIES + 1)
                .toList();
        try (var sessions = new SessionCache(graphs.get(0), SessionOptions.DEFAULT)) {
            var first = sessions.of(graphs.get(0));
            var second = sessions.of(graphs.get(1));
            graphs.subList(2, SessionCache.COPIES).forEach(sessions::of);
            assertSame(first, sessions.of(graphs.get(0)));
            sessions.of(graphs.get(SessionCache.COPIES));
            var input = Map.of("x", Tensor.of(new float[] {1, 2}, 2));
            assertThrows(IllegalStateException.class, () -> second.run(input));
            assertSame(first, sessions.of(graphs.get(0)));
            assertNotSame(second, sessions.of(graphs.get(1)));
            sessions.of(graphs.get(1)).run(input);
        }
    }

    private static Graph doubling() {
        var graph = GraphBuilder.opset(17);
        String x = graph.input("x", ElementType.FLOAT, 2L);
        String two = graph.initializer("two", new float[] {2, 2}, 2L);
        graph.output(graph.node("y", "Mul", List.of(x, two)), ElementType.FLOAT, 2L);
        return graph.build();
    }
}
