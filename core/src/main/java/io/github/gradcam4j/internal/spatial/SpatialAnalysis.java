package io.github.gradcam4j.internal.spatial;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.runtime.Shapes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the tensors of a graph that are maps of the image. It follows the rows and columns of the input through every
 * node by the rules of {@link PlacementRules}. The result of an operator without a rule, and all that is computed from
 * it, is unknown; an experiment may tell its layout. Immutable.
 */
public final class SpatialAnalysis {

    private final Shapes shapes;
    private final int batch;
    private final Map<String, List<Placement>> placements = new HashMap<>();
    private final Map<String, Node> unknown = new HashMap<>();
    private final Map<String, FeatureLayout> known = new HashMap<>();
    private final Map<String, Node> examined = new HashMap<>();

    /**
     * Follows the axes of the image through a graph.
     *
     * @param input the name of the input
     * @param inputLayout the layout of the input
     * @param known layouts by tensor that are not to be found but are known
     * @param experiment finds the layout of the output of an operator without a rule
     */
    public SpatialAnalysis(
            Graph graph,
            Shapes shapes,
            String input,
            FeatureLayout inputLayout,
            Map<String, FeatureLayout> known,
            Function<String, Optional<FeatureLayout>> experiment) {
        this.shapes = shapes;
        this.known.putAll(known);
        this.batch = shape(input)[0];
        placements.put(input, List.of(Layouts.placement(inputLayout, shape(input))));
        var fromImage = new HashSet<>(Set.of(input));
        for (Node node : graph.nodes()) {
            if (node.reads().stream().noneMatch(fromImage::contains)) {
                continue;
            }
            for (int i = 0; i < node.outputs().size(); i++) {
                String output = node.outputs().get(i);
                if (!output.isEmpty() && shapes.contains(output)) {
                    fromImage.add(output);
                    follow(node, i, experiment);
                }
            }
        }
    }

    private void follow(Node node, int i, Function<String, Optional<FeatureLayout>> experiment) {
        String output = node.outputs().get(i);
        var given = known.get(output);
        if (given != null) {
            placements.put(output, List.of(Layouts.placement(given, shape(output))));
            return;
        }
        if (shapes.varies(output)) {
            unknown.put(output, node);
            return;
        }
        if (Arrays.stream(shapes.of(output)).anyMatch(d -> d == 0)) {
            return;
        }
        var rule = node.isStandard() ? PlacementRules.rule(node.op()) : Optional.<PlacementRule>empty();
        var found = node.interpret(() -> rule.map(r -> r.placements(new PlacementNode(node, shapes, placements), i))
                .orElse(List.of()));
        if (!found.isEmpty()) {
            placements.put(output, found);
            origin(node, examined).ifPresent(first -> examined.put(output, first));
            return;
        }
        if (rule.isPresent()) {
            origin(node, unknown).ifPresent(first -> unknown.put(output, first));
        } else if (!shapes.integral(output)) {
            experiment
                    .apply(output)
                    .ifPresentOrElse(layout -> found(node, output, layout), () -> unknown.put(output, node));
        }
    }

    private void found(Node node, String output, FeatureLayout layout) {
        known.put(output, layout);
        placements.put(output, List.of(Layouts.placement(layout, shape(output))));
        examined.put(output, node);
    }

    private static Optional<Node> origin(Node node, Map<String, Node> origins) {
        return node.reads().stream().map(origins::get).filter(Objects::nonNull).findFirst();
    }

    /** Returns the operator without a rule behind which an experiment found the layout of a tensor, if any. */
    public Optional<Node> examined(String tensor) {
        return Optional.ofNullable(examined.get(tensor));
    }

    /** Returns the layout of a tensor; empty if it is not a map of the image. */
    public Optional<FeatureLayout> layout(String tensor) {
        var given = known.get(tensor);
        if (given != null) {
            return Optional.of(given);
        }
        var found = placements.getOrDefault(tensor, List.of());
        return found.size() == 1 ? Layouts.layout(found.get(0), shape(tensor), batch) : Optional.empty();
    }

    /** Returns the operator without a rule that hides the layout of a tensor, if any. */
    public Optional<Node> unknown(String tensor) {
        return Optional.ofNullable(unknown.get(tensor));
    }

    private int[] shape(String tensor) {
        return Arrays.stream(shapes.of(tensor)).mapToInt(Math::toIntExact).toArray();
    }
}
