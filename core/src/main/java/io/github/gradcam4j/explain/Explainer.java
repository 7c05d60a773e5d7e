package io.github.gradcam4j.explain;

import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.internal.argument.NonNullList;
import io.github.gradcam4j.internal.model.LayerIndex;
import io.github.gradcam4j.internal.plan.PlanContent;
import io.github.gradcam4j.internal.split.FullModel;
import io.github.gradcam4j.internal.split.LoadedModel;
import io.github.gradcam4j.internal.split.RoundedProbabilities;
import io.github.gradcam4j.internal.split.ScoredGraphs;
import io.github.gradcam4j.internal.split.SessionCache;
import io.github.gradcam4j.internal.split.SplitCache;
import io.github.gradcam4j.internal.split.SplitModel;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.Setting;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Provider;
import io.github.gradcam4j.runtime.SessionOptions;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.Predictions;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/**
 * Explains the class scores of a classifier.
 *
 * <pre>{@code
 * try (var explainer = Explainer.open(Path.of("resnet50.onnx"))) {
 *     var image = Image.read(Path.of("cow.jpg"));
 *     var explanation = explainer.explain(image, Target.top(1));
 *     explanation.overlay(image, Colormap.JET, 0.5).write(Path.of("cow-gradcam.png"));
 * }
 * }</pre>
 *
 * <p>Thread safe: calls take turns on the engine, which uses all processors for one image. {@link #close} frees the
 * model's weights.
 */
public final class Explainer implements AutoCloseable {

    private static final Objective TOP1 = ClassScore.of(Target.top(1));

    private final LoadedModel loaded;
    private final AttributionMethod method;
    private final LayerIndex layers;
    private final SessionCache sessions;
    private final Optional<RoundedProbabilities> rounded;
    private final ScoredGraphs graphs;
    private final FullModel fullModel;
    private final SplitCache splits;
    private final Turns turns;
    private final ModelInputs inputs;
    private final ExplainedModel explained;
    private final Classifier classifier;

    private Explainer(LoadedModel loaded, AttributionMethod method, SessionOptions options) {
        this.loaded = loaded;
        this.method = method;
        this.layers = loaded.layers();
        this.sessions = new SessionCache(loaded.graph().graph(), options);
        this.rounded = RoundedProbabilities.of(loaded);
        this.graphs = new ScoredGraphs(loaded);
        this.fullModel = new FullModel(graphs, sessions);
        this.splits = new SplitCache(graphs, layers, sessions);
        this.turns = new Turns(
                String.format(Locale.ROOT, "the explainer of model %s", model().id()),
                failure -> failure.in(model().source()));
        this.inputs = new ModelInputs(model().id(), model().preprocessing());
        this.explained =
                new ExplainedModel(model(), fullModel, rounded, sessions, splits::at, turns, new ExplainerLayers(this));
        this.classifier = new Classifier(explained, splits);
    }

    /**
     * Opens an ONNX file with ImageNet's preprocessing at the size of the file's input, 224 x 224 if that is free.
     * {@link #settings} lists all settings and their sources.
     *
     * @throws IOException as {@link Builder#build}
     */
    public static Explainer open(Path onnx) throws IOException {
        Objects.requireNonNull(onnx, "onnx");
        return builder(onnx).build();
    }

    /**
     * Opens a model from any source, without settings. Size and layout of the input are those of the model; everything
     * else is assumed, see {@link #settings}.
     *
     * @throws IOException as {@link Builder#build}
     */
    public static Explainer open(ModelSource source) throws IOException {
        return builder(source).build();
    }

    /**
     * Opens a model with its settings.
     *
     * @throws IOException as {@link Builder#build}
     */
    public static Explainer open(Model model) throws IOException {
        return builder(model).build();
    }

    /** Returns a builder for an ONNX file without settings. */
    public static Builder builder(Path onnx) {
        Objects.requireNonNull(onnx, "onnx");
        return builder(Model.of(onnx));
    }

    /** Returns a builder for a model from any source, without settings. */
    public static Builder builder(ModelSource source) {
        return builder(Model.of(source));
    }

    /** Returns a builder for a model with its settings. */
    public static Builder builder(Model model) {
        Objects.requireNonNull(model, "model");
        return new Builder(model);
    }

    /** Changes settings of a model, then opens it. Not thread safe. */
    public static final class Builder {

        private Model model;
        private AttributionMethod method = Methods.GRAD_CAM;
        private SessionOptions options = SessionOptions.DEFAULT;

        private Builder(Model model) {
            this.model = model;
        }

        /** Sets the method for requests without a method; Grad-CAM by default. */
        public Builder method(AttributionMethod method) {
            this.method = Objects.requireNonNull(method, "method");
            return this;
        }

        /** Sets the execution provider; the CPU by default. */
        public Builder provider(Provider provider) {
            Objects.requireNonNull(provider, "provider");
            options = options.withProvider(provider);
            return this;
        }

        /** Sets the target layer for requests without a layer; see {@link Model#withLayer}. */
        public Builder layer(String name) {
            Objects.requireNonNull(name, "name");
            model = model.withLayer(name);
            return this;
        }

        /** Sets how an image becomes the model's input; see {@link Model#withPreprocessing}. */
        public Builder preprocessing(Preprocessing preprocessing) {
            Objects.requireNonNull(preprocessing, "preprocessing");
            model = model.withPreprocessing(preprocessing);
            return this;
        }

        /** Sets how images of other proportions are fitted to the input; see {@link Model#withFit}. */
        public Builder fit(Preprocessing.Fit fit) {
            model = model.withFit(fit);
            return this;
        }

        /** Sets the names of the classes; see {@link Model#withLabels}. */
        public Builder labels(Labels labels) {
            model = model.withLabels(labels);
            return this;
        }

        /** Sets the function from logits to probabilities; see {@link Model#withActivation}. */
        public Builder activation(Activation activation) {
            model = model.withActivation(activation);
            return this;
        }

        /** Sets the output to explain by its name; see {@link Model#withOutput}. */
        public Builder output(String name) {
            Objects.requireNonNull(name, "name");
            model = model.withOutput(name);
            return this;
        }

        /** Sets the number of threads of each session; one per processor by default. */
        public Builder threads(int count) {
            options = options.withThreads(count);
            return this;
        }

        /** Sets all options of ONNX Runtime's sessions, the provider among them. */
        public Builder sessionOptions(SessionOptions options) {
            this.options = Objects.requireNonNull(options, "options");
            return this;
        }

        /**
         * Opens the model. All settings are logged at level INFO if any is assumed.
         *
         * @throws IOException if the file cannot be read
         * @throws InvalidModelException if it is not a classifier of images
         * @throws IllegalArgumentException if a setting does not fit the model, such as the number of labels
         * @throws EngineException if the provider is unavailable; the message gives the reason
         */
        public Explainer build() throws IOException {
            try {
                return opened();
            } catch (InvalidModelException e) {
                throw e.in(model.source());
            } catch (EngineException e) {
                throw e.in(model.source());
            } catch (ArithmeticException e) {
                if (!isOverflow(e)) {
                    throw e;
                }
                throw new InvalidModelException(
                                String.format(
                                        Locale.ROOT,
                                        "a tensor of model %s is too large: it has more elements, or a longer side,"
                                                + " than 2,147,483,647",
                                        model.id()),
                                e)
                        .in(model.source());
            }
        }

        /** Returns whether a product or a number was too large for its type, which Math's exact methods find. */
        private static boolean isOverflow(ArithmeticException e) {
            var stack = e.getStackTrace();
            return stack.length > 0 && stack[0].getClassName().equals(Math.class.getName());
        }

        private Explainer opened() throws IOException {
            var resolved = options.withProvider(options.provider().resolve());
            var loaded = LoadedModel.read(model);
            var settings = loaded.model().settings();
            if (settings.list().stream().anyMatch(Setting::isAssumed)) {
                System.getLogger(Explainer.class.getName())
                        .log(Level.INFO, "model {0}: {1}", model.id(), String.join("; ", settings.lines()));
            }
            return new Explainer(loaded, method, resolved);
        }
    }

    /** Returns the model with all settings, including those that were not set before it was opened. */
    public Model model() {
        return loaded.model();
    }

    /** Returns all settings with their sources, those that are assumed included. */
    public Settings settings() {
        return loaded.model().settings();
    }

    /** Returns the names of the classes. */
    public Labels labels() {
        return loaded.labels();
    }

    /** Returns the execution provider: {@link Provider#CPU} or {@link Provider#CUDA}. */
    public Provider provider() {
        return sessions.provider();
    }

    /** Returns the settings of the model's sessions. */
    public SessionOptions sessionOptions() {
        return sessions.options();
    }

    /** Returns the function from logits to probabilities. */
    public Activation activation() {
        return loaded.activation();
    }

    /** Returns whether the graph ends in a softmax or sigmoid; the scores before it are explained. */
    public boolean endsInActivation() {
        return loaded.logits().activation().filter(a -> a != Activation.NONE).isPresent();
    }

    /** Returns the layers that can be explained, in the order of the graph. */
    public List<Layer> layers() {
        return layers.all();
    }

    /** Returns the main layers whose gradient cannot be computed, with the reason of each. */
    public Map<Layer, String> obstacles() {
        return layers.obstacles();
    }

    /**
     * Returns the layer with a name for the explainer's method; {@code auto} is the last map that every path from the
     * image to the logits passes through and whose positions have a gradient.
     *
     * @throws IllegalArgumentException if the name is unknown or the layer is not a map
     * @throws NoGradientException if the gradient cannot be computed; the message gives the reason and lists layers
     *     that work
     */
    public Layer layer(String name) {
        return layer(name, method);
    }

    /**
     * Returns the layer with a name for a method. For methods that {@link AttributionMethod#comparesChannels compare
     * channels}, {@code auto} passes over maps of the classes themselves, as at the end of SqueezeNet.
     *
     * @throws IllegalArgumentException as {@link #layer(String)}
     * @throws NoGradientException as {@link #layer(String)}
     */
    public Layer layer(String name, AttributionMethod method) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(method, "method");
        return turns.exclusively(
                () -> splits.at(name, TOP1, method.comparesChannels()).layer());
    }

    /** Returns the layer for requests without a layer. */
    public Layer layer() {
        return layer(model().layer());
    }

    /** Returns the scores of all classes for an image. */
    public Predictions classify(Image image) {
        return classify(inputs.of(image));
    }

    /**
     * Returns the scores of all classes for an image that is preprocessed in another way than by the model's settings.
     *
     * @param preprocessing of the model's shape and type
     */
    public Predictions classify(Image image, Preprocessing preprocessing) {
        return classify(ModelInputs.of(image, preprocessing));
    }

    /**
     * Returns the scores of all classes for a preprocessed input.
     *
     * @param tensor numbers of the shape {@link Preprocessing#shape}; whole numbers for a model that takes integers
     */
    public Predictions classify(Tensor tensor) {
        return classifier.of(inputs.checked(tensor));
    }

    /**
     * Returns the scores of all classes for several images, each as {@link #classify(Image)} does. Where
     * {@link #classifiesBatches}, the model runs once for up to 32 images, as many as 16 MB of input hold, which may be
     * faster; else one by one. The numbers agree to the rounding of float32: to the last bit, usually.
     *
     * @return in the order of the images
     * @throws CancellationException if the thread is interrupted
     */
    public List<Predictions> classify(List<Image> images) {
        NonNullList.copyOf(images, "images");
        return classifier.of(images.size(), i -> inputs.of(images.get(i)));
    }

    /**
     * Returns whether the model computes the scores of the images of a batch as those of each alone. It is tried once,
     * with two images of noise. False for a model whose file fixes a batch of one, that mixes images, or that rounds to
     * integers, and after an explanation: then the opened parts of the model are used.
     */
    public boolean classifiesBatches() {
        return classifier.takesBatches();
    }

    /** Explains the logit of the class with the highest score by the explainer's layer and method. */
    public Explanation explain(Image image) {
        return explain(image, Target.top(1));
    }

    /** Explains the logit of a target by the explainer's layer and method. */
    public Explanation explain(Image image, Target target) {
        return explain(image, ExplainRequest.of(target));
    }

    /**
     * Explains an image.
     *
     * @throws IllegalArgumentException if the target or the layer is unknown; the message lists candidates
     * @throws NoGradientException if the gradient at the layer cannot be computed
     * @throws CancellationException if the thread is interrupted during a method with many passes
     */
    public Explanation explain(Image image, ExplainRequest request) {
        return explain(ModelInputs.Input.of(inputs, image), request);
    }

    /**
     * Explains several images, each as {@link #explain(Image, ExplainRequest)} does. Where {@link #takesBatches}, trunk
     * and head run once for up to 32 images, as many as 16 MB of input hold, which may be faster; else one by one. The
     * numbers agree to the rounding of float32: to the last bit, usually, since ONNX Runtime computes each image of a
     * batch in the same order. A method that runs the model does so for each image by itself.
     *
     * <p>Explanations of one batch share its memory: it is freed with the last of them.
     *
     * @return in the order of the images
     * @throws IllegalArgumentException as {@link #explain(Image, ExplainRequest)}
     * @throws NoGradientException as {@link #explain(Image, ExplainRequest)}
     * @throws CancellationException if the thread is interrupted
     */
    public List<Explanation> explain(List<Image> images, ExplainRequest request) {
        NonNullList.copyOf(images, "images");
        return batches(request).run(images.size(), i -> ModelInputs.Input.of(inputs, images.get(i)));
    }

    /**
     * Returns whether the model computes scores and gradient for the images of a batch as for each alone. It is tried
     * once for each layer, with two images of noise. False for a model whose file fixes a batch of one, that mixes
     * images, or that rounds to integers, where last bits matter.
     *
     * @throws IllegalArgumentException as {@link #explain(Image, ExplainRequest)}
     * @throws NoGradientException as {@link #explain(Image, ExplainRequest)}
     */
    public boolean takesBatches(ExplainRequest request) {
        return batches(request).takesBatches();
    }

    private BatchRunner batches(ExplainRequest request) {
        var objective = request.objective().resolve(labels());
        var wanted = request.method().orElse(method);
        return new BatchRunner(explained, split(request, objective, wanted), objective, wanted, request.progress());
    }

    /**
     * Explains a preprocessed input.
     *
     * @param tensor numbers of the shape {@link Preprocessing#shape}; whole numbers for a model that takes integers
     */
    public Explanation explain(Tensor tensor, ExplainRequest request) {
        return explain(ModelInputs.Input.of(inputs, tensor), request);
    }

    private Explanation explain(ModelInputs.Input input, ExplainRequest request) {
        var objective = request.objective().resolve(labels());
        var wanted = request.method().orElse(method);
        return new AttributionRunner(explained)
                .run(split(request, objective, wanted), input, objective, wanted, request.progress());
    }

    private SplitModel split(ExplainRequest request, Objective objective, AttributionMethod wanted) {
        String layer = request.layer().orElse(model().layer());
        return turns.exclusively(() -> splits.at(layer, objective, wanted.comparesChannels()));
    }

    /**
     * Makes a plan: the graphs, settings and method that answer a request for any image. Plans for the same layer and
     * kind of objective share their graphs, which are those of {@link #explain(Image, ExplainRequest)}. The listener of
     * the request is not part of the plan.
     *
     * @throws IllegalArgumentException if the target or the layer is unknown; the message lists candidates
     * @throws NoGradientException if the gradient at the layer, or at the input if the method needs it, cannot be
     *     computed
     */
    public ExplainPlan plan(ExplainRequest request) {
        var objective = request.objective().resolve(labels());
        var wanted = request.method().orElse(method);
        var split = split(request, objective, wanted);
        var gradients = turns.exclusively(() -> wanted.inputGradients().stream()
                .collect(Collectors.toMap(mode -> mode, mode -> graphs.gradient(objective, mode))));
        return new ExplainPlan(
                new PlanContent(
                        model().id(),
                        settings(),
                        loaded.input(),
                        graphs.mayTakeBatches(),
                        split.layer(),
                        wanted,
                        objective,
                        split.split(),
                        gradients,
                        rounded,
                        PlannedLayer.notes(explained.facts(), split.layer())),
                loaded);
    }

    Optional<String> experiment(Layer layer) {
        return layers.experiment(layer);
    }

    /**
     * Frees the model's weights. Explanations stay readable; calls that run the model then throw
     * {@link IllegalStateException}.
     */
    @Override
    public void close() {
        turns.close(sessions::close);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Explainer[%s, %s, %d classes, %s, %s]",
                model().id(),
                model().source(),
                labels().size(),
                method.title(),
                provider());
    }
}
