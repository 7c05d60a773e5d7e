package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.export.ExportOptions;
import io.github.gradcam4j.export.ExportOptions.InputKind;
import io.github.gradcam4j.export.ExportOptions.MapSize;
import io.github.gradcam4j.export.ExportTarget;
import io.github.gradcam4j.export.OnnxExport;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.PixelFormat;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Compares the maps of an exported model with those of the explainer that it comes from. */
final class ExportCheck {

    private static final String FLOATS = "/float";

    private final OnnxExport export;
    private final Explainer explainer;
    private final ExplainRequest request;
    private final ExportOptions options;
    private final Graph graph;
    private final String image;

    ExportCheck(OnnxExport export, Explainer explainer, ExplainRequest request, ExportOptions options) {
        this.export = export;
        this.explainer = explainer;
        this.request = request;
        this.options = options;
        var declared = input(export.graph(), export.image());
        boolean converts = options.input() == InputKind.TENSOR && declared.type() != ElementType.FLOAT;
        var whole = converts ? export.graph().withCastInput(export.image(), ElementType.FLOAT) : export.graph();
        var constants = explainer.model().constants().stream()
                .filter(c -> whole.inputNames().contains(c.name()))
                .toList();
        this.image = converts ? export.image() + FLOATS : export.image();
        this.graph = whole.withInputValues(constants, image);
    }

    private static TensorInfo input(Graph graph, String name) {
        return graph.inputs().stream()
                .filter(i -> i.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Prints the largest difference for each image, and returns whether all are small enough. */
    boolean run(List<String> arguments, CommandSpec spec) throws Exception {
        var out = spec.commandLine().getOut();
        var inputs = Inputs.of(arguments, SamplesCommand.open(), System.in);
        boolean good = inputs.failures().isEmpty() && !inputs.images().isEmpty();
        inputs.failures().forEach(f -> ErrorReporter.report(spec.commandLine(), f.input(), f.cause()));
        double largest = 0;
        try (var session = Session.open(graph)) {
            for (InputImage input : inputs.images()) {
                try {
                    double difference =
                            difference(session, input.source().read().image());
                    out.printf(
                            Locale.ROOT,
                            "%s: largest difference %.2g of the largest value%n",
                            input.name(),
                            difference);
                    largest = Math.max(largest, difference);
                } catch (IOException e) {
                    ErrorReporter.report(spec.commandLine(), input.name(), e);
                    good = false;
                }
            }
        }
        boolean agree = largest <= export.tolerance();
        out.printf(
                Locale.ROOT,
                "%s: %.2g of the largest value, at most %.0e allowed%n",
                agree ? "the maps agree" : "the maps differ",
                largest,
                export.tolerance());
        return good && agree;
    }

    private double difference(Session session, Image picture) {
        var explanation = explainer.explain(picture, request);
        var actual = session.run(inputs(picture)).get(export.map());
        if (export.target() instanceof ExportTarget.All) {
            var all = explanation.allClasses();
            double largest = 0;
            for (int c = 0; c < all.size(); c++) {
                largest = Math.max(largest, difference(finished(all.of(c)), actual, c));
            }
            return largest;
        }
        return difference(finished(explanation.map(Sign.BOTH)), actual, 0);
    }

    private HeatMap finished(HeatMap raw) {
        var map = options.sign() == Sign.BOTH ? raw : options.sign().of(raw);
        if (options.mapSize() == MapSize.INPUT) {
            var p = explainer.settings().preprocessing();
            map = map.resize(p.height(), p.width());
        }
        return options.normalized() ? map.normalize() : map;
    }

    private static double difference(HeatMap expected, Tensor actual, int index) {
        var values = expected.values();
        var written = actual.floats();
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
            difference = Math.max(difference, Math.abs(values[i] - written.get(index * values.length + i)));
        }
        return largest == 0 ? difference : difference / largest;
    }

    private Map<String, Tensor> inputs(Image picture) {
        long batch = input(graph, image).shape().orElseThrow()[0];
        int images = (int) Math.max(1, batch);
        var inputs = new HashMap<String, Tensor>();
        inputs.put(image, repeated(options.input() == InputKind.UINT8 ? pixels(picture) : tensor(picture), images));
        export.choice().ifPresent(name -> inputs.put(name, choice(picture, images)));
        return inputs;
    }

    private Tensor choice(Image picture, int images) {
        if (export.target() instanceof ExportTarget.Input) {
            var best = ByteBuffer.allocateDirect(images * Long.BYTES).order(ByteOrder.nativeOrder());
            for (int i = 0; i < images; i++) {
                best.putLong(-1);
            }
            return new Tensor(ElementType.INT64, new long[] {images}, best.rewind());
        }
        int classes = explainer.labels().size();
        var weights = Tensor.zeros(images, classes);
        int top = explainer.classify(picture).top(1).get(0).index();
        for (int i = 0; i < images; i++) {
            weights.floats().put(i * classes + top, 1);
        }
        return weights;
    }

    private static Tensor repeated(Tensor tensor, int images) {
        return images == 1 ? tensor : Tensor.concat(Collections.nCopies(images, tensor));
    }

    private Tensor tensor(Image picture) {
        var p = explainer.settings().preprocessing();
        var tensor = Tensor.zeros(p.shape());
        p.writeTensor(picture, tensor.floats());
        return tensor;
    }

    private Tensor pixels(Image picture) {
        var seen = explainer.settings().preprocessing().resizeAndCrop(picture);
        var bytes = seen.toPixels(PixelFormat.RGB);
        var data = ByteBuffer.allocateDirect(bytes.length).put(bytes).rewind();
        return new Tensor(ElementType.UINT8, new long[] {1, seen.height(), seen.width(), 3}, data);
    }
}
