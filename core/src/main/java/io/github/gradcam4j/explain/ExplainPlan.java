package io.github.gradcam4j.explain;

import io.github.gradcam4j.export.ExportOptions;
import io.github.gradcam4j.export.OnnxExport;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.internal.argument.NonNullList;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.internal.export.OnnxExporter;
import io.github.gradcam4j.internal.plan.PlanContent;
import io.github.gradcam4j.internal.plan.PlanFile;
import io.github.gradcam4j.internal.plan.PlanGraphs;
import io.github.gradcam4j.internal.split.FullModel;
import io.github.gradcam4j.internal.split.LoadedModel;
import io.github.gradcam4j.internal.split.SessionCache;
import io.github.gradcam4j.internal.split.SplitModel;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.runtime.SessionOptions;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Objective;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * A request for explanations with everything that answers it: the graph from the image to the layer (the trunk), the
 * graph from the layer to the score and back to its gradient (the head), method, preprocessing, labels. A plan is made
 * once, written to a file or to bytes, and opened on other machines, without the model's file and without
 * differentiation. Its maps are those of the {@link Explainer} that made it.
 *
 * <pre>{@code
 * try (var explainer = Explainer.open(Path.of("resnet50.onnx"))) {
 *     explainer.plan(ExplainRequest.of(Target.top(1))).write(Path.of("resnet50.plan"));
 * }
 * try (var runner = ExplainPlan.read(Path.of("resnet50.plan")).open()) {
 *     for (var explanation : runner.run(List.of(Image.read(Path.of("cow.jpg")), Image.read(Path.of("ox.jpg"))))) {
 *         System.out.println(explanation.target());
 *     }
 * }
 * }</pre>
 *
 * <p>The file is a ZIP archive: {@code plan.properties} and {@code labels.txt} are text, {@code trunk.onnx} and
 * {@code head.onnx} are models for any ONNX runtime. A plan for a method that differentiates with respect to the input,
 * such as SmoothGrad, also contains a graph of the whole model with that gradient. Immutable and thread safe.
 */
public final class ExplainPlan {

    private static final int BUFFER = 1 << 16;

    private final PlanContent content;
    private final Optional<LoadedModel> loaded;

    private ExplainPlan(PlanContent content) {
        this.content = content;
        this.loaded = Optional.empty();
    }

    /** @param loaded the whole model; the content has its part up to the scores */
    ExplainPlan(PlanContent content, LoadedModel loaded) {
        this.content = content;
        this.loaded = Optional.of(loaded);
    }

    /**
     * Reads a plan from a file.
     *
     * @throws IOException if the file cannot be read
     * @throws InvalidModelException if the file is not a plan, is damaged, or was written by a later version
     */
    public static ExplainPlan read(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        if (Files.isDirectory(file)) {
            throw new InvalidModelException(file + " is a folder, not a plan");
        }
        try (var in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            return new ExplainPlan(PlanFile.read(in, file.toString()));
        }
    }

    /**
     * Reads a plan from a stream to its end. Does not close the stream.
     *
     * @throws IOException if the stream cannot be read
     * @throws InvalidModelException as {@link #read(Path)}
     */
    public static ExplainPlan read(InputStream plan) throws IOException {
        Objects.requireNonNull(plan, "plan");
        return new ExplainPlan(PlanFile.read(plan, "the stream"));
    }

    /**
     * Reads a plan from bytes.
     *
     * @throws InvalidModelException as {@link #read(Path)}
     */
    public static ExplainPlan read(byte[] plan) {
        Objects.requireNonNull(plan, "plan");
        try {
            return new ExplainPlan(PlanFile.read(new ByteArrayInputStream(plan), "the array"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the plan as the content of a file. The same plan gives the same bytes.
     *
     * @throws IllegalArgumentException if the method is not in {@link io.github.gradcam4j.method.Methods}, or a
     *     parameter of a custom objective is not float32
     */
    public byte[] toBytes() {
        var out = new ByteArrayOutputStream();
        try {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Writes the plan to a file. The write is atomic; an existing file is replaced.
     *
     * @throws IllegalArgumentException as {@link #toBytes}
     */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, part -> {
            try (var out = new BufferedOutputStream(Files.newOutputStream(part), BUFFER)) {
                write(out);
            }
        });
    }

    /**
     * Writes the plan to a stream. Does not close the stream.
     *
     * @throws IllegalArgumentException as {@link #toBytes}
     */
    public void write(OutputStream out) throws IOException {
        Objects.requireNonNull(out, "out");
        PlanFile.write(content, out);
    }

    /**
     * Returns the model with the heat map among its outputs, an ONNX model for any runtime, as
     * {@link #toOnnx(ExportOptions)} with {@link ExportOptions#DEFAULT}.
     */
    public OnnxExport toOnnx() throws IOException {
        return toOnnx(ExportOptions.DEFAULT);
    }

    /**
     * Returns the model with the heat map among its outputs, an ONNX model for any runtime. Behind a pooling and one
     * linear layer, the maps of Grad-CAM, HiResCAM and XGrad-CAM are sums of the layer's channels with the classifier's
     * weights; else the model gets a backward graph of ordinary operators. A plan that was read from a file contains
     * the model up to the scores of its classes, which are then the outputs before the map.
     *
     * <pre>{@code
     * explainer.plan(ExplainRequest.of(Target.top(1))).toOnnx().write(Path.of("resnet50-explained.onnx"));
     * }</pre>
     *
     * @throws IOException if the model's file cannot be read again
     * @throws IllegalArgumentException if the method has no form in a graph, or an option does not fit the model
     * @throws io.github.gradcam4j.gradient.NoGradientException if the gradient at the layer cannot be computed
     */
    public OnnxExport toOnnx(ExportOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        var model = loaded.isPresent() ? loaded.get() : LoadedModel.read(model());
        return new OnnxExporter(model, layer(), method(), objective(), options).export();
    }

    /**
     * Returns the model with all settings. Its source is the graph to the scores of the classes, without the objective.
     */
    public Model model() {
        var split = content.split();
        var whole = split.trunk().then(split.head());
        var scores = whole.part(
                split.trunk().inputs(), List.of(split.scores().logits().tensor()));
        return Model.of(ModelSource.of(content.model(), scores))
                .withId(content.model())
                .withSettings(settings())
                .withLayer(layer().name());
    }

    /** Returns the layer. */
    public Layer layer() {
        return content.layer();
    }

    /** Returns the method. */
    public AttributionMethod method() {
        return content.method();
    }

    /** Returns the objective, in which names of classes are replaced by their indices. */
    public Objective objective() {
        return content.objective();
    }

    /** Returns the settings of the model with their sources. */
    public Settings settings() {
        return content.settings();
    }

    /** Returns how an image becomes the model's input. */
    public Preprocessing preprocessing() {
        return settings().preprocessing();
    }

    /** Returns the names of the classes. */
    public Labels labels() {
        return settings().get(SettingKey.LABELS).orElseThrow();
    }

    /** Returns the function from logits to probabilities. */
    public Activation activation() {
        return settings().get(SettingKey.ACTIVATION).orElseThrow();
    }

    /**
     * Returns the graph from the input to the layer's activations, and to other tensors that the head reads. Its first
     * dimension is the batch.
     */
    public Graph trunk() {
        return content.split().trunk();
    }

    /**
     * Returns the graph from the outputs of the trunk and the objective's parameters to the scores of the classes, the
     * objective, and its gradient with respect to the layer.
     */
    public Graph head() {
        return content.split().head();
    }

    /** Opens sessions on the CPU. */
    public Runner open() {
        return open(SessionOptions.DEFAULT);
    }

    /**
     * Opens sessions.
     *
     * @throws EngineException if the provider is unavailable; the message gives the reason
     */
    public Runner open(SessionOptions options) {
        return new Runner(this, options.withProvider(options.provider().resolve()));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "ExplainPlan[%s, %s of %s, layer %s]",
                content.model(),
                method().title(),
                objective().title(),
                layer().name());
    }

    /**
     * A plan with its sessions. Thread safe: calls take turns on the engine, which uses all processors for one call.
     * {@link #close} frees the weights; explanations stay readable.
     */
    public static final class Runner implements AutoCloseable {

        private final ExplainPlan plan;
        private final SessionCache sessions;
        private final SplitModel split;
        private final ExplainedModel explained;
        private final ModelInputs inputs;

        private Runner(ExplainPlan plan, SessionOptions options) {
            var content = plan.content;
            var graphs = new PlanGraphs(content);
            this.plan = plan;
            this.sessions = new SessionCache(List.of(plan.trunk(), plan.head()), options);
            this.split = new SplitModel(content.split(), plan.layer(), sessions);
            this.inputs = new ModelInputs(content.model(), plan.preprocessing());
            this.explained = new ExplainedModel(
                    plan.model(),
                    new FullModel(graphs, sessions),
                    content.rounded(),
                    sessions,
                    (layer, objective) -> {
                        graphs.requireKey(objective);
                        return split;
                    },
                    new Turns("the runner of the plan for model " + content.model(), UnaryOperator.identity()),
                    new PlannedLayer(content.notes()));
        }

        /** Returns the plan. */
        public ExplainPlan plan() {
            return plan;
        }

        /**
         * Explains an image.
         *
         * @throws java.util.concurrent.CancellationException if the thread is interrupted during a method with many
         *     passes
         */
        public Explanation run(Image image) {
            return run(ModelInputs.Input.of(inputs, image));
        }

        /**
         * Explains a preprocessed input.
         *
         * @param tensor numbers of the shape {@link Preprocessing#shape}; whole numbers for a model that takes integers
         */
        public Explanation run(Tensor tensor) {
            return run(ModelInputs.Input.of(inputs, tensor));
        }

        private Explanation run(ModelInputs.Input input) {
            return new AttributionRunner(explained).run(split, input, plan.objective(), plan.method(), Progress.NONE);
        }

        /**
         * Explains several images, in batches if the model takes them, as {@link Explainer#explain(List,
         * ExplainRequest)} does.
         *
         * @throws java.util.concurrent.CancellationException if the thread is interrupted
         */
        public List<Explanation> run(List<Image> images) {
            NonNullList.copyOf(images, "images");
            return runAll(images.size(), i -> ModelInputs.Input.of(inputs, images.get(i)));
        }

        /** Explains several preprocessed inputs, each as {@link #run(Tensor)}, as {@link #run(List)} does images. */
        public List<Explanation> runTensors(List<Tensor> tensors) {
            NonNullList.copyOf(tensors, "tensors");
            return runAll(tensors.size(), i -> ModelInputs.Input.of(inputs, tensors.get(i)));
        }

        private List<Explanation> runAll(int n, IntFunction<ModelInputs.Input> images) {
            return new BatchRunner(explained, split, plan.objective(), plan.method(), Progress.NONE).run(n, images);
        }

        /** Frees the sessions and their weights. */
        @Override
        public void close() {
            explained.turns().close(sessions::close);
        }
    }
}
