package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.OperatorSetIdProto;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Versions of operator sets, which graphs, their parts and conversions keep. */
class OperatorSetsTest {

    private static final String ML = "ai.onnx.ml";

    /** LabelEncoder with keys of int64 exists since version 2 of ai.onnx.ml; version 1 has other attributes. */
    private static GraphBuilder labels(int opset, ElementType type) {
        var g = GraphBuilder.opset(opset);
        g.domain(ML, 2);
        g.input("x", type, 1, 3);
        g.node("y", "Relu", List.of("x"));
        g.node("k", "ArgMax", List.of("y"), Attributes.of("axis", 1));
        var table = Attributes.of("keys_int64s", new long[] {0, 1, 2}).and("values_floats", new float[] {5, 6, 7});
        g.add(new Node("encoder", ML, "LabelEncoder", List.of("k"), List.of("label"), table));
        g.output("label");
        g.output("y");
        return g;
    }

    private static void assertLabel(Graph graph) {
        try (var session = Session.open(graph)) {
            var outputs = session.run(Map.of(graph.inputNames().get(0), Tensor.of(new float[] {1, 9, 2}, 1, 3)));
            assertArrayEquals(new float[] {6}, outputs.get("label").toArray());
        }
    }

    private static Map<String, Long> imports(ModelProto model) {
        var versions = new TreeMap<String, Long>();
        model.getOpsetImportList().forEach(o -> versions.put(o.getDomain(), o.getVersion()));
        return versions;
    }

    @Test
    void otherDomainsKeepTheirVersion() throws IOException {
        var graph = ModelSource.of("ml", labels(18, ElementType.FLOAT).build().toBytes())
                .graph();
        assertLabel(graph);
        assertLabel(graph.part(graph.inputs(), List.of("label")));
        assertLabel(GraphBuilder.from(graph).build());
        assertLabel(graph.withInitializers(List.of()));
        assertLabel(graph.foldIfs(name -> Optional.empty()));
    }

    @Test
    void upgradedAndConvertedGraphsKeepThemToo() throws IOException {
        var old = ModelSource.of("ml", labels(11, ElementType.FLOAT).build().toBytes())
                .graph();
        var upgraded = old.upgradeOpset(name -> 2);
        assertEquals(18, upgraded.opset());
        assertLabel(upgraded);
        var half = ModelSource.of("ml", labels(18, ElementType.FLOAT16).build().toBytes());
        assertLabel(half.graph());
        var bytes = labels(18, ElementType.INT32).build();
        assertLabel(bytes.withFloatInput("x"));
    }

    @Test
    void domainsOfSubgraphsAreImportedAndUnusedOnesAreNot() {
        var inner = GraphBuilder.opset(18);
        inner.add(new Node("gelu", "com.microsoft", "Gelu", List.of("x"), List.of("z"), Attributes.none()));
        inner.output("z");
        var branch = Messages.of(inner.build()).getGraph();
        var g = GraphBuilder.opset(18);
        g.domain(ML, 3);
        g.input("x", ElementType.FLOAT, 1, 3);
        g.initializer(Constant.bool("c", true));
        var attributes = Messages.attributes(Map.of("then_branch", branch, "else_branch", branch));
        g.output(g.node("y", "If", List.of("c"), attributes));
        assertEquals(Map.of("", 18L, "com.microsoft", 1L), imports(Messages.of(g.build())));
    }

    @Test
    void namesOfOnnxsOwnDomainAreTheSame() {
        var sets = OperatorSets.of(List.of(set("ai.onnx", 17), set(ML, 5), set("custom", 3)));
        assertEquals(new OperatorSets(17, Map.of(ML, 5, "custom", 3)), sets);
        Collection<String> domains = sets.withOnnx(18).domains().keySet();
        assertEquals(List.of(ML, "custom"), List.copyOf(domains));
        assertEquals(1, OperatorSets.of(List.of(set(ML, 1))).onnx());
    }

    private static OperatorSetIdProto set(String domain, long version) {
        return OperatorSetIdProto.newBuilder()
                .setDomain(domain)
                .setVersion(version)
                .build();
    }
}
