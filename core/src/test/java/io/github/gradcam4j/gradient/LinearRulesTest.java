package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.shape;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.TestGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class LinearRulesTest {

    @TestFactory
    List<DynamicTest> gemmInEveryOrientation() {
        var tests = new ArrayList<DynamicTest>();
        for (int ta = 0; ta < 2; ta++) {
            for (int tb = 0; tb < 2; tb++) {
                var attributes = Attributes.of("transA", ta)
                        .and("transB", tb)
                        .and("alpha", 0.7f)
                        .and("beta", 1.3f);
                var a = ta == 0 ? shape(2, 3) : shape(3, 2);
                var b = tb == 0 ? shape(3, 4) : shape(4, 3);
                String of = "Gemm transA=%d transB=%d, by ".formatted(ta, tb);
                tests.add(of(of + "A", 7, a, (g, x) -> g.op("Gemm", attributes, x, g.weights(b), g.weights(4))));
                tests.add(of(of + "B", 11, b, (g, x) -> g.op("Gemm", attributes, g.weights(a), x)));
                tests.add(
                        of(of + "C", 13, shape(4), (g, x) -> g.op("Gemm", attributes, g.weights(a), g.weights(b), x)));
                tests.add(of(
                        of + "C of one column",
                        13,
                        shape(2, 1),
                        (g, x) -> g.op("Gemm", attributes, g.weights(a), g.weights(b), x)));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> einsumThatBroadcasts() {
        var tests = new ArrayList<DynamicTest>();
        long[][][] pairs = {
            {{1, 2, 3}, {4, 3, 2}},
            {{4, 2, 3}, {1, 3, 2}},
            {{1, 1, 2, 3}, {4, 5, 3, 2}},
            {{1, 5, 2, 3}, {4, 1, 3, 2}}
        };
        for (var pair : pairs) {
            for (String equation :
                    List.of("...ij,...jk->...ik", "...ij,...jk", "...ij,...jk->k...i", "...ij,...jk->...i")) {
                var attributes = Attributes.of("equation", equation);
                tests.add(of(
                        equation + " x, w", 13, pair[0], (g, x) -> g.op("Einsum", attributes, x, g.weights(pair[1]))));
                tests.add(of(
                        equation + " w, x", 13, pair[1], (g, x) -> g.op("Einsum", attributes, g.weights(pair[0]), x)));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> matmulOfEveryRank() {
        var tests = new ArrayList<DynamicTest>();
        long[][][] pairs = {
            {{2, 3}, {3, 4}},
            {{3}, {3, 4}},
            {{2, 3}, {3}},
            {{3}, {3}},
            {{5, 2, 3}, {3, 4}},
            {{5, 2, 3}, {5, 3, 4}},
            {{2, 3}, {5, 3, 4}},
            {{1, 2, 3}, {5, 3, 4}},
            {{2, 1, 2, 3}, {5, 3, 4}},
            {{3}, {2, 5, 3, 4}},
            {{2, 5, 2, 3}, {3}},
            {{1, 5, 2, 3}, {2, 1, 3, 1}},
        };
        for (var pair : pairs) {
            tests.add(of("MatMul x, w", 9, pair[0], (g, x) -> g.op("MatMul", x, g.weights(pair[1]))));
            tests.add(of("MatMul w, x", 13, pair[1], (g, x) -> g.op("MatMul", g.weights(pair[0]), x)));
        }
        return tests;
    }

    @TestFactory
    Stream<DynamicTest> einsums() {
        return Stream.of(
                einsum("bij,bjk->bik", shape(2, 3, 4), 2, 4, 5),
                einsum("bqd,bkd->bqk", shape(2, 3, 4), 2, 5, 4),
                einsum("bhqd, bhkd -> bhqk", shape(2, 2, 3, 4), 2, 2, 5, 4),
                einsum("bhqk,bkhd->bqhd", shape(2, 2, 3, 4), 2, 4, 2, 5),
                einsum("nchw,kc->nkhw", shape(2, 3, 2, 2), 4, 3),
                einsum("i,j->ij", shape(3), 4),
                einsum("bij,bij->b", shape(2, 3, 4), 2, 3, 4),
                einsum("bic,ij->bj", shape(2, 3, 4), 3, 5),
                einsum("...ij,...jk->...ik", shape(2, 3, 3, 4), 2, 3, 4, 5),
                einsum("...ij,jk->...ik", shape(2, 3, 4), 4, 5),
                einsum("bi,ij", shape(2, 3), 3, 4),
                of("Einsum bij->bji", 13, shape(2, 3, 4), (g, x) -> einsum(g, "bij->bji", x)),
                of("Einsum bij->bi", 13, shape(2, 3, 4), (g, x) -> einsum(g, "bij->bi", x)),
                of("Einsum bij->ij", 13, shape(2, 3, 4), (g, x) -> einsum(g, "bij->ij", x)),
                of("Einsum ...i->...", 13, shape(2, 3, 4), (g, x) -> einsum(g, "...i->...", x)),
                of(
                        "Einsum of three",
                        12,
                        shape(2, 3),
                        (g, x) -> einsum(g, "bi,ij,bj->b", x, g.weights(3, 4), g.weights(2, 4))),
                of("Einsum of x twice", 12, shape(2, 3, 4), (g, x) -> einsum(g, "bij,bkj->bik", x, x)));
    }

    private static DynamicTest einsum(String equation, long[] shape, long... other) {
        return of("Einsum " + equation, 12, shape, (g, x) -> einsum(g, equation, x, g.weights(other)));
    }

    private static String einsum(TestGraph g, String equation, String... operands) {
        return g.op("Einsum", Attributes.of("equation", equation), operands);
    }
}
