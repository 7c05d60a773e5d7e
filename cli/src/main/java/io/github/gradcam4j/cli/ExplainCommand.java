package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.LayerFusion;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.method.ScoreWeightedCam;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Heat maps of pictures, as files. */
@Command(
        name = "explain",
        header = "Show where in pictures a model found evidence for a class.",
        description = {
            "",
            "Writes NAME.MODEL.LAYER.METHOD.CLASS.png and the like for each picture, and prints what the model says, and what percent "
                    + "of the score the map adds up to where the method is meant to.",
            ""
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  gradcam explain sample:lighthouse",
            "  gradcam explain cow.jpg --target ox --versus bison --format png,figure",
            "  gradcam explain cow.jpg -t top1 -t top2 -t bison --scale shared",
            "  gradcam explain cow.jpg -l layer3,layer4 --fuse max",
            "  gradcam explain photos/ -m net.onnx -l layer3 --method hirescam -o maps --json"
        })
final class ExplainCommand implements Callable<Integer> {

    private final PhaseTimings laps = new PhaseTimings();

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "INPUT",
            description = "Picture files, folders with all pictures in them, or sample:NAME (see 'gradcam samples').")
    private List<String> inputs = List.of();

    @Mixin
    private ModelOptions model;

    @ArgGroup(validate = false, heading = "%nWhat is asked%n", order = 2)
    private Asked asked = new Asked();

    @ArgGroup(validate = false, heading = "%nWhat is written%n", order = 3)
    private Written written = new Written();

    /** The question. */
    static final class Asked {
        @Option(
                names = {"-t", "--target"},
                paramLabel = "CLASS",
                description =
                        "An index, a label or a part of one that is clear, or top1, top2, ... (default: top1). "
                                + "Several with several -t: they cost little more than one, unless the method itself runs the model.")
        private List<Target> targets = List.of(Target.top(1));

        @Option(names = "--versus", paramLabel = "CLASS", description = "Why the target rather than this class.")
        private Optional<Target> versus = Optional.empty();

        @Option(
                names = {"-l", "--layer"},
                split = ",",
                paramLabel = "LAYER",
                description = "Where to look: a name that 'gradcam layers' lists, or auto (default: the model's own). "
                        + "The maps of several, with commas, become one.")
        private List<String> layers = List.of();

        @Option(
                names = "--fuse",
                paramLabel = "mean|max",
                description =
                        "How several layers' maps, each scaled to a largest value of 1, become one (default: mean).")
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
                description = "For scorecam, sscam and iscam: only the N channels that vary most (default: all; "
                        + "each costs one run of the model, or ten).")
        private Optional<Integer> channels = Optional.empty();

        @Option(
                names = "--score-type",
                paramLabel = "TYPE",
                description =
                        "Explain the score before the activation or behind it: logit or probability (default: logit).")
        private ScoreType scoreType = ScoreType.LOGIT;

        /** The name of {@code --score-type} in version 0.1. */
        @Option(names = "--at", hidden = true)
        void at(ScoreType type) {
            scoreType = type;
        }

        @Option(
                names = "--input-tensor",
                paramLabel = "FILE.npy",
                description = "Explain this float32 tensor, as the model takes it, instead of a picture.")
        private Optional<Path> tensor = Optional.empty();

        /** @throws IllegalArgumentException if a layer or a class does not exist */
        ExplainJob about(Explainer explainer, Sign sign) {
            var wanted = targets.stream()
                    .map(t -> versus.map(t::versus).orElse(t).resolve(explainer.labels()))
                    .toList();
            var names = layers.isEmpty() ? List.of(explainer.model().layer()) : layers;
            var found = names.stream()
                    .map(n -> explainer.layer(n).name())
                    .distinct()
                    .toList();
            if (found.size() > 1 && sign == Sign.BOTH) {
                throw new IllegalArgumentException(
                        "maps of several layers are fused for one sign: --sign positive or negative");
            }
            return new ExplainJob(explainer, wanted, found, fusion, method(), scoreType, sign);
        }

        private AttributionMethod method() {
            if (channels.isEmpty()) {
                return method;
            }
            if (method instanceof ScoreWeightedCam masking) {
                return masking.withChannels(channels.get());
            }
            throw new IllegalArgumentException(
                    "--channels is for methods that take channels as masks, %s does not".formatted(method.id()));
        }
    }

    /** The results. */
    static final class Written {
        @Option(
                names = {"-o", "--out"},
                paramLabel = "DIR",
                description = "The folder of the results (default: the current one).")
        private Path folder = Path.of("");

        @Option(
                names = "--format",
                split = ",",
                paramLabel = "FORMAT",
                description =
                        "What to write: ${COMPLETION-CANDIDATES}; several with commas (default: png). For many or large pictures "
                                + "jpg takes a fraction of png's time.")
        private Set<ResultFormat> formats = EnumSet.of(ResultFormat.PNG);

        @Option(names = "--colormap", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES} (default: jet).")
        private Colormap colors = Colormap.JET;

        @Option(
                names = "--alpha",
                paramLabel = "0..1",
                description = "How much of the heat map is seen over the picture (default: 0.5).")
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
                        "Colors over each map's own range, or one range for all maps of this call, so that they can be "
                                + "compared (default: own). For shared, all raw maps (1 to 400 kB each) are kept until the "
                                + "last one is there, and pictures are read twice.")
        private Scaling scaling = Scaling.OWN;

        @Option(names = "--json", description = "Print one JSON document instead of a table.")
        private boolean json;

        @Option(names = "--timings", description = "Say on stderr how long the parts took.")
        private boolean timings;

        Results results() {
            return new Results(folder, formats, colors, alpha, sign);
        }
    }

    /** What the ends of the colors stand for. */
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
        laps.end("start of Java and the command");
        if (inputs.isEmpty() == asked.tensor.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    inputs.isEmpty()
                            ? "name pictures, folders or samples, such as sample:lighthouse"
                            : "give pictures or --input-tensor, not both");
        }
        if (!(written.alpha >= 0 && written.alpha <= 1)) {
            throw new ParameterException(spec.commandLine(), "--alpha is a number from 0 to 1");
        }
        var found = Inputs.of(inputs, SamplesCommand.open());
        try (var read = InputImage.reading(found.pictures());
                var explainer = model.open(spec.commandLine().getErr())) {
            if (asked.tensor.isEmpty()) {
                return explain(explainer, found.pictures(), read, found.failures());
            }
            var tensor = List.of(
                    InputImage.tensor(asked.tensor.get(), explainer.model().preprocessing()));
            try (var readToo = InputImage.reading(tensor)) {
                return explain(explainer, tensor, readToo, List.of());
            }
        }
    }

    private int explain(
            Explainer explainer,
            List<InputImage> inputs,
            Pipeline<InputImage, InputImage.Seen> read,
            List<Inputs.Failure> failures)
            throws Exception {
        laps.end("reading the model");
        var inquiry = asked.about(explainer, written.sign);
        laps.end("making it ready at the layer");
        var explanations =
                new ExplainBatch(inquiry, written.results(), spec.commandLine().getErr());
        try (var report = written.json
                ? new ExplanationDocument(spec.commandLine())
                : new ExplanationTable(spec.commandLine(), inputs)) {
            switch (written.scaling) {
                case OWN -> explanations.write(inputs, read, report);
                case SHARED -> explanations.writeOnOneScale(inputs, read, report);
            }
            for (var failure : failures) {
                report.failed(failure.input(), failure.why());
            }
            laps.end(inputs.size() == 1 ? "one picture" : inputs.size() + " pictures");
            if (written.timings) {
                spec.commandLine().getErr().println(laps);
            }
            return report.failures() == 0 ? 0 : ErrorReporter.FAILED;
        }
    }
}
