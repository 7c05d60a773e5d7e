package io.github.gradcam4j.cam;

import io.github.gradcam4j.gradient.Cut;
import io.github.gradcam4j.gradient.Differentiable;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model cut at a layer and made ready to run: trunk, then head. Thread safe. */
final class CutModel implements AutoCloseable {

    private final Layer layer;
    private final Cut cut;
    private final Session trunk;
    private final Session head;

    CutModel(Differentiable model, Layer layer, String logits, TargetSeed seed) {
        this.layer = layer;
        this.cut = Cut.at(model, layer.tensor(), logits, seed);
        this.trunk = Session.open(cut.trunk());
        try {
            this.head = Session.open(cut.head());
        } catch (RuntimeException e) {
            trunk.close();
            throw e;
        }
    }

    Layer layer() {
        return layer;
    }

    /** What the head needs of a picture. */
    Map<String, Tensor> trunk(String input, Tensor picture) {
        return trunk.run(trunk.inputs().isEmpty() ? Map.of() : Map.of(input, picture));
    }

    /** The logits of a picture and their gradient at the layer, for one target. */
    Scored head(Map<String, Tensor> frontier, Target target, int classes) {
        var inputs = new HashMap<>(frontier);
        inputs.putAll(TargetSeed.inputs(target, classes));
        var outputs = head.run(inputs);
        return new Scored(outputs.get(cut.output()).toArray(), maps(outputs.get(cut.gradient())));
    }

    FeatureMaps activations(Map<String, Tensor> frontier) {
        return maps(frontier.get(layer.tensor()));
    }

    private FeatureMaps maps(Tensor tensor) {
        return layer.layout().read(tensor.floats(), 0);
    }

    /** @param gradient of the target's score with respect to the layer's activations */
    record Scored(float[] logits, FeatureMaps gradient) {}

    @Override
    public void close() {
        List.of(trunk, head).forEach(Session::close);
    }
}
