package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.LayerFusion;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.method.ScoreWeightedCam;
import io.github.gradcam4j.report.ResultFormat;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            "  gradcam explain photos/ -m net.onnx -l layer3 --method hirescam -o maps --json"
        })
final class ExplainCommand implements Callable<Integer> {

    private final PhaseTimings phases = new PhaseTimings();

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "INPUT",
            description = "Image files, folders of images, or sample:NAME (see 'gradcam samples').")
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
                description = "The weight of each --versus in the mean, with commas (default: equal weights).")
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

    /** The options of what to write. */
    static final class OutputOptions {
        @Option(
                names = {"-o", "--out"},
                paramLabel = "DIR",
                description = "Directory of the results (default: the current one).")
        private Path directory = Path.of("");

        @Option(
                names = "--format",
                split = ",",
                paramLabel = "FORMAT",
                description =
                        "Files to write: ${COMPLETION-CANDIDATES}; several with commas (default: png). For many or "
                                + "large images "
                                + "jpg takes a fraction of png's time.")
        private Set<ResultFormat> formats = EnumSet.of(ResultFormat.PNG);

        @Option(names = "--colormap", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES} (default: jet).")
        private Colormap colors = Colormap.JET;

        @Option(
                names = "--alpha",
                paramLabel = "0..1",
                description = "Opacity of the heat map over the image (default: 0.5).")
        private double alpha = 0.5;

        @Option(
                names = "--sign",
                paramLabel = "SIGN",
                description =
                        "Evidence for the class, against it, or both: positive, negative or both (default: positive).")
        private Sign sign = Sign.POSITIVE;

        @Option(
                names = "--scale",
                paramLabel = "own|shared",
                description =
                        "Colors over each map's own range, or over one range for all maps of this call, to compare "
                                + "them (default: own). With shared, all raw maps (1 to 400 kB each) are kept in "
                                + "memory and "
                                + "images are read twice.")
        private Scaling scaling = Scaling.OWN;

        @Option(names = "--json", description = "Print one JSON document instead of a table.")
        private boolean json;

        @Option(
                names = "--batch-size",
                paramLabel = "auto|N",
                description = "Number of images that the model takes at once, 1 to 32 (default: auto). For a folder of "
                        + "120 images or more, auto measures 1, 2, 4 and 8 on the first ones and keeps 1 unless "
                        + "another is a tenth faster; --verbose prints the rates. The results are the same.")
        private BatchSize batchSize = BatchSize.AUTO;

        @Option(names = "--timings", description = "Print the duration of each phase on stderr.")
        private boolean timings;

        Results results() {
            return new Results(directory, formats, colors, alpha, sign);
        }
    }

    /** The range of values that the colors cover. */
    enum Scaling {
        /** Each map's smallest and largest value. */
        OWN,
        /** The smallest and largest value of all. */
        SHARED
    }

    /** The names of all methods. */
    static final class MethodNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Methods.all().stream().map(AttributionMethod::id).iterator();
        }
    }

    @Override
    public Integer call() throws Exception {
        phases.end("start of Java and the command");
        InputImage.requireOne(spec, inputs, request.tensor);
        if (!(output.alpha >= 0 && output.alpha <= 1)) {
            throw new ParameterException(spec.commandLine(), "--alpha is a number from 0 to 1");
        }
        var found = Inputs.of(inputs, SamplesCommand.open(), System.in);
        try (var read = InputImage.pipeline(found.images());
                var explainer = model.open(spec.commandLine().getErr(), request.tensor)) {
            if (request.tensor.isEmpty()) {
                return explain(explainer, found.images(), read, found.failures());
            }
            var tensor = List.of(
                    InputImage.tensor(request.tensor.get(), explainer.model().preprocessing()));
            try (var readTensor = InputImage.pipeline(tensor)) {
                return explain(explainer, tensor, readTensor, List.of());
            }
        }
    }

    private int explain(
            Explainer explainer,
            List<InputImage> inputs,
            Pipeline<InputImage, InputImage.Loaded> read,
            List<Inputs.Failure> failures)
            throws Exception {
        phases.end("reading the model");
        var job = request.job(explainer, output.sign, spec.commandLine().getErr());
        phases.end("preparing the layer");
        var err = spec.commandLine().getErr();
        Consumer<String> log = Gradcam.isVerbose(spec) ? err::println : line -> {};
        var batch = new ExplainBatch(job, output.results(), output.batchSize, err, log);
        try (var report = output.json
                ? new ExplanationDocument(spec.commandLine())
                : new ExplanationTable(spec.commandLine(), inputs, explainer.activation())) {
            switch (output.scaling) {
                case OWN -> batch.write(inputs, read, report);
                case SHARED -> batch.writeOnOneScale(inputs, read, report);
            }
            for (var failure : failures) {
                report.failed(failure.input(), failure.cause());
            }
            phases.end(inputs.size() == 1 ? "one image" : inputs.size() + " images");
            if (output.timings) {
                spec.commandLine().getErr().println(phases);
            }
            return report.failures() == 0 ? 0 : ErrorReporter.FAILED;
        }
    }
}
