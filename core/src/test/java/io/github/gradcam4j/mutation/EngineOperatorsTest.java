package io.github.gradcam4j.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.export.InferenceRuntime;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Session;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of ONNX Runtime's operators on the CPU against ONNX Runtime itself. */
class EngineOperatorsTest {

    private static final String NO_KERNEL = "Could not find an implementation";

    @ParameterizedTest
    @ValueSource(ints = {13, 18, 21})
    void theTableHasTheOperatorsOfTheEngine(int opset) {
        var missing = new TreeSet<String>();
        var absent = new TreeSet<String>();
        int opened = 0;
        for (Operators operator : Operators.all()) {
            var graph = use(operator, opset);
            boolean listed = InferenceRuntime.CPU.unsupported(graph).isEmpty();
            String failure = failure(graph);
            opened += failure.isEmpty() ? 1 : 0;
            if (failure.isEmpty() && !listed) {
                missing.add(operator.name());
            }
            if (failure.contains(NO_KERNEL) && listed) {
                absent.add(operator.name());
            }
        }
        assertEquals(Set.of(), missing, "opened, but not in the table");
        assertEquals(Set.of(), absent, "in the table, but without a kernel");
        assertTrue(opened > 80, opened + " operators were opened");
    }

    /** Returns a graph with one node, whose inputs are float32 of one axis. */
    private static Graph use(Operators operator, int opset) {
        var builder = GraphBuilder.opset(opset);
        var inputs = IntStream.range(0, operator.fewest())
                .mapToObj(i -> builder.input("x" + i, ElementType.FLOAT, "n" + i))
                .toList();
        builder.add(new Node("", operator.domain(), operator.name(), inputs, List.of("y"), Attributes.none()));
        builder.output("y");
        return builder.build();
    }

    private static String failure(Graph graph) {
        try {
            Session.open(graph).close();
            return "";
        } catch (EngineException | InvalidModelException e) {
            return e.getMessage();
        }
    }
}
