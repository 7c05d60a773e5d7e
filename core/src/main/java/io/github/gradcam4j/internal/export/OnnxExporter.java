package io.github.gradcam4j.internal.export;

import io.github.gradcam4j.export.ExportOptions;
import io.github.gradcam4j.export.ExportOptions.Batch;
import io.github.gradcam4j.export.ExportOptions.InputKind;
import io.github.gradcam4j.export.ExportTarget;
import io.github.gradcam4j.export.OnnxExport;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.internal.split.LoadedModel;
import io.github.gradcam4j.internal.text.NearestNames;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.runtime.Shapes;
import io.github.gradcam4j.target.Objective;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Makes an exported model: the original graph, and the nodes from its tensors to the maps. Not thread safe. */
public final class OnnxExporter {

    /** Weights of more bytes go to a file of their own; the format's limit is 2 GiB. */
    private static final long LARGEST_FILE = 1_900_000_000;

    private static final double EXACT = 1e-5;
    private static final double ROUNDED = 2e-2;

    private static final String PREFIX = "gradcam_";
    private static final String FREE_BATCH = "N";

    private final LoadedModel model;
    private final Layer layer;
    private final AttributionMethod method;
    private final ExportOptions options;
    private final ExportTarget target;
    private final Objective objective;
    private final Map<String, String> names = new LinkedHashMap<>();

    /**
     * Creates an exporter.
     *
     * @param objective without names; the explained score unless the options have another target
     */
    public OnnxExporter(
            LoadedModel model, Layer layer, AttributionMethod method, Objective objective, ExportOptions options) {
        this.model = model;
        this.layer = layer;
        this.method = method;
        this.options = options;
        this.objective = objective;
        this.target = resolved(options.target().orElseGet(() -> MapGraph.target(objective)), model);
    }

    private static ExportTarget resolved(ExportTarget target, LoadedModel model) {
        return target instanceof ExportTarget.OfTarget of
                ? ExportTarget.of(of.target().resolve(model.labels()))
                : target;
    }

    /**
     * Returns the exported model.
     *
     * @throws IOException if the model's file cannot be read again
     * @throws IllegalArgumentException if the method has no form in a graph, or an option does not fit the model
     * @throws io.github.gradcam4j.gradient.NoGradientException if the gradient at the layer cannot be computed
     */
    public OnnxExport export() throws IOException {
        var source = model.model().source();
        var original = withStandardOperators(source.original());
        var image = image(original);
        var batch = batch(image);
        var maps = MapGraph.of(model, layer, method, objective, target, options);
        options.also().forEach(tensor -> requireTensor(tensor, original, maps.graph()));
        names.put(maps.map(), free("saliency_map", original));
        maps.best().ifPresent(best -> names.put(best, free("saliency_class", original)));
        maps.parameter().ifPresent(parameter -> names.put(parameter.tensor(), free(parameter.name(), original)));

        var shapes = ModelExample.shapes(
                original, image.name(), preprocessing(), model.graph().batch());
        var shared = SharedNames.of(model.graph(), ModelExample.types(original, shapes), image.name());
        var additions = shared.beyond(maps.graph(), wanted(maps));
        int opset = options.opset().orElse(Math.max(original.opset(), additions.leastOpset()));
        var extended = original.withOpset(opset, tensor -> shapes.of(tensor).length)
                .extendedBy(
                        additions.withOpset(opset, tensor -> maps.sizes().size()),
                        shared.same(),
                        shared.cast(),
                        names,
                        outputs(maps, image, original));
        if (options.input() == InputKind.UINT8) {
            extended = PixelInput.graph(
                            opset,
                            preprocessing(),
                            free("image", original),
                            batchDimension(image),
                            image.name(),
                            image.type())
                    .then(extended);
        }
        var finished = batch.isPresent()
                ? withConstants(extended.withBatch(batch.getAsLong()), original.tensors(), batch.getAsLong())
                : extended;
        return new OnnxExport(
                finished.withMetadata(metadata(original)),
                maps.form(),
                layer,
                method,
                target,
                options.input() == InputKind.UINT8 ? free("image", original) : image.name(),
                names.get(maps.map()),
                maps.parameter().map(p -> names.get(p.tensor())),
                maps.best().map(names::get),
                finished.nodes().size() - original.nodes().size(),
                original.quantizes() || !shared.cast().isEmpty() ? ROUNDED : EXACT,
                source.files().size() > 1 || bytes(finished) > LARGEST_FILE);
    }

    /** Returns the tensors that the maps' graph computes for the outputs. */
    private List<String> wanted(MapGraph maps) {
        var wanted = new ArrayList<>(List.of(maps.map()));
        maps.best().ifPresent(wanted::add);
        options.also().stream().filter(maps.graph().tensors()::contains).forEach(wanted::add);
        return wanted;
    }

    private Preprocessing preprocessing() {
        return model.model().preprocessing();
    }

    /** Returns the graph without fused operators, which only ONNX Runtime has. */
    private static Graph withStandardOperators(Graph graph) {
        return graph.nodes().stream().allMatch(n -> n.domain().isEmpty()) ? graph : graph.expandOperators();
    }

    private TensorInfo image(Graph original) {
        return original.inputs().stream()
                .filter(i -> i.name().equals(model.input()))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the fixed number of images; empty for a free one. */
    private OptionalLong batch(TensorInfo image) {
        boolean isFree = model.graph().batch() > 1;
        if (options.batch() instanceof Batch.Fixed fixed && (isFree || fixed.size() == 1)) {
            return OptionalLong.of(fixed.size());
        }
        if (options.batch() instanceof Batch.OfModel || isFree) {
            return isFree ? OptionalLong.empty() : OptionalLong.of(1);
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "model %s takes one image at a time (its input is %s), so it cannot be exported for more; export it"
                        + " from its framework with a free batch first",
                model.model().id(),
                image));
    }

    private Object batchDimension(TensorInfo image) {
        var declared = image.shape().orElseThrow();
        return declared[0] > 0 ? (Object) declared[0] : image.symbol(0).orElse(FREE_BATCH);
    }

    private List<TensorInfo> outputs(MapGraph maps, TensorInfo image, Graph original) {
        var outputs = new ArrayList<TensorInfo>();
        Object batch = batchDimension(image);
        outputs.add(maps.declaration(names.get(maps.map()), batch).withDocumentation(documentation()));
        maps.best()
                .ifPresent(best -> outputs.add(TensorInfo.of(names.get(best), ElementType.INT64, batch)
                        .withDocumentation("The index of the class whose score the map explains.")));
        var taken = new HashSet<>(original.outputNames());
        options.also().stream().filter(taken::add).map(TensorInfo::of).forEach(outputs::add);
        return outputs;
    }

    private String documentation() {
        return String.format(
                Locale.ROOT,
                "%s of %s at layer %s%s%s; rows from the top, columns from the left of the image that the model sees.",
                method.title(),
                target.title(),
                layer.name(),
                options.sign() == Sign.BOTH ? ", signed" : ", positive part",
                options.normalized() ? ", scaled to 0..1" : "");
    }

    private void requireTensor(String tensor, Graph original, Graph maps) {
        var known = new HashSet<>(original.tensors());
        known.addAll(maps.tensors());
        if (!known.contains(tensor)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "model %s has no tensor '%s'; the nearest names are %s",
                    model.model().id(),
                    tensor,
                    String.join(", ", NearestNames.of(tensor, original.tensors(), 3))));
        }
    }

    private static String free(String name, Graph original) {
        String free = name;
        while (original.tensors().contains(free)) {
            free = PREFIX + free;
        }
        return free;
    }

    /** Returns the graph with constants in place of shapes that were added, which a fixed batch determines. */
    private Graph withConstants(Graph graph, Set<String> originals, long images) {
        var shapes = ModelExample.shapes(graph, model.input(), preprocessing(), images);
        var constants = new ArrayList<Constant>();
        for (String tensor : graph.tensors()) {
            boolean isAdded = graph.producer(tensor).isPresent()
                    && !originals.contains(tensor)
                    && !graph.outputNames().contains(tensor);
            if (isAdded) {
                shapes.integers(tensor).ifPresent(values -> constants.add(constant(tensor, values, shapes)));
            }
        }
        return graph.withConstants(constants);
    }

    private static Constant constant(String tensor, long[] values, Shapes shapes) {
        var numbers = new double[values.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = values[i];
        }
        return shapes.type(tensor) == ElementType.INT64
                ? Constant.integers(tensor, values, shapes.of(tensor))
                : Constant.numbers(tensor, shapes.type(tensor), numbers, shapes.of(tensor));
    }

    private Map<String, String> metadata(Graph original) throws IOException {
        var all = new HashMap<>(ExportMetadata.image(options.input(), preprocessing()));
        if (options.input() == InputKind.TENSOR) {
            all.putAll(original.metadata());
        } else {
            original.metadata().forEach(all::putIfAbsent);
        }
        all.putAll(ExportMetadata.of(
                method.id(), layer.name(), target, model.model().source().sha256(), preprocessing()));
        var sorted = new LinkedHashMap<String, String>();
        all.keySet().stream().sorted().forEach(key -> sorted.put(key, all.get(key)));
        return sorted;
    }

    private static long bytes(Graph graph) {
        return graph.initializers().values().stream().mapToLong(Constant::bytes).sum();
    }
}
