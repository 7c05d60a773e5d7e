package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model that is not split: computes logits of inputs and gradients at the input. Not thread safe. */
public final class FullModel {

    private final DifferentiableGraph model;
    private final String input;
    private final ClassScores scores;
    private final Activation activation;
    private final FeatureLayout layout;
    private final SessionCache sessions;
    private final Map<GradientKey, Split> gradients = new HashMap<>();
    private Graph forward;
    private Boolean batches;

    private record GradientKey(ScoreType scoreType, BackwardMode mode) {}

    /** @param layout the layout of the input */
    FullModel(
            DifferentiableGraph model,
            String input,
            ClassScores scores,
            Activation activation,
            FeatureLayout layout,
            SessionCache sessions) {
        this.model = model;
        this.input = input;
        this.scores = scores;
        this.activation = activation;
        this.layout = layout;
        this.sessions = sessions;
    }

    /** Returns the name of the model's input. */
    public String input() {
        return input;
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
            batches = model.batch() > 1 && RowIndependence.holds(images -> logits(layout.write(images)), image);
        }
        return batches;
    }

    /** Computes the logits of each image of a batch. */
    public List<float[]> logits(Tensor batch) {
        if (forward == null) {
            var g = model.graph();
            forward = g.part(g.inputs(), List.of(scores.tensor()));
        }
        var outputs = sessions.of(forward).run(Map.of(input, batch));
        return scores.rows(outputs.get(scores.tensor()), Math.toIntExact(batch.dim(0)));
    }

    /** Computes the gradient of a target's score with respect to the input of one image. */
    public FeatureMaps gradient(Tensor image, Target target, ScoreType scoreType, BackwardMode mode) {
        var split = gradients.computeIfAbsent(new GradientKey(scoreType, mode), this::differentiated);
        var inputs = new HashMap<>(ClassCotangent.inputs(target, scores.classes()));
        inputs.put(input, image);
        var outputs = sessions.of(split.head()).run(inputs);
        return layout.read(outputs.get(split.gradient()).floats(), 0);
    }

    private Split differentiated(GradientKey key) {
        return Split.at(model, input, scores.tensor(), new ClassCotangent(scores, key.scoreType, activation), key.mode);
    }
}
