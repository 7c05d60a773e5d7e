package io.github.gradcam4j.internal.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BottlenecksTest {

    @Test
    void findsTheNodesWithoutWhichTheOutputIsNotReached() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var graph = randomGraph(random);
            var roots = random.nextBoolean() ? Set.of("x") : Set.of("x", "t3");
            var differentiable = differentiable(graph, roots, random);
            var bottlenecks = new Bottlenecks(graph, roots, "t19", differentiable);
            for (Node node : graph.nodes()) {
                assertEquals(
                        !isReachedWithout(node.output(), graph, roots, differentiable),
                        bottlenecks.contains(node.output()),
                        "seed " + seed + ", " + node);
            }
        }
    }

    @Test
    void aChainAroundABranchIsFound() {
        var g = GraphBuilder.opset(17);
        g.input("x", ElementType.FLOAT, "N", 1, 2, 2);
        g.node("before", "Relu", List.of("x"));
        g.node("left", "Relu", List.of("before"));
        g.node("right", "Neg", List.of("before"));
        g.node("joined", "Add", List.of("left", "right"));
        g.output(g.node("y", "Neg", List.of("joined")));
        var graph = g.build();
        var bottlenecks = new Bottlenecks(graph, Set.of("x"), "y", graph.tensors());
        assertEquals(
                List.of("before", "joined", "y"),
                graph.nodes().stream()
                        .map(Node::output)
                        .filter(bottlenecks::contains)
                        .toList());
    }

    private static Graph randomGraph(Random random) {
        var g = GraphBuilder.opset(17);
        var tensors = new ArrayList<>(List.of(g.input("x", ElementType.FLOAT, "N", 1, 2, 2)));
        for (int i = 0; i < 20; i++) {
            String near = tensors.get(Math.max(0, tensors.size() - 1 - random.nextInt(3)));
            String other = random.nextInt(3) > 0 ? near : tensors.get(random.nextInt(tensors.size()));
            tensors.add(g.node("t" + i, "Add", List.of(near, other)));
        }
        g.output("t19");
        return g.build();
    }

    private static Set<String> differentiable(Graph graph, Set<String> roots, Random random) {
        var found = new HashSet<>(roots);
        for (Node node : graph.nodes()) {
            if (random.nextInt(20) > 0 && node.inputs().stream().anyMatch(found::contains)) {
                found.add(node.output());
            }
        }
        return found;
    }

    private static boolean isReachedWithout(String tensor, Graph graph, Set<String> roots, Set<String> differentiable) {
        var reached = new HashSet<>(roots);
        reached.remove(tensor);
        for (Node node : graph.nodes()) {
            if (!node.output().equals(tensor)
                    && differentiable.contains(node.output())
                    && node.inputs().stream().anyMatch(reached::contains)) {
                reached.addAll(node.outputs());
            }
        }
        return reached.contains("t19");
    }

    @Test
    void withoutAPathEveryNodeIsOne() {
        var g = GraphBuilder.opset(17);
        g.input("x", ElementType.FLOAT, "N", 1, 2, 2);
        g.node("a", "Relu", List.of("x"));
        g.output(g.node("y", "Sign", List.of("a")));
        assertTrue(new Bottlenecks(g.build(), Set.of("x"), "y", Set.of("x", "a")).contains("a"));
    }
}
