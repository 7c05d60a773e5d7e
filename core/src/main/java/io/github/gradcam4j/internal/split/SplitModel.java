package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.model.ClassMaps;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model split at a layer, ready to run. Not thread safe. */
public final class SplitModel {

    /** The batch size for the gradients of all classes. */
    private static final int CLASSES_AT_ONCE = 32;

    private final DifferentiableGraph model;
    private final Layer layer;
    private final ClassScores scores;
    private final Split split;
    private final SessionCache sessions;
    private Map<String, Tensor> headOutputs = Map.of();
    private Graph forwardHead;
    private Boolean batches;
    private ClassWeights classWeights;

    SplitModel(DifferentiableGraph model, Layer layer, ClassCotangent cotangent, SessionCache sessions) {
        this.model = model;
        this.layer = layer;
        this.sessions = sessions;
        this.scores = cotangent.scores();
        this.split = Split.at(model, layer.tensor(), scores.tensor(), cotangent);
    }

    /** Returns the layer of the split. */
    public Layer layer() {
        return layer;
    }

    /** Runs the trunk and returns the frontier, by name; for a split at the input, that is the image itself. */
    public Map<String, Tensor> trunk(String input, Tensor image) {
        var trunk = split.trunk();
        if (trunk.nodes().isEmpty()) {
            return Map.of(input, image);
        }
        return sessions.of(trunk).run(trunk.inputs().isEmpty() ? Map.of() : Map.of(input, image));
    }

    /** Runs the head for one image and target. */
    public Scored head(Map<String, Tensor> frontier, Target target) {
        var inputs = new HashMap<>(frontier);
        inputs.putAll(ClassCotangent.inputs(target, scores.classes()));
        // Shapes are the same for all images, so later runs reuse the tensors of the first one.
        headOutputs = sessions.of(split.head()).run(inputs, headOutputs);
        return new Scored(rows(headOutputs, 1).get(0), maps(headOutputs.get(split.gradient())));
    }

    FeatureMaps activations(Map<String, Tensor> frontier) {
        return maps(frontier.get(layer.tensor()));
    }

    private FeatureMaps maps(Tensor tensor) {
        return layer.layout().read(tensor.floats(), 0);
    }

    /**
     * The results of the head.
     *
     * @param logits of all classes
     * @param gradient the gradient of the target's score with respect to the layer's activations
     */
    public record Scored(float[] logits, FeatureMaps gradient) {}

    /**
     * Returns whether the head scores several maps of the layer in one batch as it scores each alone.
     *
     * @param frontier of any image
     */
    public boolean takesBatches(Map<String, Tensor> frontier) {
        if (batches == null) {
            batches = model.batch() > 1
                    && split.frontier().stream().allMatch(this::hasBatch)
                    && RowIndependence.holds(maps -> logits(frontier, maps), activations(frontier));
        }
        return batches;
    }

    private boolean hasBatch(String tensor) {
        var shape = model.shapes().of(tensor);
        return model.shapes().type(tensor) == ElementType.FLOAT && shape.length > 1 && shape[0] == model.batch();
    }

    /** Returns whether the logits are an affine function of the layer's activations, the same for all images. */
    public boolean isLinear() {
        return split.isLinear();
    }

    /**
     * Computes Grad-CAM's maps of all classes; only for a linear head.
     *
     * @param frontier of any image: the gradients of a linear head are the same for all
     */
    public ClassMaps allClasses(Map<String, Tensor> frontier, FeatureMaps activations) {
        if (classWeights == null) {
            classWeights = ClassWeights.of(meanGradients(frontier));
        }
        return classWeights.maps(activations, sessions);
    }

    /** Computes the mean over all positions of the gradient of each class, [C, K]. */
    private Tensor meanGradients(Map<String, Tensor> frontier) {
        int classes = scores.classes();
        int batch = takesBatches(frontier) ? CLASSES_AT_ONCE : 1;
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
     * Computes logits for other maps of the layer, without gradients.
     *
     * @param frontier of the image: its other tensors, and tokens that are not part of a map, are not replaced
     * @param replaced the maps of each batch member
     * @return the logits of each batch member
     */
    public List<float[]> logits(Map<String, Tensor> frontier, List<FeatureMaps> replaced) {
        if (forwardHead == null) {
            forwardHead = forwardHead();
        }
        int n = replaced.size();
        var inputs = new HashMap<String, Tensor>();
        for (String name : forwardHead.inputNames()) {
            inputs.put(name, copies(frontier.get(name), n));
        }
        var maps = inputs.get(layer.tensor()).floats();
        for (int i = 0; i < n; i++) {
            layer.layout().write(replaced.get(i), maps, i);
        }
        return rows(sessions.of(forwardHead).run(inputs), n);
    }

    private Graph forwardHead() {
        var head = split.head();
        var needed = head.ancestors(Set.of(split.output()));
        var inputs =
                head.inputs().stream().filter(i -> needed.contains(i.name())).toList();
        return head.part(inputs, List.of(split.output()));
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

    private List<float[]> rows(Map<String, Tensor> outputs, int images) {
        return scores.rows(outputs.get(split.output()), images);
    }

    /** Closes its sessions; they are reopened on next use. */
    void release() {
        sessions.close(split.trunk());
        sessions.close(split.head());
    }
}
