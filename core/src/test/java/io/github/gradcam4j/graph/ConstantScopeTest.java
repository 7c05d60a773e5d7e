package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConstantScopeTest {

    private static final Attributes EMPTY = Attributes.of("value_floats", new float[0]);

    private static Node node(String op, Attributes attributes, List<String> inputs, String output) {
        return new Node("", "", op, inputs, List.of(output), attributes);
    }

    @Test
    void eachFormOfAConstantIsFound() {
        var scope = ConstantScope.of(List.of(Constant.integers("initializer", new long[] {1}, 1)));
        var forms = Map.of(
                "value", Attributes.of("value", Constant.integers("v", new long[] {1}, 1)),
                "value_int", Attributes.of("value_int", 1),
                "value_ints", Attributes.of("value_ints", new long[] {1}),
                "value_float", Attributes.of("value_float", 1f),
                "value_floats", Attributes.of("value_floats", new float[] {1}));
        forms.forEach((form, attributes) -> {
            scope.add(node("Constant", attributes, List.of(), form));
            scope.add(node("Identity", Attributes.none(), List.of(form), form + "/copy"));
            assertEquals(1, scope.find(form).orElseThrow().toDoubles()[0], form);
            assertEquals(scope.find(form), scope.find(form + "/copy"));
        });
        assertEquals(1, scope.find("initializer").orElseThrow().size());
        scope.add(node("Constant", Attributes.of("value_string", "1"), List.of(), "text"));
        assertTrue(scope.find("text").isEmpty());
    }

    /** The value that a Loop passes to its body is not the default of the same name, nor the outer constant. */
    @Test
    void inputsAndResultsOfSubgraphsHideConstants() {
        var scope = ConstantScope.of(List.of(Constant.floats("outer", new float[0], 0)));
        scope.add(node("Constant", EMPTY, List.of(), "state"));
        var body = GraphBuilder.opset(17);
        body.input("state", ElementType.FLOAT, "N");
        body.output("state");
        var graph = Messages.of(body.build()).getGraph().toBuilder()
                .addInitializer(Constant.floats("state", new float[0], 0).toProto())
                .addInitializer(Constant.floats("own", new float[0], 0).toProto());
        var inside = scope.inside(graph.build());
        assertTrue(inside.find("state").isEmpty());
        assertTrue(inside.find("own").isPresent());
        assertTrue(inside.find("outer").isPresent());
        inside.add(node("Relu", Attributes.none(), List.of("state"), "outer"));
        assertTrue(inside.find("outer").isEmpty());
        assertTrue(scope.find("outer").isPresent());
    }
}
