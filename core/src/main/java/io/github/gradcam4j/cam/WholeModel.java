package io.github.gradcam4j.cam;

import io.github.gradcam4j.gradient.Calculus;
import io.github.gradcam4j.gradient.Cut;
import io.github.gradcam4j.gradient.Differentiable;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model in one piece: the scores of inputs, and gradients at the input. Opens what is asked for when it is asked for the
 * first time. Not thread safe.
 */
final class WholeModel implements AutoCloseable {

    private final Differentiable model;
    private final String input;
    private final String logits;
    private final Activation activation;
    private final FeatureLayout layout;
    private final Map<GradientKey, Gradient> gradients = new HashMap<>();
    private Session forward;

    private record GradientKey(Scale scale, Calculus calculus) {}

    private record Gradient(Cut cut, Session session) {}

    /** @param layout of the input */
    WholeModel(Differentiable model, String input, String logits, Activation activation, FeatureLayout layout) {
        this.model = model;
        this.input = input;
        this.logits = logits;
        this.activation = activation;
        this.layout = layout;
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
            forward = Session.open(g.part(g.inputs(), List.of(logits)));
        }
        return CutModel.rows(forward.run(Map.of(input, batch)).get(logits), batch.dim(0));
    }

    /** The gradient of a target's score with respect to one input. */
    FeatureMaps gradient(Tensor picture, Target target, Scale scale, Calculus calculus) {
        var gradient = gradients.computeIfAbsent(new GradientKey(scale, calculus), this::open);
        var inputs = new HashMap<>(TargetSeed.inputs(target, classes()));
        inputs.put(input, picture);
        var outputs = gradient.session.run(inputs);
        return layout.read(outputs.get(gradient.cut.gradient()).floats(), 0);
    }

    private Gradient open(GradientKey key) {
        var seed = new TargetSeed(key.scale, activation);
        var cut = Cut.at(model, input, logits, seed, key.calculus);
        return new Gradient(cut, Session.open(cut.head()));
    }

    /** The number of classes. */
    int classes() {
        return CutModel.classes(model, logits);
    }

    @Override
    public void close() {
        gradients.values().forEach(g -> g.session.close());
        gradients.clear();
        if (forward != null) {
            forward.close();
            forward = null;
        }
    }
}
