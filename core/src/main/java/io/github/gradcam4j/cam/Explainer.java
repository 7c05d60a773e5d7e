package io.github.gradcam4j.cam;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.gradcam4j.gradient.Differentiable;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.ModelFile;
import io.github.gradcam4j.image.Picture;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.View;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Explains what a classifier sees in pictures.
 *
 * <pre>{@code
 * try (var explainer = Explainer.open(Path.of("resnet50.onnx"))) {
 *     var picture = Picture.read(Path.of("cow.jpg"));
 *     var explanation = explainer.explain(picture, Target.top(1));
 *     explanation.overlay(picture, Colormap.JET, 0.5).write(Path.of("cow-gradcam.png"));
 * }
 * }</pre>
 *
 * <p>Thread safe: callers take turns on the engine, which uses all processors for one picture. {@link #close} frees the
 * model's weights.
 */
public final class Explainer implements AutoCloseable {

    private final Model model;
    private final Cam method;
    private final Differentiable graph;
    private final String input;
    private final Logits logits;
    private final Labels labels;
    private final Activation activation;
    private final Layers layers;
    private final Map<CutKey, CutModel> cuts = new HashMap<>();
    private final ReentrantLock engine = new ReentrantLock(true);
    private final WholeModel whole;
    private Layer automatic;
    private boolean closed;

    private record CutKey(String tensor, Scale scale) {}

    private Explainer(Builder builder) throws IOException {
        this.method = builder.method;
        var original = ModelFile.graph(builder.model.onnx());
        var declared = picture(original, builder.model.id());
        this.input = declared.getName();
        this.model = builder.bare
                ? builder.with(builder.model.preprocessing().withInput(dimensions(declared)))
                : builder.model;
        this.graph = differentiable(original, declared);
        var outputs = graph.graph().outputNames();
        String output = model.output().orElse(outputs.get(0));
        if (!graph.graph().tensors().contains(output)) {
            throw new IllegalArgumentException("the model has no output '%s'; it has %s".formatted(output, outputs));
        }
        this.logits = Logits.of(graph.graph(), output);
        int classes = CutModel.classes(graph, logits.tensor());
        this.labels = model.labels().orElseGet(() -> Labels.numbers(classes));
        if (labels.size() != classes) {
            throw new IllegalArgumentException(
                    "model %s has %d classes, but %d labels were given".formatted(model.id(), classes, labels.size()));
        }
        this.activation = model.activation()
                .or(logits::activation)
                .orElse(classes == 1 ? Activation.SIGMOID : Activation.SOFTMAX);
        var p = model.preprocessing();
        boolean channelsLast = p.layout() == Preprocessing.Layout.NHWC;
        this.whole = new WholeModel(graph, input, logits.tensor(), activation, FeatureLayout.of(p));
        this.layers = new Layers(graph, input, logits.tensor(), model.layers(), p.height(), p.width(), channelsLast);
    }

    /** An explainer of a bare ONNX file, with ImageNet's preprocessing at the size of the file's input, 224 where that is free. */
    public static Explainer open(Path onnx) throws IOException {
        return builder(onnx).build();
    }

    /** An explainer of a model of a catalogue. */
    public static Explainer open(Model model) throws IOException {
        return builder(model).build();
    }

    public static Builder builder(Path onnx) {
        return new Builder(Model.of(onnx), true);
    }

    public static Builder builder(Model model) {
        return new Builder(model, false);
    }

    /** Says what differs from a model's own settings. Not thread safe. */
    public static final class Builder {

        private Model model;
        private boolean bare;
        private Cam method = Cam.GRADCAM;

        private Builder(Model model, boolean bare) {
            this.model = model;
            this.bare = bare;
        }

        /** The target layer where a question names none. */
        public Builder layer(String name) {
            model = new Model(
                    model.id(),
                    model.onnx(),
                    model.preprocessing(),
                    model.labels(),
                    model.activation(),
                    model.output(),
                    name,
                    model.layers());
            return this;
        }

        /** The method where a question names none. */
        public Builder method(Cam cam) {
            method = cam;
            return this;
        }

        public Builder preprocessing(Preprocessing preprocessing) {
            model = with(preprocessing);
            bare = false;
            return this;
        }

        private Model with(Preprocessing preprocessing) {
            return new Model(
                    model.id(),
                    model.onnx(),
                    preprocessing,
                    model.labels(),
                    model.activation(),
                    model.output(),
                    model.layer(),
                    model.layers());
        }

        public Builder labels(Labels labels) {
            model = new Model(
                    model.id(),
                    model.onnx(),
                    model.preprocessing(),
                    Optional.of(labels),
                    model.activation(),
                    model.output(),
                    model.layer(),
                    model.layers());
            return this;
        }

        /**
         * Reads the model.
         *
         * @throws IOException if the file cannot be read
         * @throws InvalidModelException if it is not a model of pictures
         */
        public Explainer build() throws IOException {
            return new Explainer(this);
        }
    }

    private static ValueInfoProto picture(Graph original, String id) {
        var pictures = original.inputs().stream()
                .filter(i -> i.getType().getTensorType().getShape().getDimCount() == 4)
                .toList();
        if (original.inputs().size() != 1 || pictures.size() != 1) {
            throw new InvalidModelException("model %s does not take one tensor [N, C, H, W] of pictures but %s"
                    .formatted(id, original.inputNames()));
        }
        return pictures.get(0);
    }

    private static long[] dimensions(ValueInfoProto input) {
        return input.getType().getTensorType().getShape().getDimList().stream()
                .mapToLong(d -> d.hasDimValue() ? d.getDimValue() : -1)
                .toArray();
    }

    /** A batch of two tells a size of 1 from a batch of one; a model that was written down for one picture gets one. */
    private Differentiable differentiable(Graph original, ValueInfoProto declared) {
        var batch = declared.getType().getTensorType().getShape().getDim(0);
        if (fixed(batch) && batch.getDimValue() != 1) {
            throw new InvalidModelException("model %s takes batches of %d only; export it with a free batch or one of 1"
                    .formatted(model.id(), batch.getDimValue()));
        }
        var type = declared.getType().getTensorType().getElemType();
        if (type != DataType.FLOAT_VALUE) {
            throw new InvalidModelException("the input %s of model %s holds %s, not floating-point numbers"
                    .formatted(input, model.id(), DataType.forNumber(type)));
        }
        if (fixed(batch)) {
            return Differentiable.of(original, Map.of(input, example(1)));
        }
        try {
            return Differentiable.of(original, Map.of(input, example(2)));
        } catch (EngineException e) {
            return Differentiable.of(original, Map.of(input, example(1)));
        }
    }

    private static boolean fixed(TensorShapeProto.Dimension dim) {
        return dim.hasDimValue() && dim.getDimValue() > 0;
    }

    private Tensor example(long batch) {
        var shape = model.preprocessing().shape();
        shape[0] = batch;
        return Tensor.zeros(shape);
    }

    public Model model() {
        return model;
    }

    public Labels labels() {
        return labels;
    }

    /** What turns the logits into probabilities. */
    public Activation activation() {
        return activation;
    }

    /** Whether the graph itself ends in a softmax or sigmoid, before which it is explained. */
    public boolean endsInActivation() {
        return logits.activation().isPresent();
    }

    /** The layers that can be explained, from the picture on. */
    public List<Layer> layers() {
        return layers.all();
    }

    /**
     * The layer of that name; {@code auto} for the last map that every path from picture to logits passes through and
     * whose places carry gradient.
     *
     * @throws IllegalArgumentException if there is none of that name, or it is no map of the picture
     * @throws NoGradientException if no gradient can be formed there; the message says why and which layers are free of it
     */
    public Layer layer(String name) {
        return exclusively(() -> cut(name, Scale.LOGITS).layer());
    }

    /** The layer that is explained where a question names none. */
    public Layer layer() {
        return layer(model.layer());
    }

    /** The model's scores for a picture. */
    public Predictions classify(Picture picture) {
        return classify(tensor(picture));
    }

    /** The model's scores for an input as it takes it, [1, 3, H, W]. */
    public Predictions classify(Tensor tensor) {
        check(tensor);
        return exclusively(() -> new Predictions(labels, scores(tensor), activation));
    }

    /** By the model cut at its own layer, if it is cut already: its head is nearly free, a second copy of the model is not. */
    private float[] scores(Tensor tensor) {
        var own = model.layer().equals(Model.AUTO) ? automatic : layers.find(model.layer());
        var ready = own == null ? null : cuts.get(new CutKey(own.tensor(), Scale.LOGITS));
        if (ready != null) {
            return ready.head(ready.trunk(input, tensor), Target.top(1)).logits();
        }
        return whole.logits(tensor).get(0);
    }

    public Explanation explain(Picture picture, Target target) {
        return explain(picture, Question.of(target));
    }

    public Explanation explain(Picture picture, Question question) {
        long start = System.nanoTime();
        var tensor = tensor(picture);
        return explain(
                tensor,
                model.preprocessing().view(picture.width(), picture.height()),
                question,
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** Explains an input as the model takes it, [1, 3, H, W], past all preprocessing. */
    public Explanation explain(Tensor tensor, Question question) {
        check(tensor);
        var p = model.preprocessing();
        return explain(tensor, new View(0, 0, p.width(), p.height()), question, Duration.ZERO);
    }

    private Explanation explain(Tensor tensor, View view, Question question, Duration preprocessing) {
        var target = question.target().resolve(labels);
        var cut = exclusively(() -> cut(question.layer().orElse(model.layer()), question.scale()));
        long start = System.nanoTime();
        var frontier = exclusively(() -> cut.trunk(input, tensor));
        var trunk = Duration.ofNanos(System.nanoTime() - start);
        var subject = new Subject(cut, tensor, frontier, view, question.scale(), question.progress());
        return ask(subject, target, question.method().orElse(method), preprocessing, trunk);
    }

    /** The engine is held for the head alone: a method that runs the model often takes it anew each time. */
    Explanation ask(Subject subject, Target wanted, Cam cam, Duration preprocessing, Duration trunk) {
        long start = System.nanoTime();
        var cut = subject.cut();
        var scored = exclusively(() -> cut.head(subject.frontier(), wanted.resolve(labels)));
        long behindHead = System.nanoTime();
        var predictions = new Predictions(labels, scored.logits(), activation);
        var target = resolve(wanted.resolve(labels), predictions);
        var objective = Objective.of(target, subject.scale(), activation);
        var evidence = new Evidence(
                cut.activations(subject.frontier()),
                scored.gradient(),
                objective.score(scored.logits()),
                new ModelRerun(this, subject, objective));
        var map = cam.map(evidence);
        var timings = new Explanation.Timings(
                preprocessing,
                trunk,
                Duration.ofNanos(behindHead - start),
                Duration.ofNanos(System.nanoTime() - behindHead));
        return new Explanation(this, subject, cam, predictions, target, evidence, map, timings);
    }

    private static Explanation.Resolved resolve(Target target, Predictions predictions) {
        return new Explanation.Resolved(
                resolve(target.choice(), predictions), target.against().map(c -> resolve(c, predictions)));
    }

    private static Prediction resolve(Target.Choice choice, Predictions predictions) {
        return choice instanceof Target.Choice.Rank rank
                ? predictions.of(predictions.ranked(rank.rank()))
                : predictions.of(((Target.Choice.Index) choice).index());
    }

    private CutModel cut(String layer, Scale scale) {
        return layer.equals(Model.AUTO) ? auto(scale) : cut(layers.find(layer), scale);
    }

    private CutModel cut(Layer layer, Scale scale) {
        return cuts.computeIfAbsent(new CutKey(layer.tensor(), scale), k -> {
            layers.obstacle(layer).ifPresent(why -> {
                throw new NoGradientException(why);
            });
            return new CutModel(graph, layer, logits.tensor(), new TargetSeed(scale, activation));
        });
    }

    private CutModel auto(Scale scale) {
        if (automatic == null) {
            automatic = findAutomatic(scale).layer();
        }
        return cut(automatic, scale);
    }

    private CutModel findAutomatic(Scale scale) {
        for (Layer candidate : layers.candidates()) {
            if (layers.obstacle(candidate).isEmpty()) {
                var cut = cut(candidate, scale);
                if (candidate.layout().kind() != FeatureLayout.Kind.TOKENS || carriesGradient(cut)) {
                    return cut;
                }
            }
        }
        throw new NoGradientException(
                "model %s has no map that every path passes through and that carries gradient; name a layer: %s"
                        .formatted(
                                model.id(),
                                layers.all().stream().map(Layer::name).toList()));
    }

    /** Whether more than half of a layer's places reach the scores: behind a transformer's last mixing only one token does. */
    private boolean carriesGradient(CutModel cut) {
        var noise = example(1);
        var values = noise.floats();
        var random = new Random(0);
        while (values.hasRemaining()) {
            values.put((float) random.nextGaussian());
        }
        var gradient = cut.head(cut.trunk(input, noise), Target.top(1)).gradient();
        int reached = 0;
        for (int p = 0; p < gradient.area(); p++) {
            boolean any = false;
            for (int k = 0; k < gradient.channels() && !any; k++) {
                any = gradient.at(k, p) != 0;
            }
            reached += any ? 1 : 0;
        }
        return 2 * reached > gradient.area();
    }

    private Tensor tensor(Picture picture) {
        var tensor = Tensor.zeros(model.preprocessing().shape());
        model.preprocessing().into(picture, tensor.floats());
        return tensor;
    }

    private void check(Tensor tensor) {
        var wanted = Tensor.zeros(model.preprocessing().shape());
        if (!tensor.toString().equals(wanted.toString())) {
            throw new IllegalArgumentException("model %s takes %s, not %s".formatted(model.id(), wanted, tensor));
        }
    }

    WholeModel whole() {
        return whole;
    }

    <T> T exclusively(Supplier<T> work) {
        engine.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the explainer of model %s is closed".formatted(model.id()));
            }
            return work.get();
        } finally {
            engine.unlock();
        }
    }

    @Override
    public void close() {
        engine.lock();
        try {
            closed = true;
            cuts.values().forEach(CutModel::close);
            cuts.clear();
            whole.close();
        } finally {
            engine.unlock();
        }
    }
}
