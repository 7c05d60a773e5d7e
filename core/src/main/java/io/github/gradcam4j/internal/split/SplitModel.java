package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.model.ClassMaps;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model cut at a layer: trunk, then head. Not thread safe. */
public final class SplitModel {

    private static final int CLASSES_AT_ONCE = 32;

    private final DifferentiableGraph model;
    private final Layer layer;
    private final Split split;
    private final SessionCache sessions;
    private Map<String, Tensor> headOutputs = Map.of();
    private Graph headAlone;
    private Boolean linear;
    private ClassWeights classWeights;

    SplitModel(DifferentiableGraph model, Layer layer, String logits, ClassCotangent seed, SessionCache sessions) {
        this.model = model;
        this.layer = layer;
        this.sessions = sessions;
        this.split = Split.at(model, layer.tensor(), logits, seed);
    }

    public Layer layer() {
        return layer;
    }

    /** What the head needs of a picture: where the layer is the input, the picture itself. */
    public Map<String, Tensor> trunk(String input, Tensor picture) {
        var trunk = split.trunk();
        if (trunk.nodes().isEmpty()) {
            return Map.of(input, picture);
        }
        return sessions.of(trunk).run(trunk.inputs().isEmpty() ? Map.of() : Map.of(input, picture));
    }

    /** The logits of a picture and their gradient at the layer, for one target. */
    public Scored head(Map<String, Tensor> frontier, Target target) {
        var inputs = new HashMap<>(frontier);
        inputs.putAll(ClassCotangent.inputs(target, classes(model, split.output())));
        // Of the same shapes for every picture: the first run's tensors are written to by all that follow.
        headOutputs = sessions.of(split.head()).run(inputs, headOutputs);
        return new Scored(headOutputs.get(split.output()).toArray(), maps(headOutputs.get(split.gradient())));
    }

    FeatureMaps activations(Map<String, Tensor> frontier) {
        return maps(frontier.get(layer.tensor()));
    }

    private FeatureMaps maps(Tensor tensor) {
        return layer.layout().read(tensor.floats(), 0);
    }

    /** @param gradient of the target's score with respect to the layer's activations */
    public record Scored(float[] logits, FeatureMaps gradient) {}

    /** Whether the head takes several pictures at once: all that it needs of them comes in batches. */
    public boolean takesBatches() {
        return split.frontier().stream()
                .allMatch(t -> model.shapes().type(t) == ElementType.FLOAT
                        && model.shapes().of(t).length > 1
                        && model.shapes().of(t)[0] > 1);
    }

    /** Whether the logits are an affine function of the layer's activations. */
    public boolean isLinear() {
        if (linear == null) {
            linear = LinearHead.isLinear(model, layer.tensor(), split.output());
        }
        return linear;
    }

    /**
     * Grad-CAM's map of every class, where the head is linear.
     *
     * @param frontier of the picture
     */
    public ClassMaps everyClass(Map<String, Tensor> frontier, FeatureMaps activations) {
        if (classWeights == null) {
            classWeights = ClassWeights.of(meanGradients(frontier));
        }
        return classWeights.maps(activations, sessions);
    }

    /** The mean over space of each class's gradient, [C, K]. */
    private Tensor meanGradients(Map<String, Tensor> frontier) {
        int classes = classes(model, split.output());
        int batch = takesBatches() ? CLASSES_AT_ONCE : 1;
        var head = sessions.of(split.head());
        var means = Tensor.zeros(classes, layer.layout().channels());
        var values = means.floats();
        for (int from = 0; from < classes; from += batch) {
            int n = Math.min(batch, classes - from);
            var inputs = new HashMap<>(ClassCotangent.oneHot(from, n, classes));
            frontier.forEach((name, tensor) -> inputs.put(name, copies(tensor, n)));
            inputs.keySet().retainAll(head.inputs());
            var gradients = head.run(inputs).get(split.gradient()).floats();
            for (int i = 0; i < n; i++) {
                var gradient = layer.layout().read(gradients, i);
                for (int k = 0; k < gradient.channels(); k++) {
                    values.put((float) gradient.mean(k));
                }
            }
        }
        return means;
    }

    /**
     * The logits with the layer's maps replaced by others; nothing is differentiated.
     *
     * @param frontier of the picture: what else the head needs, and the tokens that are not part of a map, stay as they are
     */
    public List<float[]> logits(Map<String, Tensor> frontier, List<FeatureMaps> replaced) {
        if (headAlone == null) {
            headAlone = forward();
        }
        int n = replaced.size();
        var inputs = new HashMap<String, Tensor>();
        for (String name : headAlone.inputNames()) {
            inputs.put(name, copies(frontier.get(name), n));
        }
        var maps = inputs.get(layer.tensor()).floats();
        for (int i = 0; i < n; i++) {
            layer.layout().write(replaced.get(i), maps, i);
        }
        return rows(sessions.of(headAlone).run(inputs).get(split.output()), n);
    }

    private Graph forward() {
        var fullModel = split.head();
        var needed = fullModel.ancestors(Set.of(split.output()));
        var given = fullModel.inputs().stream()
                .filter(i -> needed.contains(i.name()))
                .toList();
        return fullModel.part(given, List.of(split.output()));
    }

    private static Tensor copies(Tensor tensor, int n) {
        if (tensor.type() != ElementType.FLOAT) {
            return tensor;
        }
        var shape = tensor.shape();
        if (n > 1) {
            shape[0] = n;
        }
        var batch = Tensor.zeros(shape);
        var values = batch.floats();
        for (int i = 0; i < n; i++) {
            values.put(tensor.floats());
        }
        return batch;
    }

    /** A batch of scores, one array for each picture. */
    static List<float[]> rows(Tensor scores, long pictures) {
        var all = scores.toArray();
        int classes = Math.toIntExact(all.length / pictures);
        var rows = new ArrayList<float[]>();
        for (int i = 0; i < all.length; i += classes) {
            rows.add(Arrays.copyOfRange(all, i, i + classes));
        }
        return rows;
    }

    /** The number of classes that a tensor of scores [N, C] or [N, C, 1, 1] has. */
    static int classes(DifferentiableGraph model, String logits) {
        var shape = model.shapes().of(logits);
        return Math.toIntExact(Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
    }

    /** Gives back what is open for it; it is opened anew when it is wanted again. */
    void release() {
        sessions.close(split.trunk());
        sessions.close(split.head());
    }
}
