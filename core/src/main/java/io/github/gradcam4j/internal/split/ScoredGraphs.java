package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.target.Objective;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The graphs of a model with each kind of objective. Not thread safe. */
public final class ScoredGraphs implements ModelGraphs {

    private final LoadedModel loaded;
    private final FeatureLayout layout;
    private final Map<String, ScoredGraph> graphs = new HashMap<>();
    private final Map<String, Graph> forwards = new HashMap<>();
    private final Map<GradientKey, Split> gradients = new HashMap<>();

    private record GradientKey(String objective, BackwardMode mode) {}

    /** Creates a cache without graphs. */
    public ScoredGraphs(LoadedModel loaded) {
        this.loaded = loaded;
        this.layout = FeatureLayout.of(loaded.model().preprocessing());
    }

    /** @param objective without names */
    ScoredGraph of(Objective objective) {
        return graphs.computeIfAbsent(objective.key(), key -> ScoredGraph.of(loaded, objective));
    }

    LoadedModel loaded() {
        return loaded;
    }

    @Override
    public String input() {
        return loaded.input();
    }

    @Override
    public FeatureLayout layout() {
        return layout;
    }

    @Override
    public boolean mayTakeBatches() {
        return loaded.graph().batch() > 1;
    }

    @Override
    public ScoreTensors scores(Objective objective) {
        return of(objective).scores();
    }

    @Override
    public Graph forward(Objective objective) {
        var scored = of(objective);
        var g = scored.graph().graph();
        return forwards.computeIfAbsent(
                objective.key(),
                key -> g.part(
                        g.inputs(),
                        List.of(
                                scored.scores().logits().tensor(),
                                scored.scores().score())));
    }

    @Override
    public Split gradient(Objective objective, BackwardMode mode) {
        return gradients.computeIfAbsent(
                new GradientKey(objective.key(), mode), key -> Split.at(of(objective), loaded.input(), mode));
    }
}
