package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.LayerFusion;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.method.ScoreWeightedCam;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes heat maps of images as files. */
@Command(
        name = "explain",
        header = "Show where in an image a model found evidence for a class.",
        description = {
            "",
            "Writes NAME.MODEL.LAYER.METHOD.CLASS.png for each image, and prints predictions and, for complete "
                    + "methods, how much "
                    + "of the score the map accounts for.",
            ""
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  gradcam explain sample:lighthouse",
            "  gradcam explain cow.jpg --target ox --versus bison --format png,figure",
            "  gradcam explain ox.jpg --versus bison --versus zebra --versus-weights 3,1",
            "  gradcam explain cow.jpg -t top1 -t top2 -t bison --scale shared",
            "  gradcam explain cow.jpg -l layer3,layer4 --fuse max",
            "  gradcam explain photos/ -m net.onnx -l layer3 --method hirescam -o maps --json",
            "  gradcam explain photos/ -o maps --skip-existing --jsonl"
        })
final class ExplainCommand implements Callable<Integer> {

    private final PhaseTimings phases = new PhaseTimings();

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "INPUT", description = InputSearch.DESCRIPTION)
    private List<String> inputs = List.of();

    @Mixin
    private ModelOptions model;

    @ArgGroup(validate = false, heading = "%nExplanation%n", order = 2)
    private RequestOptions request = new RequestOptions();

    @ArgGroup(validate = false, heading = "%nOutput%n", order = 3)
    private OutputOptions output = new OutputOptions();

    /** The options of what to explain. */
    static final class RequestOptions {
        @Option(
                names = {"-t", "--target"},
                paramLabel = "CLASS",
                description = "An index, a label or an unambiguous part of one, or top1, top2, ... (default: top1). "
                        + "Repeat -t for several: they cost little more than one, unless the method itself "
                        + "runs the model.")
        private List<Target> targets = List.of(Target.top(1));

        @Option(
                names = "--versus",
                paramLabel = "CLASS",
                description = "Explain the target versus this class. Repeat --versus for several: the score less the "
                        + "mean of theirs (Finer-CAM).")
        private List<Target> versus = List.of();

        @Option(
                names = "--versus-weights",
                split = ",",
                paramLabel = "WEIGHT",
                description =
                        "The weight of each --versus in the mean, with commas (default: equal weights). Different ones "
                                + "are in the names of results: 345-vs-347x0.75-340x0.25.")
        private List<Double> versusWeights = List.of();

        @Option(
                names = {"-l", "--layer"},
                split = ",",
                paramLabel = "LAYER",
                description = "A layer that 'gradcam layers' lists, or auto (default: the model's own). "
                        + "The maps of several layers, separated by commas, are fused.")
        private List<String> layers = List.of();

        @Option(
                names = "--fuse",
                paramLabel = "mean|max",
                description = "How to fuse the maps of several layers, each scaled to a maximum of 1 (default: mean).")
        private LayerFusion fusion = LayerFusion.MEAN;

        @Option(
                names = "--method",
                paramLabel = "METHOD",
                completionCandidates = MethodNames.class,
                description = "One of ${COMPLETION-CANDIDATES} (default: gradcam).")
        private AttributionMethod method = Methods.GRAD_CAM;

        @Option(
                names = "--channels",
                paramLabel = "N",
                description =
                        "For scorecam, sscam and iscam: only the N channels with the largest variance (default: all). "
                                + "Each costs one run of the model, or ten.")
        private Optional<Integer> channels = Optional.empty();

        @Option(
                names = "--score-type",
                paramLabel = "TYPE",
                description =
                        "Explain the score before or after the activation: logit or probability (default: logit).")
        private ScoreType scoreType = ScoreType.LOGIT;

        /** The name of {@code --score-type} in version 0.1. */
        @Option(names = "--at", hidden = true)
        void at(ScoreType type) {
            scoreType = type;
        }

        @Option(
                names = "--input-tensor",
                paramLabel = "FILE.npy",
                description = "Explain this tensor, in the layout and type of the model's input, instead of an image.")
        private Optional<Path> tensor = Optional.empty();

        /** @throws IllegalArgumentException if a layer or a class does not exist */
        ExplainJob job(Explainer explainer, Sign sign, PrintWriter err) {
            var given = targets.stream().map(this::versus).toList();
            var wanted = given.stream().map(t -> t.resolve(explainer.labels())).toList();
            given.stream()
                    .flatMap(t -> t.notes(explainer.labels()).stream())
                    .distinct()
                    .forEach(err::println);
            var names = layers.isEmpty() ? List.of(explainer.model().layer()) : layers;
            var found = names.stream()
                    .map(n -> explainer.layer(n, method).name())
                    .distinct()
                    .toList();
            if (found.size() > 1 && sign == Sign.BOTH) {
                throw new IllegalArgumentException(
                        "maps of several layers are fused for one sign: --sign positive or negative");
            }
            return new ExplainJob(explainer, wanted, found, fusion, method(), scoreType, sign);
        }

        private Target versus(Target target) {
            var contrast = target.versus(versus.toArray(Target[]::new));
            if (versusWeights.isEmpty()) {
                return contrast;
            }
            if (versusWeights.size() != versus.size()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "the number of --versus-weights is %d, that of --versus %d; give one weight for each --versus",
                        versusWeights.size(),
                        versus.size()));
            }
            return contrast.withVersusWeights(
                    versusWeights.stream().mapToDouble(w -> w).toArray());
        }

        private AttributionMethod method() {
            if (channels.isEmpty()) {
                return method;
            }
            if (method instanceof ScoreWeightedCam scoreWeighted) {
                return scoreWeighted.withChannels(channels.get());
            }
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "--channels is for methods that take channels as masks, %s does not", method.id()));
        }
    }

    @Override
    public Integer call() throws Exception {
        phases.end("start of Java and the command");
        InputImage.requireOne(spec, inputs, request.tensor);
        output.check(spec);
        var found = Inputs.of(inputs, SamplesCommand.open(), System.in);
        boolean all = request.tensor.isEmpty() && !output.skipsExisting();
        try (var read = InputImage.pipeline(all ? found.images() : List.of());
                var explainer = model.open(spec.commandLine().getErr(), request.tensor)) {
            phases.end("reading the model");
            var job = request.job(explainer, output.sign(), spec.commandLine().getErr());
            phases.end("preparing the layer");
            if (all) {
                return explain(job, Selection.all(found.images()), read, found.failures());
            }
            var given = request.tensor.isEmpty()
                    ? found.images()
                    : List.of(InputImage.tensor(
                            request.tensor.get(), explainer.model().preprocessing()));
            var selection = output.skipsExisting() ? missing(job, given) : Selection.all(given);
            try (var readSelected = InputImage.pipeline(selection.images)) {
                return explain(job, selection, readSelected, found.failures());
            }
        }
    }

    /**
     * The inputs to explain.
     *
     * @param names the names of all results, also of the inputs that are skipped
     * @param skipped the names of the inputs whose results exist
     */
    private record Selection(List<InputImage> images, ResultNames names, List<String> skipped) {
        static Selection all(List<InputImage> images) {
            return new Selection(images, new ResultNames(images), List.of());
        }
    }

    private Selection missing(ExplainJob job, List<InputImage> given) throws IOException {
        var selection = new Selection(new ArrayList<>(), new ResultNames(given), new ArrayList<>());
        var existing = new ExistingResults(output.results(), job);
        for (InputImage input : given) {
            if (existing.contain(selection.names.of(input))) {
                selection.skipped.add(input.name());
            } else {
                selection.images.add(input);
            }
        }
        spec.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "skipped %d of %d %s, whose results exist%n",
                        selection.skipped.size(),
                        given.size(),
                        given.size() == 1 ? "image" : "images");
        return selection;
    }

    private int explain(
            ExplainJob job,
            Selection selection,
            Pipeline<InputImage, InputImage.Loaded> read,
            List<Inputs.Failure> failures)
            throws Exception {
        var err = spec.commandLine().getErr();
        Consumer<String> log = Gradcam.isVerbose(spec) ? err::println : line -> {};
        var batch = new ExplainBatch(job, output.results(), output.batchSize(), err, log);
        var images = selection.images;
        try (var report = output.report(
                spec.commandLine(), images, selection.skipped, job.explainer().activation())) {
            if (output.isOnOneScale()) {
                batch.writeOnOneScale(images, selection.names, read, report);
            } else {
                batch.write(images, selection.names, read, report);
            }
            for (var failure : failures) {
                report.failed(failure.input(), failure.cause());
            }
            phases.end(images.size() == 1 ? "one image" : images.size() + " images");
            if (output.printsTimings()) {
                err.println(phases);
            }
            return report.failures() == 0 ? 0 : ErrorReporter.FAILED;
        }
    }

    /** The names of all methods. */
    static final class MethodNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Methods.all().stream().map(AttributionMethod::id).iterator();
        }
    }
}
