package io.github.gradcam4j.cam;

import io.github.gradcam4j.gradient.Calculus;
import io.github.gradcam4j.gradient.Cut;
import io.github.gradcam4j.gradient.Differentiable;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.runtime.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model in one piece: the scores of inputs, and gradients at the input. Not thread safe.
 */
final class WholeModel {

    private final Differentiable model;
    private final String input;
    private final String logits;
    private final Activation activation;
    private final FeatureLayout layout;
    private final OpenSessions sessions;
    private final Map<GradientKey, Cut> gradients = new HashMap<>();
    private Graph forward;

    private record GradientKey(Scale scale, Calculus calculus) {}

    /** @param layout of the input */
    WholeModel(
            Differentiable model,
            String input,
            String logits,
            Activation activation,
            FeatureLayout layout,
            OpenSessions sessions) {
        this.model = model;
        this.input = input;
        this.logits = logits;
        this.activation = activation;
        this.layout = layout;
        this.sessions = sessions;
    }

    String input() {
        return input;
    }

    FeatureLayout layout() {
        return layout;
    }

    /** Whether several pictures can be given at once. */
    boolean takesBatches() {
        return model.shapes().of(input)[0] > 1;
    }

    /** The logits of each picture of a batch. */
    List<float[]> logits(Tensor batch) {
        if (forward == null) {
            var g = model.graph();
            forward = g.part(g.inputs(), List.of(logits));
        }
        return CutModel.rows(sessions.of(forward).run(Map.of(input, batch)).get(logits), batch.dim(0));
    }

    /** The gradient of a target's score with respect to one input. */
    FeatureMaps gradient(Tensor picture, Target target, Scale scale, Calculus calculus) {
        var cut = gradients.computeIfAbsent(new GradientKey(scale, calculus), this::differentiated);
        var inputs = new HashMap<>(TargetSeed.inputs(target, classes()));
        inputs.put(input, picture);
        var outputs = sessions.of(cut.head()).run(inputs);
        return layout.read(outputs.get(cut.gradient()).floats(), 0);
    }

    private Cut differentiated(GradientKey key) {
        return Cut.at(model, input, logits, new TargetSeed(key.scale, activation), key.calculus);
    }

    /** The number of classes. */
    int classes() {
        return CutModel.classes(model, logits);
    }
}
