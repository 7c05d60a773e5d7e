package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.internal.model.Assumptions;
import io.github.gradcam4j.internal.model.LayerIndex;
import io.github.gradcam4j.internal.model.LogitsLocation;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model as it was read: its graph, with all that its settings leave open found out. Immutable.
 *
 * @param model all of its settings are set
 * @param input the tensor that takes the picture
 * @param assumptions what was assumed for settings that were not set, one phrase each
 */
public record LoadedModel(
        Model model,
        DifferentiableGraph graph,
        String input,
        LogitsLocation logits,
        Labels labels,
        Activation activation,
        List<String> assumptions) {

    public static LoadedModel read(Model given) throws IOException {
        var original = given.source().graph();
        var declared = picture(original, given.id());
        var model = given.withPreprocessing(
                given.preprocessing().withModelInput(declared.shape().orElseThrow()));
        var graph = differentiable(original, declared, model);
        var outputs = graph.graph().outputNames();
        if (outputs.isEmpty()) {
            throw new InvalidModelException(
                    String.format(Locale.ROOT, "model %s is not a classifier: it has no output", given.id()));
        }
        String output = model.output().orElse(outputs.get(0));
        if (!graph.graph().tensors().contains(output)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "the model has no output '%s'; it has %s", output, outputs));
        }
        var logits = LogitsLocation.of(graph.graph(), output);
        int classes = SplitModel.classes(graph, logits.tensor());
        var labels = model.labels()
                .orElseGet(() -> classes == Labels.imageNet().size() ? Labels.imageNet() : Labels.numbers(classes));
        if (labels.size() != classes) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "model %s has %d classes, but %d labels were given",
                    model.id(),
                    classes,
                    labels.size()));
        }
        var activation = model.activation()
                .or(logits::activation)
                .orElse(classes == 1 ? Activation.SIGMOID : Activation.SOFTMAX);
        return new LoadedModel(
                model.withLabels(labels).withActivation(activation),
                graph,
                declared.name(),
                logits,
                labels,
                activation,
                Assumptions.of(given, model.preprocessing(), labels, logits));
    }

    private static TensorInfo picture(Graph original, String id) {
        var pictures = original.inputs().stream()
                .filter(i -> i.shape().orElse(new long[0]).length == 4)
                .toList();
        if (original.inputs().size() != 1 || pictures.size() != 1) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "model %s does not take one tensor [N, C, H, W] of pictures but %s",
                    id,
                    original.inputNames()));
        }
        return pictures.get(0);
    }

    /** A batch of two tells a size of 1 from a batch of one; a model that was written down for one picture gets one. */
    private static DifferentiableGraph differentiable(Graph original, TensorInfo declared, Model model) {
        String input = declared.name();
        long batch = declared.shape().orElseThrow()[0];
        if (batch > 1) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "model %s takes batches of %d only; export it with a free batch or one of 1",
                    model.id(),
                    batch));
        }
        if (declared.type() != ElementType.FLOAT) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "the input %s of model %s holds %s, not floating-point numbers",
                    input,
                    model.id(),
                    declared.type()));
        }
        if (batch == 1) {
            return DifferentiableGraph.of(original, Map.of(input, example(model, 1)));
        }
        try {
            return DifferentiableGraph.of(original, Map.of(input, example(model, 2)));
        } catch (EngineException e) {
            return DifferentiableGraph.of(original, Map.of(input, example(model, 1)));
        }
    }

    private static Tensor example(Model model, long batch) {
        var shape = model.preprocessing().shape();
        shape[0] = batch;
        return Tensor.zeros(shape);
    }

    /** One picture of zeros. */
    Tensor example() {
        return example(model, 1);
    }

    public LayerIndex layers() {
        return new LayerIndex(graph, input, logits.tensor(), model.layers(), FeatureLayout.of(model.preprocessing()));
    }

    public FullModel fullModel(SessionCache sessions) {
        return new FullModel(
                graph, input, logits.tensor(), activation, FeatureLayout.of(model.preprocessing()), sessions);
    }
}
