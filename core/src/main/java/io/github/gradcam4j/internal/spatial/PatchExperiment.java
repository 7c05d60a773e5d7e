package io.github.gradcam4j.internal.spatial;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.FeatureLayout.Kind;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Shapes;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the layout of a tensor by an experiment: it changes one patch of the input after the other and compares where a
 * tensor of each possible layout changes most. Used behind operators through which the axes cannot be followed.
 */
public final class PatchExperiment implements Function<String, Optional<FeatureLayout>> {

    /**
     * The centers of the patches, (row, column) in parts of the image; irregular, so that no symmetry hides an error.
     */
    private static final double[][] CENTERS = {{0.2, 0.3}, {0.3, 0.8}, {0.7, 0.15}, {0.85, 0.7}, {0.5, 0.5}};

    private static final double PATCH = 1 / 6.0;
    private static final double TOLERANCE = 0.17;
    private static final double PROPORTION_TOLERANCE = 0.1;
    private static final int MOST_WITHOUT_POSITION = 32;

    private final Graph graph;
    private final Shapes shapes;
    private final String input;
    private final FeatureLayout inputLayout;

    /** @param shapes of the example that was used to prepare the graph */
    public PatchExperiment(Graph graph, Shapes shapes, String input, FeatureLayout inputLayout) {
        this.graph = graph;
        this.shapes = shapes;
        this.input = input;
        this.inputLayout = inputLayout;
    }

    /** Returns the layout of a tensor; empty if no layout explains where it changes. */
    @Override
    public Optional<FeatureLayout> apply(String tensor) {
        var shape = shapes.of(tensor);
        if (shape.length < 3 || shape.length > 4 || shape[0] != shapes.of(input)[0]) {
            return Optional.empty();
        }
        try (var session = Session.open(graph.part(graph.inputs(), List.of(tensor)))) {
            var noise = Tensor.randn(0, shapes.of(input));
            var base = session.run(Map.of(input, noise)).get(tensor);
            var changed = new ArrayList<Tensor>();
            for (double[] center : CENTERS) {
                changed.add(session.run(Map.of(input, patched(noise, center))).get(tensor));
            }
            record Scored(FeatureLayout layout, double error) {}
            return hypotheses(shape).stream()
                    .map(layout -> new Scored(layout, error(layout, base, changed)))
                    .filter(s -> s.error <= TOLERANCE)
                    .min(Comparator.comparingDouble(Scored::error))
                    .map(Scored::layout);
        } catch (EngineException e) {
            // A part of a graph that does not run alone cannot be examined, and is then no map.
            return Optional.empty();
        }
    }

    private Tensor patched(Tensor noise, double[] center) {
        var patched = Tensor.zeros(noise.shape());
        patched.floats().put(noise.floats());
        var maps = inputLayout.read(noise.floats(), 0);
        var changed = maps.apply((k, p) -> {
            double row = (p / maps.width() + 0.5) / maps.height();
            double column = (p % maps.width() + 0.5) / maps.width();
            boolean inside = Math.abs(row - center[0]) < PATCH / 2 && Math.abs(column - center[1]) < PATCH / 2;
            return inside ? 2 - maps.at(k, p) : maps.at(k, p);
        });
        inputLayout.write(changed, patched.floats(), 0);
        return patched;
    }

    /** Returns the largest distance of a patch from the position that changes most, in parts of the image. */
    private static double error(FeatureLayout layout, Tensor base, List<Tensor> changed) {
        var before = layout.read(base.floats(), 0);
        double worst = 0;
        for (int i = 0; i < CENTERS.length; i++) {
            var after = layout.read(changed.get(i).floats(), 0);
            int most = 0;
            double largest = 0;
            for (int p = 0; p < layout.area(); p++) {
                double change = 0;
                for (int k = 0; k < layout.channels(); k++) {
                    change += Math.abs(after.at(k, p) - before.at(k, p));
                }
                if (change > largest) {
                    largest = change;
                    most = p;
                }
            }
            double row = (most / layout.width() + 0.5) / layout.height();
            double column = (most % layout.width() + 0.5) / layout.width();
            // A patch may lie anywhere within a large cell.
            worst = Math.max(worst, Math.abs(row - CENTERS[i][0]) - 0.5 / layout.height());
            worst = Math.max(worst, Math.abs(column - CENTERS[i][1]) - 0.5 / layout.width());
            worst = largest == 0 ? Double.MAX_VALUE : worst;
        }
        return worst;
    }

    private List<FeatureLayout> hypotheses(long[] s) {
        if (s.length == 4) {
            return List.of(
                    FeatureLayout.of(Kind.NCHW, (int) s[1], (int) s[2], (int) s[3]),
                    FeatureLayout.of(Kind.NHWC, (int) s[3], (int) s[1], (int) s[2]));
        }
        var found = new ArrayList<FeatureLayout>();
        addTokens(found, Kind.TOKENS, (int) s[2], (int) s[1]);
        addTokens(found, Kind.NCHW, (int) s[1], (int) s[2]);
        return found;
    }

    private void addTokens(List<FeatureLayout> found, Kind kind, int channels, int tokens) {
        double proportion = (double) inputLayout.height() / inputLayout.width();
        for (int without = 0; without <= MOST_WITHOUT_POSITION && tokens - without > 3; without++) {
            int positions = tokens - without;
            int height = (int) Math.round(Math.sqrt(positions * proportion));
            if (height > 1
                    && positions % height == 0
                    && Math.abs(Math.log((double) height / (positions / height) / proportion)) < PROPORTION_TOLERANCE) {
                int width = positions / height;
                found.add(FeatureLayout.of(kind, channels, height, width, without, tokens));
                if (without > 0) {
                    found.add(FeatureLayout.of(kind, channels, height, width, 0, tokens));
                }
            }
        }
    }
}
