package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.method.RandomMap;
import io.github.gradcam4j.method.ScoreWeightedCam;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.report.evaluation.Evaluation;
import io.github.gradcam4j.report.evaluation.EvaluationImage;
import io.github.gradcam4j.report.evaluation.EvaluationListener;
import io.github.gradcam4j.report.evaluation.EvaluationReport;
import io.github.gradcam4j.report.evaluation.ImageScores;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores methods by metrics on images and writes a report. */
@Command(
        name = "evaluate",
        header = "Score attribution methods on a set of images.",
        description = {
            "",
            "Explains each image by each method, scores the maps by metrics, and writes report.html, report.csv and "
                    + "report.json.",
            "",
            "By default a few methods and metrics, of a pass or some dozen each: a ResNet-50 takes half a minute "
                    + "for an image on two cores. --thorough takes minutes for an image. An estimate of the time is "
                    + "printed after the first map, and what is left after each image.",
            "",
            "Results are kept: a run with the same options continues where the last one stopped. Nothing is reused if "
                    + "the model, its preprocessing, the image or an option differs.",
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
            description = InputSearch.DESCRIPTION + " Drawn samples have a mask of their object.")
    private List<String> inputs;

    @Mixin
    private ModelOptions model;

    @Option(
            names = {"-l", "--layer"},
            paramLabel = "LAYER",
            description = "The layer to explain (default: the model's own).")
    private Optional<String> layer = Optional.empty();

    @Option(
            names = {"-t", "--target"},
            paramLabel = "CLASS",
            description =
                    "The class to explain (default: the class that a sample shows, top1 for other images and models).")
    private Optional<Target> target = Optional.empty();

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "METHOD",
            description = "Methods, or all (default: gradcam, gradcam++, hirescam, layercam, eigengradcam and the "
                    + "baselines random and center).")
    private List<String> methods = List.of();

    @Option(
            names = "--metrics",
            split = ",",
            paramLabel = "METRIC",
            description = "Metrics, or all (default: road, deletion, insertion, energy-pointing, pointing-game and "
                    + "completeness-error).")
    private List<String> metrics = List.of();

    @Option(
            names = "--thorough",
            description = "All methods and all metrics, unless --methods or --metrics choose some. Minutes for each "
                    + "image.")
    private boolean thorough;

    @Option(names = "--seed", paramLabel = "N", description = "Random seed (default: 0).")
    private long seed;

    @Option(
            names = "--channels",
            paramLabel = "N",
            description =
                    "Number of channels for Score-CAM, SS-CAM and IS-CAM, those with the largest variance (default: "
                            + "64). "
                            + "Each costs one run of the model, or ten.")
    private int channels = 64;

    @Option(
            names = "--randomize",
            paramLabel = "N",
            description = "Number of images for the model randomization test (default: 3; 0 for no test).")
    private int randomized = 3;

    /** The spelling of {@code --randomize} in version 0.1. */
    @Option(names = "--randomise", hidden = true)
    void randomise(int images) {
        randomized = images;
    }

    @Option(
            names = "--stages",
            paramLabel = "N",
            description = "Number of stages of that test, from the logits' layer to all layers (default: 5).")
    private int stages = 5;

    @Option(
            names = "--shuffles",
            paramLabel = "N",
            description = "Number of shuffles per stage, whose mean counts (default: 3).")
    private int shuffles = 3;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Directory of the report (default: report).")
    private Path directory = Path.of("report");

    @Override
    public Integer call() throws Exception {
        if (channels < 1 || randomized < 0 || stages < 1 || shuffles < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--channels, --stages and --shuffles are 1 or more, --randomize is 0 or more");
        }
        var found = Inputs.of(inputs, SamplesCommand.open(), System.in);
        var chosenMethods = chosen(methods, Methods::byName, Methods.all(), Evaluation.DEFAULT_METHODS).stream()
                .map(this::configured)
                .toList();
        var chosenMetrics = chosen(metrics, Metric::byName, Metric.all(), Evaluation.DEFAULT_METRICS);
        try (var explainer = model.open(spec.commandLine().getErr())) {
            return evaluate(explainer, found, chosenMethods, chosenMetrics);
        }
    }

    private <T> List<T> chosen(List<String> names, Function<String, T> find, List<T> all, List<T> byDefault) {
        if (names.isEmpty()) {
            return thorough ? all : byDefault;
        }
        return names.contains(ALL) ? all : names.stream().map(find).toList();
    }

    private AttributionMethod configured(AttributionMethod method) {
        if (method instanceof ScoreWeightedCam scoreWeighted) {
            return scoreWeighted.withChannels(channels);
        }
        return method.equals(Methods.RANDOM) ? new RandomMap(seed) : method;
    }

    private int evaluate(Explainer explainer, Inputs found, List<AttributionMethod> methods, List<Metric> metrics)
            throws IOException {
        found.failures().forEach(f -> ErrorReporter.report(spec.commandLine(), f.input(), f.cause()));
        var evaluation = Evaluation.builder(explainer, directory)
                .methods(methods)
                .metrics(metrics)
                .seed(seed)
                .randomization(randomized, stages, shuffles);
        layer.ifPresent(evaluation::layer);
        target.ifPresent(t -> {
            evaluation.target(t);
            t.notes(explainer.labels()).forEach(spec.commandLine().getErr()::println);
        });
        var names = new ResultNames(found.images());
        var images = found.images().stream()
                .map(image -> evaluated(image, explainer).withFileName(names.of(image)))
                .toList();
        String size = count(images.size(), "image") + ", " + count(methods.size(), "method") + ", "
                + count(metrics.size(), "metric") + ":";
        var report = run(evaluation.build(), images, size);
        report.failures().stream()
                .filter(f -> f.input().equals(EvaluationReport.RANDOMIZATION))
                .forEach(f -> ErrorReporter.report(spec.commandLine(), f.input(), f.cause()));
        if (!report.images().isEmpty()) {
            spec.commandLine().getOut().println(table(report));
            notes(report).forEach(spec.commandLine().getErr()::println);
            spec.commandLine().getErr().println("written: " + directory.resolve("report.html"));
        }
        return found.failures().isEmpty() && report.failures().isEmpty() ? 0 : ErrorReporter.FAILED;
    }

    /** Returns an image whose target is the model's best class if the model does not have the class of a sample. */
    private EvaluationImage evaluated(InputImage image, Explainer explainer) {
        int classes = explainer.labels().size();
        var evaluated = image.forEvaluation();
        var missing = image.truth().filter(truth -> target.isEmpty() && truth.index() >= classes);
        if (missing.isEmpty()) {
            return evaluated;
        }
        spec.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "%s shows class %d (%s), but the model has %d classes: its best class is explained instead;"
                                + " -t CLASS explains another%n",
                        evaluated.name(),
                        missing.get().index(),
                        missing.get().label(),
                        classes);
        return evaluated.withTarget(Target.top(1));
    }

    private EvaluationReport run(Evaluation evaluation, List<EvaluationImage> images, String size) throws IOException {
        try (var progress = new ProgressLine("evaluation", spec.commandLine().getErr())) {
            return evaluation.run(images, new Reporter(progress, size, images.size()));
        }
    }

    /** Returns why methods have no value, and how many parameters the randomization test shuffled. */
    private static List<String> notes(EvaluationReport report) {
        var notes = new ArrayList<String>();
        report.problems().forEach((reason, ids) -> notes.add(String.join(", ", ids) + ": " + reason));
        report.randomization().filter(test -> !test.stages().isEmpty()).ifPresent(test -> {
            int last = test.stages().size() - 1;
            notes.add(String.format(
                    Locale.ROOT,
                    "randomization: %s of %s shuffled at the last stage",
                    counted(test.parameters().get(last), "parameter"),
                    counted(test.stages().get(last), "layer")));
        });
        return notes;
    }

    private static String counted(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    private static Table table(EvaluationReport report) {
        var titles = new ArrayList<>(List.of("METHOD"));
        report.metrics().forEach(m -> titles.add(m.id().toUpperCase(Locale.ROOT)));
        titles.addAll(List.of("RANDOMIZATION", "SECONDS"));
        var table = new Table(titles.toArray(String[]::new));
        for (var method : report.methods()) {
            var cells = new ArrayList<>(List.of(method.id()));
            report.metrics().forEach(m -> cells.add(number(report.mean(method.id(), m.id()))));
            cells.add(number(report.randomizedCorrelation(method.id())));
            cells.add(number(report.seconds(method.id())));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : "-";
    }

    /** Reports the progress on stderr. */
    private final class Reporter implements EvaluationListener {

        private final ProgressLine progress;
        private final String size;
        private final int images;
        private int done;
        private long start = System.nanoTime();
        private Duration left;

        Reporter(ProgressLine progress, String size, int images) {
            this.progress = progress;
            this.size = size;
            this.images = images;
        }

        @Override
        public void progress(EvaluationImage image, int methods, int total) {
            progress.update(done * total + methods, images * total);
        }

        @Override
        public void estimated(Duration estimate) {
            if (left == null) {
                print("%s %s", size, about(estimate));
            }
            left = estimate;
        }

        @Override
        public void finished(EvaluationImage image, ImageScores scores, int finished, int total) {
            long now = System.nanoTime();
            print("%d of %d: %s, %.1f s%s", finished, total, image.name(), (now - start) / 1e9, left());
            start = now;
            done = finished;
        }

        @Override
        public void failed(EvaluationImage image, Exception cause) {
            progress.close();
            ErrorReporter.report(spec.commandLine(), image.name(), cause);
            start = System.nanoTime();
            done++;
        }

        @Override
        public void randomization(int models, int total) {
            print("randomization: %d of %d shuffled models%s", models, total, models < total ? left() : "");
        }

        private String left() {
            return left == null || left.isZero() ? "" : ", " + about(left) + " left";
        }

        private void print(String format, Object... values) {
            progress.close();
            spec.commandLine().getErr().println(String.format(Locale.ROOT, format, values));
        }
    }

    private static String count(int number, String noun) {
        return number == 1 ? "1 " + noun : number + " " + noun + "s";
    }

    /** Returns a time as {@code about 12 min}: in seconds below two minutes, in hours from two hours on. */
    static String about(Duration time) {
        if (time.toMinutes() < 2) {
            return String.format(Locale.ROOT, "about %d s", Math.max(1, Math.round(time.toMillis() / 1e3)));
        }
        return time.toHours() < 2
                ? String.format(Locale.ROOT, "about %d min", Math.round(time.toSeconds() / 60.0))
                : String.format(Locale.ROOT, "about %.1f h", time.toMinutes() / 60.0);
    }
}
