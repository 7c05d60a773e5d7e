package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.Target;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;

/** A model that is not split: computes scores of inputs and gradients at the input. Not thread safe. */
public final class FullModel {

    private static final Objective TOP1 = ClassScore.of(Target.top(1));

    private final ModelGraphs graphs;
    private final FeatureLayout layout;
    private final SessionCache sessions;
    private Boolean batches;
    private Boolean imageBatches;

    /** Creates a model without open sessions. */
    public FullModel(ModelGraphs graphs, SessionCache sessions) {
        this.graphs = graphs;
        this.layout = graphs.layout();
        this.sessions = sessions;
    }

    /** Returns the name of the model's input. */
    public String input() {
        return graphs.input();
    }

    /** Returns the layout of the model's input. */
    public FeatureLayout layout() {
        return layout;
    }

    /**
     * Returns whether the model scores several images in one batch as it scores each alone.
     *
     * @param image any image
     * @param objective without names
     */
    public boolean takesBatches(FeatureMaps image, Objective objective) {
        if (batches == null) {
            batches = graphs.mayTakeBatches()
                    && RowIndependence.holds(images -> scores(layout.write(images), objective), image);
        }
        return batches;
    }

    /**
     * Returns whether the model computes the logits of the images of a batch as those of each alone, to the rounding of
     * float32; see {@link SplitModel#takesImageBatches}.
     *
     * @param images returns different images, to try it
     */
    public boolean takesImageBatches(Supplier<List<Tensor>> images) {
        if (imageBatches == null) {
            imageBatches = graphs.mayTakeBatches()
                    && !graphs.forward(TOP1).quantizes()
                    && RowIndependence.holds(
                            batch -> logits(Tensor.concat(batch)).stream()
                                    .map(List::of)
                                    .toList(),
                            images.get(),
                            SplitModel.ROUNDING);
        }
        return imageBatches;
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
        var tensors = graphs.scores(objective);
        var inputs = new HashMap<>(tensors.parameters(Collections.nCopies(images, objective)));
        inputs.put(graphs.input(), batch);
        return Scores.of(tensors, sessions.of(graphs.forward(objective)).run(inputs), images);
    }

    /**
     * Computes the gradient of an objective with respect to the input of one image.
     *
     * @param objective without names
     */
    public FeatureMaps gradient(Tensor image, Objective objective, BackwardMode mode) {
        var split = graphs.gradient(objective, mode);
        var inputs = new HashMap<>(split.scores().parameters(List.of(objective)));
        inputs.put(graphs.input(), image);
        var outputs = sessions.of(split.head()).run(inputs);
        return layout.read(outputs.get(split.gradient()).floats(), 0);
    }
}
