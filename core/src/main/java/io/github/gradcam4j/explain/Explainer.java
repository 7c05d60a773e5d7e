package io.github.gradcam4j.explain;

import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.internal.model.LayerIndex;
import io.github.gradcam4j.internal.split.ForwardState;
import io.github.gradcam4j.internal.split.FullModel;
import io.github.gradcam4j.internal.split.LoadedModel;
import io.github.gradcam4j.internal.split.SessionCache;
import io.github.gradcam4j.internal.split.SplitCache;
import io.github.gradcam4j.internal.split.SplitModel;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.ClassMaps;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.runtime.Provider;
import io.github.gradcam4j.runtime.SessionOptions;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Prediction;
import io.github.gradcam4j.target.Predictions;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Explains what a classifier sees in pictures.
 *
 * <pre>{@code
 * try (var explainer = Explainer.open(Path.of("resnet50.onnx"))) {
 *     var picture = Image.read(Path.of("cow.jpg"));
 *     var explanation = explainer.explain(picture, Target.top(1));
 *     explanation.overlay(picture, Colormap.JET, 0.5).write(Path.of("cow-gradcam.png"));
 * }
 * }</pre>
 *
 * <p>Thread safe: callers take turns on the engine, which uses all processors for one picture. {@link #close} frees the
 * model's weights.
 */
public final class Explainer implements AutoCloseable {

    private final LoadedModel loaded;
    private final AttributionMethod method;
    private final LayerIndex layers;
    private final SessionCache sessions;
    private final FullModel fullModel;
    private final SplitCache splits;
    private final ReentrantLock engine = new ReentrantLock(true);
    private boolean closed;

    private Explainer(LoadedModel loaded, AttributionMethod method, SessionOptions options) {
        this.loaded = loaded;
        this.method = method;
        this.layers = loaded.layers();
        this.sessions = new SessionCache(loaded.graph().graph(), options);
        this.fullModel = loaded.fullModel(sessions);
        this.splits = new SplitCache(loaded, layers, sessions);
    }

    /** An explainer of a bare ONNX file, with ImageNet's preprocessing at the size of the file's input, 224 where that is free. */
    public static Explainer open(Path onnx) throws IOException {
        return builder(onnx).build();
    }

    /** An explainer of a bare ONNX model, with ImageNet's preprocessing at the size of its input, 224 where that is free. */
    public static Explainer open(ModelSource source) throws IOException {
        return builder(source).build();
    }

    /** An explainer of a model of a catalog. */
    public static Explainer open(Model model) throws IOException {
        return builder(model).build();
    }

    public static Builder builder(Path onnx) {
        return builder(ModelSource.of(onnx));
    }

    public static Builder builder(ModelSource source) {
        return new Builder(Model.of(source), true);
    }

    public static Builder builder(Model model) {
        return new Builder(model, false);
    }

    /** Says what differs from a model's own settings. Not thread safe. */
    public static final class Builder {

        private Model model;
        private boolean bare;
        private AttributionMethod method = Methods.GRAD_CAM;
        private SessionOptions options = SessionOptions.DEFAULT;

        private Builder(Model model, boolean bare) {
            this.model = model;
            this.bare = bare;
        }

        /** The target layer where a question names none. */
        public Builder layer(String name) {
            model = model.withLayer(name);
            return this;
        }

        /** The method where a question names none. */
        public Builder method(AttributionMethod cam) {
            method = cam;
            return this;
        }

        public Builder preprocessing(Preprocessing preprocessing) {
            model = model.withPreprocessing(preprocessing);
            bare = false;
            return this;
        }

        public Builder labels(Labels labels) {
            model = model.withLabels(labels);
            return this;
        }

        /** What computes; the processor where nothing is said. */
        public Builder provider(Provider wanted) {
            options = options.withProvider(wanted);
            return this;
        }

        /** Sets the number of threads of each session; one for each processor by default. */
        public Builder threads(int count) {
            options = options.withThreads(count);
            return this;
        }

        /** Sets all options of ONNX Runtime's sessions, the provider among them. */
        public Builder sessionOptions(SessionOptions wanted) {
            options = wanted;
            return this;
        }

        /**
         * Reads the model.
         *
         * @throws IOException if the file cannot be read
         * @throws InvalidModelException if it is not a model of pictures
         * @throws EngineException if the provider is not to be had; the message says what is missing
         */
        public Explainer build() throws IOException {
            var settled = options.withProvider(options.provider().resolve());
            return new Explainer(LoadedModel.read(model, bare), method, settled);
        }
    }

    public Model model() {
        return loaded.model();
    }

    public Labels labels() {
        return loaded.labels();
    }

    /** What computes: {@link Provider#CPU} or {@link Provider#CUDA}. */
    public Provider provider() {
        return sessions.provider();
    }

    /** Returns the settings of the model's sessions. */
    public SessionOptions sessionOptions() {
        return sessions.options();
    }

    /** What turns the logits into probabilities. */
    public Activation activation() {
        return loaded.activation();
    }

    /** Whether the graph itself ends in a softmax or sigmoid, before which it is explained. */
    public boolean endsInActivation() {
        return loaded.logits().activation().isPresent();
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
        return exclusively(() -> splits.at(name, ScoreType.LOGIT).layer());
    }

    /** The layer that is explained where a question names none. */
    public Layer layer() {
        return layer(model().layer());
    }

    /** The model's scores for a picture. */
    public Predictions classify(Image picture) {
        return classify(tensor(picture));
    }

    /** The model's scores for an input as it takes it, [1, 3, H, W]. */
    public Predictions classify(Tensor tensor) {
        check(tensor);
        return exclusively(() -> new Predictions(labels(), scores(tensor), activation()));
    }

    /** By the model cut at its own layer, if it is cut already: its head is nearly free, a second copy of the model is not. */
    private float[] scores(Tensor tensor) {
        return splits.own()
                .map(split -> split.head(trunk(split, tensor), Target.top(1)).logits())
                .orElseGet(() -> fullModel.logits(tensor).get(0));
    }

    private Map<String, Tensor> trunk(SplitModel split, Tensor tensor) {
        return split.trunk(loaded.input(), tensor);
    }

    public Explanation explain(Image picture, Target target) {
        return explain(picture, ExplainRequest.of(target));
    }

    public Explanation explain(Image picture, ExplainRequest question) {
        long start = System.nanoTime();
        var tensor = tensor(picture);
        return explain(
                tensor,
                model().preprocessing().view(picture.width(), picture.height()),
                question,
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** Explains an input as the model takes it, [1, 3, H, W], past all preprocessing. */
    public Explanation explain(Tensor tensor, ExplainRequest question) {
        check(tensor);
        var p = model().preprocessing();
        return explain(tensor, new CropRegion(0, 0, p.width(), p.height()), question, Duration.ZERO);
    }

    private Explanation explain(Tensor tensor, CropRegion view, ExplainRequest question, Duration preprocessing) {
        var target = question.target().resolve(labels());
        var split = exclusively(() -> splits.at(question.layer().orElse(model().layer()), question.scoreType()));
        long start = System.nanoTime();
        var frontier = exclusively(() -> trunk(split, tensor));
        var trunk = Duration.ofNanos(System.nanoTime() - start);
        var state = ForwardState.of(split, tensor, frontier, view, question.scoreType(), question.progress());
        return ask(state, target, question.method().orElse(method), preprocessing, trunk);
    }

    /** The engine is held for the head alone: a method that runs the model often takes it anew each time. */
    Explanation ask(ForwardState state, Target wanted, AttributionMethod cam, Duration preprocessing, Duration trunk) {
        long start = System.nanoTime();
        var split = state.split();
        var scored = exclusively(() -> split.head(state.frontier(), wanted.resolve(labels())));
        long behindHead = System.nanoTime();
        var predictions = new Predictions(labels(), scored.logits(), activation());
        var target = resolve(wanted.resolve(labels()), predictions);
        var objective = ResolvedTarget.of(target, state.scoreType(), activation());
        var context = new PerturbedForward(this, state, objective)
                .context(scored.gradient(), objective.score(scored.logits()));
        var map = cam.attribute(context);
        var timings = new Explanation.Timings(
                preprocessing,
                trunk,
                Duration.ofNanos(behindHead - start),
                Duration.ofNanos(System.nanoTime() - behindHead));
        return new Explanation(this, state, cam, predictions, target, context, map, timings);
    }

    ClassMaps everyClass(ForwardState state, AttributionMethod cam) {
        var split = state.split();
        boolean atOnce = cam.supportsAllClassesInOnePass() && state.scoreType() == ScoreType.LOGIT;
        if (atOnce && split.isLinear()) {
            return exclusively(() -> split.everyClass(state.frontier(), state.activations()));
        }
        int classes = labels().size();
        var maps = new ArrayList<HeatMap>(classes);
        for (int c = 0; c < classes; c++) {
            state.report(c, classes);
            maps.add(ask(state.withProgress(Progress.NONE), Target.of(c), cam, Duration.ZERO, Duration.ZERO)
                    .map());
        }
        state.report(classes, classes);
        return ClassMaps.of(maps);
    }

    private static Explanation.Resolved resolve(Target target, Predictions predictions) {
        return new Explanation.Resolved(
                resolve(target.choice(), predictions), target.versus().map(c -> resolve(c, predictions)));
    }

    private static Prediction resolve(Target.Choice choice, Predictions predictions) {
        return choice instanceof Target.Choice.Rank rank
                ? predictions.of(predictions.ranked(rank.rank()))
                : predictions.of(((Target.Choice.Index) choice).index());
    }

    private Tensor tensor(Image picture) {
        var tensor = Tensor.zeros(model().preprocessing().shape());
        model().preprocessing().writeTensor(picture, tensor.floats());
        return tensor;
    }

    private void check(Tensor tensor) {
        var wanted = model().preprocessing().shape();
        if (tensor.type() != ElementType.FLOAT || !Arrays.equals(tensor.shape(), wanted)) {
            throw new IllegalArgumentException("model %s takes %s, not %s"
                    .formatted(model().id(), ElementType.FLOAT + Arrays.toString(wanted), tensor));
        }
    }

    FullModel fullModel() {
        return fullModel;
    }

    <T> T exclusively(Supplier<T> work) {
        engine.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the explainer of model %s is closed".formatted(model().id()));
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
            sessions.close();
        } finally {
            engine.unlock();
        }
    }
}
