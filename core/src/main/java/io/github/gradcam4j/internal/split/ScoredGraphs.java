package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.target.Objective;
import java.util.HashMap;
import java.util.Map;

/** The graphs of a model with each kind of objective. Not thread safe. */
public final class ScoredGraphs {

    private final LoadedModel loaded;
    private final Map<String, ScoredGraph> graphs = new HashMap<>();

    /** Creates a cache without graphs. */
    public ScoredGraphs(LoadedModel loaded) {
        this.loaded = loaded;
    }

    /** @param objective without names */
    ScoredGraph of(Objective objective) {
        return graphs.computeIfAbsent(objective.key(), key -> ScoredGraph.of(loaded, objective));
    }

    LoadedModel loaded() {
        return loaded;
    }
}
