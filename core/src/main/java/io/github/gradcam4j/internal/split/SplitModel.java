package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.model.ClassMaps;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.Target;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A model split at a layer, ready to run. Not thread safe. */
public final class SplitModel {

    /** The batch size for the gradients of all classes. */
    private static final int CLASSES_AT_ONCE = 32;

    private final ScoredGraph scored;
    private final Layer layer;
    private final Split split;
    private final SessionCache sessions;
    private Map<String, Tensor> headOutputs = Map.of();
    private Graph forwardHead;
    private Boolean batches;
    private ClassWeights classWeights;

    SplitModel(ScoredGraph scored, Layer layer, SessionCache sessions) {
        this.scored = scored;
        this.layer = layer;
        this.sessions = sessions;
        this.split = Split.at(scored, layer.tensor(), BackwardMode.EXACT);
    }

    /** Returns the layer of the split. */
    public Layer layer() {
        return layer;
    }

    /** Returns the names of the tensors that cross the split. */
    public List<String> frontier() {
        return split.frontier();
    }

    /** Returns whether the score of this split is that of an objective. */
    public boolean explains(Objective objective) {
        return scored.key().equals(objective.key());
    }

    /** Runs the trunk and returns the frontier, by name; for a split at the input, that is the image itself. */
    public Map<String, Tensor> trunk(String input, Tensor image) {
        var trunk = split.trunk();
        if (trunk.nodes().isEmpty()) {
            return Map.of(input, image);
        }
        return sessions.of(trunk).run(trunk.inputs().isEmpty() ? Map.of() : Map.of(input, image));
    }

    /**
     * Runs the head for one image.
     *
     * @param objective without names, of the key of this split
     */
    public Scored head(Map<String, Tensor> frontier, Objective objective) {
        var inputs = new HashMap<>(frontier);
        inputs.putAll(scored.parameters(List.of(objective)));
        // Shapes are the same for all images, so later runs reuse the tensors of the first one.
        headOutputs = sessions.of(split.head()).run(inputs, headOutputs);
        var scores = rows(headOutputs, 1).get(0);
        return new Scored(scores.logits(), scores.score(), maps(headOutputs.get(split.gradient())));
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
     * @param score the value of the objective
     * @param gradient the gradient of the score with respect to the layer's activations
     */
    public record Scored(float[] logits, double score, FeatureMaps gradient) {}

    /**
     * Returns whether the head scores several maps of the layer in one batch as it scores each alone.
     *
     * @param frontier of any image
     * @param objective without names, of the key of this split
     */
    public boolean takesBatches(Map<String, Tensor> frontier, Objective objective) {
        if (batches == null) {
            batches = scored.model().batch() > 1
                    && split.frontier().stream().allMatch(this::hasBatch)
                    && RowIndependence.holds(maps -> scores(frontier, maps, objective), activations(frontier));
        }
        return batches;
    }

    private boolean hasBatch(String tensor) {
        var model = scored.model();
        var shape = model.shapes().of(tensor);
        return model.shapes().type(tensor) == ElementType.FLOAT && shape.length > 1 && shape[0] == model.batch();
    }

    /** Returns whether the score is an affine function of the layer's activations, the same for all images. */
    public boolean isLinear() {
        return split.isLinear();
    }

    /**
     * Computes Grad-CAM's maps of all classes; only for a linear head and the scores of classes.
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
        int classes = scored.logits().classes();
        int batch = takesBatches(frontier, ClassScore.of(Target.of(0))) ? CLASSES_AT_ONCE : 1;
        var head = sessions.of(split.head());
        var means = Tensor.zeros(classes, layer.layout().channels());
        var values = means.floats();
        for (int from = 0; from < classes; from += batch) {
            int n = Math.min(batch, classes - from);
            var ofClasses = IntStream.range(from, from + n)
                    .mapToObj(c -> ClassScore.of(Target.of(c)))
                    .toList();
            var inputs = new HashMap<>(scored.parameters(ofClasses));
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
     * Computes scores for other maps of the layer, without gradients.
     *
     * @param frontier of the image: its other tensors, and tokens that are not part of a map, are not replaced
     * @param replaced the maps of each batch member
     * @param objective without names, of the key of this split
     * @return the scores of each batch member
     */
    public List<Scores> scores(Map<String, Tensor> frontier, List<FeatureMaps> replaced, Objective objective) {
        if (forwardHead == null) {
            forwardHead = forwardHead();
        }
        int n = replaced.size();
        var inputs = new HashMap<>(scored.parameters(Collections.nCopies(n, objective)));
        frontier.forEach((name, tensor) -> inputs.put(name, copies(tensor, n)));
        inputs.keySet().retainAll(forwardHead.inputNames());
        var maps = inputs.get(layer.tensor()).floats();
        for (int i = 0; i < n; i++) {
            layer.layout().write(replaced.get(i), maps, i);
        }
        return rows(sessions.of(forwardHead).run(inputs), n);
    }

    private Graph forwardHead() {
        var head = split.head();
        var outputs = List.of(split.logits(), split.score());
        var needed = head.ancestors(outputs);
        var inputs =
                head.inputs().stream().filter(i -> needed.contains(i.name())).toList();
        return head.part(inputs, outputs);
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

    private List<Scores> rows(Map<String, Tensor> outputs, int images) {
        return Scores.of(scored, outputs, images);
    }

    /** Closes its sessions; they are reopened on next use. */
    void release() {
        sessions.close(split.trunk());
        sessions.close(split.head());
    }
}
