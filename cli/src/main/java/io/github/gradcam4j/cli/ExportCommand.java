package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.export.ExportOptions;
import io.github.gradcam4j.export.ExportOptions.InputKind;
import io.github.gradcam4j.export.ExportOptions.MapSize;
import io.github.gradcam4j.export.ExportTarget;
import io.github.gradcam4j.export.InferenceRuntime;
import io.github.gradcam4j.export.OnnxExport;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.GraphForm;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.target.Target;
import io.github.gradcam4j.zoo.Zoo;
import io.github.gradcam4j.zoo.card.Card;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes a model whose outputs are those of the original and the heat map. */
@Command(
        name = "export",
        header = "Write a model that explains itself, for any ONNX runtime.",
        description = {
            "The outputs of the written model are the model's own and saliency_map, the raw signed map, computed by "
                    + "ordinary ONNX operators: a phone, a browser, a C++ or Python program sees why, without "
                    + "gradcam4j.",
            ""
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  gradcam export -o resnet50-explained.onnx",
            "  gradcam export -m net.onnx --target input --map-size input --normalize -o net-explained.onnx",
            "  gradcam export -m net.onnx --input uint8 --batch 1 --check photos/ -o net-explained.onnx",
            "  gradcam export --web page"
        })
final class ExportCommand implements Callable<Integer> {

    private static final String MODEL_OPSET = "keep";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @ArgGroup(validate = false, heading = "%nExplanation%n", order = 2)
    private Explained explained = new Explained();

    @ArgGroup(validate = false, heading = "%nForm of the model%n", order = 3)
    private Form form = new Form();

    /** The options of what is explained. */
    static final class Explained {
        @Option(
                names = {"-t", "--target"},
                paramLabel = "TARGET",
                description = "top1: each image's best class, which saliency_class names; a class by index or label; "
                        + "input: a further input has the class; all: the maps of all classes; weights: a further "
                        + "input has weights of the classes (default: top1). A class with one of these four names is "
                        + "given by its index.")
        private String target = "top1";

        @Option(names = "--versus", paramLabel = "CLASS", description = "Explain the target versus this class.")
        private List<Target> versus = List.of();

        @Option(
                names = {"-l", "--layer"},
                paramLabel = "LAYER",
                description = "A layer that 'gradcam layers' lists, or auto (default: the model's own).")
        private Optional<String> layer = Optional.empty();

        @Option(
                names = "--method",
                paramLabel = "METHOD",
                completionCandidates = GraphMethods.class,
                description = "One of ${COMPLETION-CANDIDATES} (default: gradcam).")
        private AttributionMethod method = Methods.GRAD_CAM;
    }

    /** The options of the form of the written model. */
    static final class Form {
        @Option(
                names = "--map-size",
                paramLabel = "layer|input",
                completionCandidates = Choices.MapSizes.class,
                description = "The layer's size, or that of the model's input (default: layer).")
        private MapSize size = MapSize.LAYER;

        @Option(
                names = "--sign",
                paramLabel = "both|positive",
                description = "Keep signed maps, or the evidence for the class alone (default: both).")
        private Sign sign = Sign.BOTH;

        @Option(names = "--normalize", description = "Scale each map to 0..1.")
        private boolean normalize;

        @Option(
                names = "--input",
                paramLabel = "tensor|uint8",
                completionCandidates = Choices.InputKinds.class,
                description = "Take the model's own input, or an image of its size as bytes [N, H, W, 3] of red, green "
                        + "and blue, with the preprocessing in the model (default: tensor).")
        private InputKind input = InputKind.TENSOR;

        @Option(
                names = "--batch",
                paramLabel = "N|free",
                description = "The number of images at a time (default: as in the model).")
        private Optional<String> batch = Optional.empty();

        @Option(
                names = "--also",
                paramLabel = "TENSOR",
                description = "An inner tensor that becomes an output too; may be repeated.")
        private List<String> also = List.of();

        @Option(
                names = "--opset",
                paramLabel = "keep|N",
                description = "ONNX's operator set (default: keep, the model's own, raised as far as needed).")
        private String opset = MODEL_OPSET;

        @Option(
                names = "--check",
                arity = "1..*",
                paramLabel = "INPUT",
                description = "Run the written model and gradcam4j on these images, and compare their maps.")
        private List<String> check = List.of();

        @Option(
                names = {"-o", "--out"},
                paramLabel = "FILE.onnx",
                description = "The file to write.")
        private Optional<Path> file = Optional.empty();

        @Option(
                names = "--web",
                paramLabel = "DIR",
                description = "Write a folder with a web page that runs the model in the browser, for any web server.")
        private Optional<Path> web = Optional.empty();
    }

    /** The names of the methods that a graph can compute. */
    static final class GraphMethods extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        GraphMethods() {
            Methods.all().stream()
                    .filter(m -> m.graphForm().isPresent())
                    .map(AttributionMethod::id)
                    .forEach(this::add);
        }
    }

    @Override
    public Integer call() throws Exception {
        GraphForm.of(explained.method);
        if (form.file.isPresent() == form.web.isPresent()) {
            throw usage("give either -o FILE.onnx or --web DIR");
        }
        return form.web.isPresent() ? web(form.web.get()) : file(form.file.get());
    }

    /** Writes the folder of a page, whose reader chooses the class, the signs and the colors. */
    private int web(Path folder) throws Exception {
        var given = options();
        var kept = given.opset().isPresent()
                ? ExportOptions.DEFAULT.withOpset(given.opset().getAsInt())
                : ExportOptions.DEFAULT;
        if (!given.equals(kept) || !target().equals(ExportTarget.of(Target.top(1))) || !form.check.isEmpty()) {
            throw usage(
                    "with --web, the page sets the target, the sign and the form of the model; only -m, -l, --method"
                            + " and --opset can be given");
        }
        WebFolder.requireOurs(folder);
        try (var explainer = model.open(spec.commandLine().getErr())) {
            var export = explainer
                    .plan(request(ExportTarget.INPUT))
                    .toOnnx(kept.withTarget(ExportTarget.INPUT)
                            .withInput(InputKind.UINT8)
                            .withBatch(ExportOptions.Batch.of(1)));
            var card = model.file().isPresent()
                    ? Optional.<Card>empty()
                    : card(explainer.model().id());
            var written = new WebFolder(export, explainer, card).write(folder);
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "%s: a page, its runtime and the model of %.1f MB. To look at it: python3 -m http.server"
                                    + " --bind 127.0.0.1 --directory %s%n",
                            folder,
                            written / 1e6,
                            folder);
        }
        return 0;
    }

    private static Optional<Card> card(String id) throws IOException {
        return Zoo.open().cards().stream().filter(c -> c.id().equals(id)).findFirst();
    }

    private int file(Path file) throws Exception {
        var target = target();
        var options = options();
        try (var explainer = model.open(spec.commandLine().getErr())) {
            var request = request(target);
            var export = explainer.plan(request).toOnnx(options.withTarget(target));
            export.write(file);
            print(export, file);
            int code = form.check.isEmpty() ? 0 : check(export, explainer, request, options);
            printRuntimes(export);
            return code;
        }
    }

    private ExportTarget target() {
        var word = switch (explained.target.toLowerCase(Locale.ROOT)) {
            case "input" -> ExportTarget.INPUT;
            case "all" -> ExportTarget.ALL;
            case "weights" -> ExportTarget.WEIGHTS;
            default -> ExportTarget.of(versus(Target.of(explained.target)));
        };
        if (!explained.versus.isEmpty() && !(word instanceof ExportTarget.OfTarget)) {
            throw usage("--versus needs a class or top1 as the target; with --target weights, the caller gives the"
                    + " weights of all classes");
        }
        return word;
    }

    private Target versus(Target target) {
        return explained.versus.isEmpty() ? target : target.versus(explained.versus.toArray(Target[]::new));
    }

    private ExplainRequest request(ExportTarget target) {
        var of = target instanceof ExportTarget.OfTarget given ? given.target() : Target.top(1);
        var request = ExplainRequest.of(of).withMethod(explained.method);
        return explained.layer.map(request::withLayer).orElse(request);
    }

    private ExportOptions options() {
        var options = ExportOptions.DEFAULT
                .withMapSize(form.size)
                .withSign(form.sign)
                .withNormalized(form.normalize)
                .withInput(form.input)
                .withAlso(form.also);
        if (form.batch.isPresent()) {
            options = options.withBatch(
                    form.batch.get().equalsIgnoreCase("free")
                            ? ExportOptions.Batch.FREE
                            : ExportOptions.Batch.of(number("--batch", form.batch.get(), "a number or free")));
        }
        return form.opset.equalsIgnoreCase(MODEL_OPSET)
                ? options
                : options.withOpset(number("--opset", form.opset, "a number or keep"));
    }

    private int number(String option, String text, String wanted) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw usage(String.format(Locale.ROOT, "%s is %s, not '%s'", option, wanted, text));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void print(OnnxExport export, Path file) throws Exception {
        var out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s: %.1f MB%s, opset %d, %d nodes more than the model%n",
                file,
                Files.size(file) / 1e6,
                export.hasData() ? " and " + file.getFileName() + ".data" : "",
                export.graph().opset(),
                export.addedNodes());
        out.printf(
                Locale.ROOT,
                "%s of %s at layer %s, %s%n",
                export.method().title(),
                export.target().title(),
                export.layer().name(),
                export.form() == OnnxExport.Form.LINEAR
                        ? "from the classifier's weights, without a backward graph"
                        : "by a backward graph");
        print("input ", export.graph().inputs(), out);
        print("output", export.graph().outputs(), out);
    }

    private void printRuntimes(OnnxExport export) {
        var out = spec.commandLine().getOut();
        for (InferenceRuntime runtime : InferenceRuntime.values()) {
            out.println(runtime.report(export.graph()));
        }
    }

    private static void print(String kind, List<TensorInfo> tensors, PrintWriter out) {
        tensors.forEach(tensor -> out.printf(Locale.ROOT, "  %s %s%n", kind, tensor));
    }

    private int check(OnnxExport export, Explainer explainer, ExplainRequest request, ExportOptions options)
            throws Exception {
        var check = new ExportCheck(export, explainer, request, options);
        return check.run(form.check, spec) ? 0 : ErrorReporter.FAILED;
    }
}
