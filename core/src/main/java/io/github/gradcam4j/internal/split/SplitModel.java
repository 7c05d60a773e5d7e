package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.InvalidModelException;
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
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A model split at a layer, ready to run. Not thread safe. */
public final class SplitModel {

    /** The batch size for the gradients of all classes. */
    private static final int CLASSES_AT_ONCE = 32;

    /** Larger than the differences of rounding between batches of different sizes, relative to the largest value. */
    static final double ROUNDING = 1e-4;

    private final Layer layer;
    private final Split split;
    private final SessionCache sessions;
    private Map<String, Tensor> headOutputs = Map.of();
    private int headImages;
    private Graph forwardHead;
    private Boolean batches;
    private Boolean imageBatches;
    private ClassWeights classWeights;

    /** Creates a model without open sessions. */
    public SplitModel(Split split, Layer layer, SessionCache sessions) {
        this.split = split;
        this.layer = layer;
        this.sessions = sessions;
    }

    /** Returns the graphs. */
    public Split split() {
        return split;
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
        return split.scores().key().equals(objective.key());
    }

    /**
     * Runs the trunk and returns the frontier, by name; for a split at the input, that is the image itself.
     *
     * @param images one image, or a batch where {@link #takesImageBatches}
     */
    public Map<String, Tensor> trunk(String input, Tensor images) {
        var trunk = split.trunk();
        if (trunk.nodes().isEmpty()) {
            return Map.of(input, images);
        }
        return sessions.of(trunk).run(trunk.inputs().isEmpty() ? Map.of() : Map.of(input, images));
    }

    /**
     * Runs the head for one image.
     *
     * @param objective without names, of the key of this split
     */
    public Scored head(Map<String, Tensor> frontier, Objective objective) {
        return heads(frontier, List.of(objective)).get(0);
    }

    /**
     * Runs the head for each image of a batch; for several, where {@link #takesImageBatches}.
     *
     * @param objectives the objective of each image, without names, of the key of this split
     */
    public List<Scored> heads(Map<String, Tensor> frontier, List<? extends Objective> objectives) {
        int images = objectives.size();
        var inputs = new HashMap<>(frontier);
        inputs.putAll(split.scores().parameters(objectives));
        // Shapes are the same for all batches of this size, so later runs reuse the tensors of the first one.
        headOutputs = sessions.of(split.head()).run(inputs, images == headImages ? headOutputs : Map.of());
        headImages = images;
        var scores = rows(headOutputs, images);
        var gradients = maps(headOutputs.get(split.gradient()), images);
        return IntStream.range(0, images)
                .mapToObj(i -> new Scored(scores.get(i).logits(), scores.get(i).score(), gradients.get(i)))
                .toList();
    }

    /** Returns the frontier of one image of a batch, which shares the memory of the batch's. */
    public static Map<String, Tensor> row(Map<String, Tensor> frontier, int image) {
        var row = new HashMap<String, Tensor>();
        frontier.forEach((name, tensor) -> row.put(name, tensor.row(image)));
        return row;
    }

    /**
     * Returns whether trunk and head compute the same for the images of a batch as for each alone. A model that rounds
     * to integers does not: the last bits of a sum may depend on the size of the batch, and decide to which integer it
     * is rounded.
     *
     * @param images returns different images, to try it
     * @param objective without names, of the key of this split
     */
    public boolean takesImageBatches(String input, Supplier<List<Tensor>> images, Objective objective) {
        if (imageBatches == null) {
            imageBatches = split.mayTakeBatches()
                    && !split.trunk().quantizes()
                    && !split.head().quantizes()
                    && RowIndependence.holds(batch -> explained(input, batch, objective), images.get(), ROUNDING);
        }
        return imageBatches;
    }

    /** Returns the frontier, logits, score and gradient of each image. */
    private List<List<float[]>> explained(String input, List<Tensor> images, Objective objective) {
        var frontier = trunk(input, Tensor.concat(images));
        var heads = heads(frontier, Collections.nCopies(images.size(), objective));
        return IntStream.range(0, images.size())
                .mapToObj(i -> {
                    var head = heads.get(i);
                    var crossing = row(frontier, i).values().stream().map(Tensor::toArray);
                    return Stream.concat(
                                    crossing,
                                    Stream.of(
                                            head.logits(),
                                            new float[] {(float) head.score()},
                                            head.gradient().values()))
                            .toList();
                })
                .toList();
    }

    FeatureMaps activations(Map<String, Tensor> frontier) {
        return maps(frontier.get(layer.tensor()));
    }

    private FeatureMaps maps(Tensor tensor) {
        return maps(tensor, 1).get(0);
    }

    /** @throws InvalidModelException if the graph computes a tensor of another size than the layer's, as in a plan */
    private List<FeatureMaps> maps(Tensor tensor, int images) {
        var layout = layer.layout();
        long elements = layout.area() + (long) layout.withoutPosition();
        if (tensor.size() != images * elements * layout.channels()) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "layer %s has %d channels of %d elements, but the graph computes %s for %d images",
                    layer.name(),
                    layout.channels(),
                    elements,
                    tensor,
                    images));
        }
        return IntStream.range(0, images)
                .mapToObj(i -> layout.read(tensor.floats(), i))
                .toList();
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
            batches = split.mayTakeBatches()
                    && RowIndependence.holds(maps -> scores(frontier, maps, objective), activations(frontier));
        }
        return batches;
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
            classWeights = ClassWeights.of(linearHead(frontier).weights());
        }
        return classWeights.maps(activations, sessions);
    }

    /**
     * Computes the gradients of all classes; only for a linear head.
     *
     * @param frontier of any image
     */
    LinearHead linearHead(Map<String, Tensor> frontier) {
        int classes = split.scores().logits().classes();
        int batch = takesBatches(frontier, ClassScore.of(Target.of(0))) ? CLASSES_AT_ONCE : 1;
        var head = sessions.of(split.head());
        var means = Tensor.zeros(classes, layer.layout().channels());
        var values = means.floats();
        boolean uniform = true;
        for (int from = 0; from < classes; from += batch) {
            int n = Math.min(batch, classes - from);
            var ofClasses = IntStream.range(from, from + n)
                    .mapToObj(c -> ClassScore.of(Target.of(c)))
                    .toList();
            var inputs = new HashMap<>(split.scores().parameters(ofClasses));
            frontier.forEach((name, tensor) -> inputs.put(name, copies(tensor, n)));
            inputs.keySet().retainAll(head.inputs());
            var gradients = head.run(inputs).get(split.gradient()).floats();
            for (int i = 0; i < n; i++) {
                var gradient = layer.layout().read(gradients, i);
                for (int k = 0; k < gradient.channels(); k++) {
                    values.put((float) gradient.mean(k));
                    uniform &= isUniform(gradient, k);
                }
            }
        }
        return new LinearHead(means, uniform);
    }

    private static boolean isUniform(FeatureMaps gradient, int channel) {
        for (int p = 1; p < gradient.area(); p++) {
            if (gradient.at(channel, p) != gradient.at(channel, 0)) {
                return false;
            }
        }
        return true;
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
        var inputs = new HashMap<>(split.scores().parameters(Collections.nCopies(n, objective)));
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
        var outputs = List.of(split.scores().logits().tensor(), split.scores().score());
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
        return Scores.of(split.scores(), outputs, images);
    }

    /** Closes its sessions; they are reopened on next use. */
    void release() {
        sessions.close(split.trunk());
        sessions.close(split.head());
    }
}
