package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.method.RandomMap;
import io.github.gradcam4j.method.ScoreWeightedCam;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.metric.ModelRandomization;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Every method and every measure on pictures, as a report. */
@Command(
        name = "evaluate",
        header = "Measure which explanation to believe.",
        description = {
            "",
            "Explains each picture by each method, measures the maps, and writes report.html, report.csv and report.json.",
            "Stopped and started again with the same options, it goes on where it was.",
            ""
        },
        footerHeading = "%nExamples%n",
        footer = {
            "  gradcam evaluate sample:lighthouse sample:tennis-ball-grass -o report",
            "  gradcam evaluate photos/ --methods gradcam,hirescam,random,center --metrics road,deletion"
        })
final class EvaluateCommand implements Callable<Integer> {

    private static final String ALL = "all";

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "INPUT",
            description =
                    "Picture files, folders with all pictures in them, or sample:NAME; drawn scenes bring their masks.")
    private List<String> inputs;

    @Mixin
    private ModelOptions model;

    @Option(
            names = {"-l", "--layer"},
            paramLabel = "LAYER",
            description = "Where to look (default: the model's own layer).")
    private Optional<String> layer = Optional.empty();

    @Option(
            names = {"-t", "--target"},
            paramLabel = "CLASS",
            description = "What to explain (default: the class that a sample shows, top1 for other pictures).")
    private Optional<Target> target = Optional.empty();

    @Option(names = "--methods", split = ",", paramLabel = "METHOD", description = "Which, or all (default: all).")
    private List<String> methods = List.of(ALL);

    @Option(names = "--metrics", split = ",", paramLabel = "MEASURE", description = "Which, or all (default: all).")
    private List<String> metrics = List.of(ALL);

    @Option(names = "--seed", paramLabel = "N", description = "Where random numbers start (default: 0).")
    private long seed;

    @Option(
            names = "--channels",
            paramLabel = "N",
            description =
                    "How many channels Score-CAM, SS-CAM and IS-CAM take, those that vary most (default: 64; each costs a run "
                            + "of the model, or ten).")
    private int channels = 64;

    @Option(
            names = "--randomize",
            paramLabel = "N",
            description = "How many pictures to check on a model that forgets (default: 3; 0 for no check).")
    private int randomized = 3;

    /** The spelling of {@code --randomize} in version 0.1. */
    @Option(names = "--randomise", hidden = true)
    void randomise(int images) {
        randomized = images;
    }

    @Option(
            names = "--stages",
            paramLabel = "N",
            description = "In how many stages it forgets, from the logits down (default: 5).")
    private int stages = 5;

    @Option(
            names = "--shuffles",
            paramLabel = "N",
            description = "How often at each stage, of which the mean counts (default: 3; one can decide by chance).")
    private int shuffles = 3;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "The folder of the report (default: report).")
    private Path folder = Path.of("report");

    @Override
    public Integer call() throws Exception {
        if (channels < 1 || randomized < 0 || stages < 1 || shuffles < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--channels, --stages and --shuffles are 1 or more, --randomize is 0 or more");
        }
        var found = Inputs.of(inputs, SamplesCommand.open());
        var chosen = chosen(methods, Methods::byName, Methods.all()).stream()
                .map(this::limited)
                .toList();
        var measures = chosen(metrics, Metric::byName, Metric.all());
        try (var explainer = model.open(spec.commandLine().getErr())) {
            return evaluate(explainer, found, chosen, measures);
        }
    }

    private static <T> List<T> chosen(List<String> names, Function<String, T> find, List<T> all) {
        return names.contains(ALL) ? all : names.stream().map(find).toList();
    }

    private AttributionMethod limited(AttributionMethod method) {
        if (method instanceof ScoreWeightedCam masking) {
            return masking.withChannels(channels);
        }
        return method.equals(Methods.RANDOM) ? new RandomMap(seed) : method;
    }

    int evaluate(Explainer explainer, Inputs found, List<AttributionMethod> chosen, List<Metric> measures)
            throws IOException {
        var at = layer.map(explainer::layer).orElseGet(explainer::layer).name();
        var work = folder.resolve("pictures");
        var evaluation = new Evaluation(explainer, at, target, chosen, measures, seed, work);
        var failures = new ArrayList<>(found.failures());
        var names = new ResultNames(found.pictures());
        var judged = new ArrayList<ImageScores>();
        var files = new ArrayList<Path>();
        var inputsDone = new ArrayList<InputImage>();
        for (InputImage input : found.pictures()) {
            long start = System.nanoTime();
            try {
                judged.add(judge(evaluation, input, names.of(input)));
                files.add(names.of(input));
                inputsDone.add(input);
                say(
                        "%d of %d: %s, %.1f s",
                        judged.size() + failures.size(),
                        found.pictures().size(),
                        input.name(),
                        (System.nanoTime() - start) / 1e9);
            } catch (IOException | IllegalArgumentException | ArithmeticException | NoGradientException e) {
                failures.add(new Inputs.Failure(input.name(), e));
            }
        }
        for (var failure : failures) {
            ErrorReporter.report(spec.commandLine(), failure.input(), failure.why());
        }
        if (!judged.isEmpty()) {
            var check = randomized > 0
                    ? Optional.of(randomization(evaluation, inputsDone))
                    : Optional.<ModelRandomization>empty();
            report(new EvaluationSummary(evaluation.settings(), chosen, measures, judged, check), files, work);
        }
        return failures.isEmpty() ? 0 : ErrorReporter.FAILED;
    }

    private ImageScores judge(Evaluation evaluation, InputImage input, Path name) throws IOException {
        try (var progress = new ProgressLine(input.name(), spec.commandLine().getErr())) {
            return evaluation.judge(input, name, progress);
        }
    }

    private ModelRandomization randomization(Evaluation evaluation, List<InputImage> inputsDone) throws IOException {
        var some = inputsDone.subList(0, Math.min(randomized, inputsDone.size()));
        return evaluation.randomization(
                some, stages, shuffles, (done, total) -> say("randomization: %d of %d shuffled models", done, total));
    }

    private void report(EvaluationSummary summary, List<Path> files, Path work) throws IOException {
        EvaluationFiles.csv(folder.resolve("report.csv"), summary);
        EvaluationFiles.json(folder.resolve("report.json"), summary);
        AtomicFile.write(folder.resolve("report.html"), EvaluationPage.of(summary, files, work));
        spec.commandLine().getOut().println(EvaluationFiles.table(summary));
        say("written: %s", folder.resolve("report.html"));
    }

    private void say(String format, Object... values) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("stopped; the same command goes on from here");
        }
        spec.commandLine().getErr().println(String.format(Locale.ROOT, format, values));
    }
}
