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
    private final String logits;
    private final Activation activation;
    private final FeatureLayout layout;
    private final SessionCache sessions;
    private final Map<GradientKey, Split> gradients = new HashMap<>();
    private Graph forward;

    private record GradientKey(ScoreType scoreType, BackwardMode mode) {}

    /** @param layout the layout of the input */
    FullModel(
            DifferentiableGraph model,
            String input,
            String logits,
            Activation activation,
            FeatureLayout layout,
            SessionCache sessions) {
        this.model = model;
        this.input = input;
        this.logits = logits;
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

    /** Returns whether the model accepts batches of several images. */
    public boolean takesBatches() {
        return model.shapes().of(input)[0] > 1;
    }

    /** Computes the logits of each image of a batch. */
    public List<float[]> logits(Tensor batch) {
        if (forward == null) {
            var g = model.graph();
            forward = g.part(g.inputs(), List.of(logits));
        }
        return SplitModel.rows(sessions.of(forward).run(Map.of(input, batch)).get(logits), batch.dim(0));
    }

    /** Computes the gradient of a target's score with respect to the input of one image. */
    public FeatureMaps gradient(Tensor image, Target target, ScoreType scoreType, BackwardMode mode) {
        var split = gradients.computeIfAbsent(new GradientKey(scoreType, mode), this::differentiated);
        var inputs = new HashMap<>(ClassCotangent.inputs(target, classes()));
        inputs.put(input, image);
        var outputs = sessions.of(split.head()).run(inputs);
        return layout.read(outputs.get(split.gradient()).floats(), 0);
    }

    private Split differentiated(GradientKey key) {
        return Split.at(model, input, logits, new ClassCotangent(key.scoreType, activation), key.mode);
    }

    /** Returns the number of classes. */
    int classes() {
        return SplitModel.classes(model, logits);
    }
}
