package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.TinyScores.Ending;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The output with the class scores, among outputs of other kinds. The scores are those of {@link TinyScores}. */
class OutputChoiceTest {

    private static final double TOLERANCE = 1e-5;

    private static String ml(TestGraph g, String op, Attributes attributes, String output, String... inputs) {
        g.graph().add(new Node(output, "ai.onnx.ml", op, List.of(inputs), List.of(output), attributes));
        return output;
    }

    private static String named(TestGraph g, String name, String tensor) {
        g.graph().add(new Node(name, "", "Identity", List.of(tensor), List.of(name), Attributes.none()));
        return name;
    }

    private static void assertScores(Explainer explainer) {
        var predictions = explainer.classify(TinyScores.input());
        assertEquals(3, predictions.size());
        for (int c = 0; c < 3; c++) {
            assertEquals(TinyScores.scores(3)[c], predictions.of(c).logit(), TOLERANCE);
        }
    }

    private static Graph graph(Ending ending) {
        return TinyScores.graph("N", 3, ending);
    }

    private static Explainer open(Ending ending) throws IOException {
        return Explainer.open(TinyScores.model(graph(ending)));
    }

    @Test
    void featuresBeforeScores() throws IOException {
        try (var explainer = open((g, z) -> List.of("features_output_0", "flatten", z))) {
            assertScores(explainer);
            assertEquals("gemm", explainer.model().output().orElseThrow());
            assertTrue(
                    explainer
                            .settings()
                            .notes()
                            .contains("output 'gemm' FLOAT[1, 3] is taken for the class scores; the outputs are "
                                    + "'features_output_0' FLOAT[1, 3, 2, 2], 'flatten' FLOAT[1, 3], "
                                    + "'gemm' FLOAT[1, 3], and --output NAME takes another"),
                    explainer.settings().notes()::toString);
        }
    }

    /** Two rows of scores that do not depend on each other: the name decides, then the order. */
    @ParameterizedTest
    @CsvSource({
        "first, second, first",
        "embedding, second, second",
        "aux_logits, logits, logits",
        "output, probabilities, probabilities",
        "logits_a, logits_b, logits_a",
    })
    void names(String first, String second, String expected) throws IOException {
        try (var explainer = open(
                (g, z) -> List.of(named(g, first, g.op("Neg", "flatten")), named(g, second, g.op("Abs", "flatten"))))) {
            assertEquals(expected, explainer.model().output().orElseThrow());
        }
    }

    @Test
    void theNumberOfLabelsDecides() throws IOException {
        var graph = graph((g, z) -> List.of(named(g, "logits", g.gemm("flatten", 3, 7)), named(g, "embedding", z)));
        try (var explainer =
                Explainer.open(TinyScores.model(graph).withLabels(Labels.of(List.of("cat", "dog", "cow"))))) {
            assertEquals("embedding", explainer.model().output().orElseThrow());
            assertScores(explainer);
        }
    }

    @Test
    void theBestScoreIsNoClass() throws IOException {
        try (var explainer = open((g, z) -> {
            var top = g.ops(2, "TopK", Attributes.of("axis", -1), z, g.ints(2));
            String best = g.op("ReduceMax", g.op("Softmax", z), g.ints(1));
            return List.of(top.get(0), top.get(1), best, g.op("ArgMax", Attributes.of("axis", 1), z), z);
        })) {
            assertScores(explainer);
        }
    }

    /** Only the label and the score of the best class are outputs: all scores are the tensor that both read. */
    @Test
    void scoresThatAreNoOutput() throws IOException {
        try (var explainer = open((g, z) -> {
            String p = g.op("Softmax", z);
            return List.of(g.op("ArgMax", Attributes.of("axis", 1), p), g.op("ReduceMax", p, g.ints(1)));
        })) {
            assertScores(explainer);
            assertEquals("softmax", explainer.model().output().orElseThrow());
            assertEquals(
                    TinyScores.softmax(TinyScores.scores(3))[0],
                    explainer.classify(TinyScores.input()).of(0).probability(),
                    TOLERANCE);
        }
    }

    @Test
    void textAndZipMap() throws IOException {
        var names = Attributes.of("classlabels_strings", List.of("cat", "dog", "cow"));
        Ending ending = (g, z) -> {
            String p = g.op("Softmax", z);
            String index = g.op("ArgMax", Attributes.of("axis", 1).and("keepdims", 0), p);
            String label = ml(
                    g,
                    "ArrayFeatureExtractor",
                    Attributes.none(),
                    "classLabel",
                    g.op("Cast", Attributes.of("to", 8), g.ints(10, 20, 30)),
                    index);
            return List.of(label, ml(g, "ZipMap", names, "loss", p));
        };
        try (var explainer = open(ending)) {
            assertScores(explainer);
            assertEquals(Labels.of(List.of("cat", "dog", "cow")), explainer.labels());
            assertEquals("loss", explainer.model().output().orElseThrow());
            assertEquals(
                    "cow",
                    explainer
                            .explain(TinyScores.input(), ExplainRequest.of(Target.of("cow")))
                            .target()
                            .label());
            try (var again = Explainer.open(explainer.model())) {
                assertScores(again);
            }
        }
        var given = Labels.of(List.of("Katze", "Hund", "Kuh"));
        try (var explainer = Explainer.open(TinyScores.model(graph(ending)).withLabels(given))) {
            assertEquals(given, explainer.labels());
        }
    }

    @Test
    void aZipMapOfIntegers() throws IOException {
        var numbers = Attributes.of("classlabels_int64s", new long[] {7, 1, 0});
        try (var explainer = open(Ending.of((g, z) -> ml(g, "ZipMap", numbers, "zip", g.op("Sigmoid", z))))) {
            assertScores(explainer);
            assertEquals(Labels.of(List.of("7", "1", "0")), explainer.labels());
        }
        var indices = Attributes.of("classlabels_int64s", new long[] {0, 1, 2});
        try (var explainer = open(Ending.of((g, z) -> ml(g, "ZipMap", indices, "zip", z)))) {
            assertEquals(Labels.numbers(3), explainer.labels());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maps  | 'relu' FLOAT[1, 7, 8, 8] holds maps, as of a segmentation or of features",
                "mask  | 'squeeze' FLOAT[1, 8, 8] holds maps, as of a segmentation or of features",
                "boxes | 'reshape' FLOAT[1, 112, 4] holds boxes, as of a detection",
                "rows  | 'reshape' FLOAT[1, 64, 7] holds several rows of values, as of a detection or of tokens",
                "index | 'argmax' INT64[1, 8, 8] holds integers, as of class indices",
                "text  | 'cast' STRING[1, 7, 8, 8] holds text",
            })
    void otherOutputsAreRefused(String kind, String expected) {
        var g = TestGraph.opset(18);
        String maps = g.op("Relu", g.conv(g.x("N", 3, 8, 8), 3, 7, 3, 1));
        var graph = g.model(
                switch (kind) {
                    case "mask" -> g.op("Squeeze", g.op("ReduceMean", maps, g.ints(1)), g.ints(1));
                    case "boxes" -> g.op("Reshape", maps, g.ints(0, -1, 4));
                    case "rows" -> g.op("Reshape", maps, g.ints(0, -1, 7));
                    case "index" -> g.op("ArgMax", Attributes.of("axis", 1).and("keepdims", 0), maps);
                    case "text" -> g.op("Cast", Attributes.of("to", 8), maps);
                    default -> maps;
                });
        var e = assertThrows(InvalidModelException.class, () -> Explainer.open(TinyScores.model(graph)));
        assertEquals(
                "model tiny is not a classifier: no output has one row of class scores for each image; " + expected
                        + ". If the graph has class scores, name an output or a tensor of the graph with --output NAME",
                e.getMessage());
    }

    /** Features are no scores, unless the user gives as many labels or names the output. */
    @Test
    void features() throws IOException {
        Ending named = (g, z) -> List.of(named(g, "embedding", z));
        Ending normalized = (g, z) -> List.of(g.op(
                "Div",
                z,
                g.op("Expand", g.op("Clip", g.op("ReduceL2", z, g.ints(1)), g.scalar(1e-12)), g.op("Shape", z))));
        for (var ending : List.of(named, normalized)) {
            var model = TinyScores.model(graph(ending));
            var e = assertThrows(InvalidModelException.class, () -> Explainer.open(model));
            assertTrue(e.getMessage().contains("FLOAT[1, 3] holds features"), e.getMessage());
            String name = model.source().outline().outputNames().get(0);
            Explainer.open(model.withOutput(name)).close();
            Explainer.open(model.withLabels(Labels.numbers(3))).close();
        }
        Ending probabilities = (g, z) -> List.of(named(g, "feature_probs", g.op("Softmax", z)));
        try (var explainer = open(probabilities)) {
            assertScores(explainer);
        }
    }

    @Test
    void aGivenOutput() throws IOException {
        var model = TinyScores.model(graph((g, z) -> List.of("features_output_0", z)));
        try (var explainer = Explainer.open(model.withOutput("flatten"))) {
            assertEquals(10 / 4.0, explainer.classify(TinyScores.input()).of(0).logit(), TOLERANCE);
        }
        var e = assertThrows(
                IllegalArgumentException.class, () -> Explainer.open(model.withOutput("features_output_0")));
        assertEquals(
                "model tiny: output 'features_output_0' FLOAT[1, 3, 2, 2] holds maps, as of a segmentation or of "
                        + "features, not one row of class scores. The outputs are 'features_output_0' "
                        + "FLOAT[1, 3, 2, 2], 'gemm' FLOAT[1, 3]; name an output or a tensor of the graph with "
                        + "--output NAME",
                e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> Explainer.open(model.withOutput("logits")));
        assertEquals("the model has no output 'logits'; it has [features_output_0, gemm]", e.getMessage());
    }
}
