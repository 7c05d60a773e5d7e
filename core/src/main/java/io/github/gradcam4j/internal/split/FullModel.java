package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.Target;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model that is not split: computes scores of inputs and gradients at the input. Not thread safe. */
public final class FullModel {

    private static final Objective TOP1 = ClassScore.of(Target.top(1));

    private final ScoredGraphs graphs;
    private final LoadedModel loaded;
    private final FeatureLayout layout;
    private final SessionCache sessions;
    private final Map<String, Graph> forwards = new HashMap<>();
    private final Map<GradientKey, Split> gradients = new HashMap<>();
    private Boolean batches;

    private record GradientKey(String objective, BackwardMode mode) {}

    /** Creates a model without open sessions. */
    public FullModel(ScoredGraphs graphs, SessionCache sessions) {
        this.graphs = graphs;
        this.loaded = graphs.loaded();
        this.layout = FeatureLayout.of(loaded.model().preprocessing());
        this.sessions = sessions;
    }

    /** Returns the name of the model's input. */
    public String input() {
        return loaded.input();
    }

    /** Returns the layout of the model's input. */
    public FeatureLayout layout() {
        return layout;
    }

    /**
     * Returns whether the model scores several images in one batch as it scores each alone.
     *
     * @param image any image
     */
    public boolean takesBatches(FeatureMaps image) {
        if (batches == null) {
            batches = loaded.graph().batch() > 1
                    && RowIndependence.holds(images -> scores(layout.write(images), TOP1), image);
        }
        return batches;
    }

    /** Computes the logits of each image of a batch. */
    public List<float[]> logits(Tensor batch) {
        return scores(batch, TOP1).stream().map(Scores::logits).toList();
    }

    /**
     * Computes the scores of each image of a batch.
     *
     * @param objective without names
     */
    public List<Scores> scores(Tensor batch, Objective objective) {
        int images = Math.toIntExact(batch.dim(0));
        var scored = graphs.of(objective);
        var inputs = new HashMap<>(scored.parameters(Collections.nCopies(images, objective)));
        inputs.put(loaded.input(), batch);
        var forward = forwards.computeIfAbsent(objective.key(), key -> forward(scored));
        return Scores.of(scored, sessions.of(forward).run(inputs), images);
    }

    private static Graph forward(ScoredGraph scored) {
        var g = scored.graph().graph();
        return g.part(g.inputs(), List.of(scored.logits().tensor(), scored.score()));
    }

    /**
     * Computes the gradient of an objective with respect to the input of one image.
     *
     * @param objective without names
     */
    public FeatureMaps gradient(Tensor image, Objective objective, BackwardMode mode) {
        var scored = graphs.of(objective);
        var split = gradients.computeIfAbsent(
                new GradientKey(objective.key(), mode), key -> Split.at(scored, loaded.input(), mode));
        var inputs = new HashMap<>(scored.parameters(List.of(objective)));
        inputs.put(loaded.input(), image);
        var outputs = sessions.of(split.head()).run(inputs);
        return layout.read(outputs.get(split.gradient()).floats(), 0);
    }
}
