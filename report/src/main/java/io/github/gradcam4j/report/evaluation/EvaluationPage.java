package io.github.gradcam4j.report.evaluation;

import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.metric.DeletionInsertionCurve;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.report.FailureJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The content of the report's page, formatted for its template. The page is self-contained. */
public final class EvaluationPage {

    /** Side of a chart in pixels. */
    public static final int CHART = 320;

    private final EvaluationReport report;
    private final List<Metric> metrics;
    private final Map<String, Comparison> comparisons = new HashMap<>();

    EvaluationPage(EvaluationReport report) {
        this.report = report;
        metrics = report.metrics().stream().filter(this::hasValues).toList();
        metrics.forEach(metric -> comparisons.put(metric.id(), Comparison.of(report, metric)));
    }

    private boolean hasValues(Metric metric) {
        return report.methods().stream()
                .anyMatch(method -> report.mean(method.id(), metric.id()).isPresent());
    }

    /**
     * A number of a table.
     *
     * @param value the text to sort by; empty for no value
     * @param text the text to show
     * @param best whether no other value of the column is better
     */
    public record Cell(String value, String text, boolean best) {

        static Cell of(OptionalDouble value) {
            return of(value, OptionalDouble.empty(), false);
        }

        static Cell of(OptionalDouble mean, OptionalDouble error, boolean best) {
            if (mean.isEmpty()) {
                return new Cell("", "–", false);
            }
            String text = number(mean.getAsDouble());
            return new Cell(
                    String.valueOf(mean.getAsDouble()),
                    error.isPresent() ? text + " ± " + number(error.getAsDouble()) : text,
                    best);
        }
    }

    /** A row of a table. */
    public record Row(String title, List<Cell> cells, boolean passes) {}

    /** A curve of a chart: the points of its line, its hue in degrees, and the area under it. */
    public record Line(String title, String points, int hue, String area) {}

    /** A chart with one line for each method. */
    public record Chart(String title, List<Line> lines) {}

    /** A thumbnail as Base64 of a JPEG file, or why there is none. */
    public record Thumbnail(String caption, String jpeg, String problem) {}

    /** One image with its heat maps. */
    public record ImageSection(String input, String label, String probability, List<Thumbnail> thumbnails) {}

    /** Returns the settings, names before values. */
    public List<String> settings() {
        var s = report.settings();
        var p = s.model().preprocessing();
        return List.of(
                "Model " + s.model().id() + " (SHA-256 " + s.model().sha256().substring(0, 12) + "…) on "
                        + s.model().provider(),
                "layer " + s.layer(),
                "target " + (s.target() == null ? "of each image" : s.target()),
                "input " + p.width() + " × " + p.height() + ", " + p.fit(),
                "random seed " + s.seed(),
                "gradcam4j " + s.version());
    }

    /** Returns the date of the evaluation and the machine. */
    public String machine() {
        return report.machine().toString();
    }

    /** Returns the number of images. */
    public int images() {
        return report.images().size();
    }

    /** Returns the objects' mean share of the model's input; null if no object's position is known. */
    public String objectShare() {
        var share = report.objectShare();
        return share.isPresent() ? number(share.getAsDouble()) : null;
    }

    /** Returns the inputs that failed. */
    public List<FailureJson> failures() {
        return report.failures().stream()
                .map(f -> FailureJson.of(f.input(), f.cause()))
                .toList();
    }

    /** Returns the metrics that have a value. */
    public List<Metric> metrics() {
        return metrics;
    }

    /** Returns the titles of the metrics without a value, such as those that need an object's mask. */
    public List<String> metricsWithoutValues() {
        return report.metrics().stream()
                .filter(metric -> !metrics.contains(metric))
                .map(Metric::title)
                .toList();
    }

    /** Returns whether random noise or the centered blob has as good values as any method. */
    public boolean baselineIsAsGood(Metric metric) {
        return comparisons.get(metric.id()).baselineIsAsGood();
    }

    /** Returns whether a baseline is as good as the methods by any metric. */
    public boolean anyBaselineIsAsGood() {
        return metrics.stream().anyMatch(this::baselineIsAsGood);
    }

    /** Returns the titles of methods with equal scores, a text for each group. */
    public List<String> equalMethods() {
        return report.equalMethods().stream()
                .map(ids -> ids.stream().map(this::title).collect(Collectors.joining(", ")))
                .toList();
    }

    /** Returns an arrow towards the better values. */
    public String arrow(Metric metric) {
        return switch (metric.direction()) {
            case HIGHER -> " ↑";
            case LOWER -> " ↓";
            case NEITHER -> "";
        };
    }

    /** Returns a row for each method. */
    public List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (AttributionMethod method : report.methods()) {
            var cells = new ArrayList<Cell>();
            for (Metric metric : metrics) {
                cells.add(Cell.of(
                        report.mean(method.id(), metric.id()),
                        report.standardError(method.id(), metric.id()),
                        comparisons.get(metric.id()).best().contains(method.id())));
            }
            if (isRandomized()) {
                cells.add(Cell.of(report.randomizedCorrelation(method.id())));
            }
            cells.add(Cell.of(report.seconds(method.id())));
            rows.add(new Row(method.title(), cells, true));
        }
        return rows;
    }

    /** Returns whether the model randomization test ran for any method. */
    public boolean isRandomized() {
        return report.methods().stream()
                .anyMatch(method -> report.randomizedCorrelation(method.id()).isPresent());
    }

    /** Returns a chart for each metric that has a curve. */
    public List<Chart> charts() {
        return metrics.stream()
                .filter(DeletionInsertionCurve.class::isInstance)
                .map(this::chart)
                .toList();
    }

    private Chart chart(Metric metric) {
        var lines = new ArrayList<Line>();
        var methods = report.methods();
        for (int m = 0; m < methods.size(); m++) {
            var curve = report.curve(methods.get(m).id(), metric.id());
            var points = new StringBuilder();
            for (int i = 0; i < curve.length; i++) {
                points.append(String.format(
                        Locale.ROOT, "%.1f,%.1f ", (double) i * CHART / (curve.length - 1), (1 - curve[i]) * CHART));
            }
            if (curve.length > 0) {
                lines.add(new Line(
                        methods.get(m).title(),
                        points.toString(),
                        360 * m / methods.size(),
                        number(report.mean(methods.get(m).id(), metric.id()).orElseThrow())));
            }
        }
        return new Chart(metric.title(), lines);
    }

    /** A stage of the model randomization test: the number of shuffled layers and of their parameters. */
    public record Stage(int layers, String parameters) {}

    /** Returns the stages of the model randomization test; empty if it did not run. */
    public List<Stage> stages() {
        var stages = new ArrayList<Stage>();
        report.randomization().ifPresent(test -> {
            for (int i = 0; i < test.stages().size(); i++) {
                stages.add(new Stage(
                        test.stages().get(i),
                        String.format(Locale.ROOT, "%,d", test.parameters().get(i))));
            }
        });
        return stages;
    }

    /** Returns why methods have no value, in sentences. */
    public List<String> problems() {
        return report.problems().entrySet().stream()
                .map(p -> String.join(", ", p.getValue()) + ": " + p.getKey())
                .toList();
    }

    /** Returns the correlations at each stage, a row for each method. */
    public List<Row> correlations() {
        var rows = new ArrayList<Row>();
        report.randomization()
                .ifPresent(r -> r.correlations()
                        .forEach((method, values) -> rows.add(new Row(
                                title(method),
                                values.stream()
                                        .map(v -> Cell.of(OptionalDouble.of(v)))
                                        .toList(),
                                r.passes(method)))));
        return rows;
    }

    private String title(String method) {
        return report.methods().stream()
                .filter(m -> m.id().equals(method))
                .map(AttributionMethod::title)
                .findFirst()
                .orElse(method);
    }

    /** Returns a section for each image. */
    public List<ImageSection> sections() {
        return report.images().stream().map(this::section).toList();
    }

    private ImageSection section(ImageScores image) {
        var jpegs = jpegs(image);
        var thumbnails = new ArrayList<Thumbnail>();
        thumbnails.add(new Thumbnail("image", base64(jpegs.get(ResultStore.IMAGE)), null));
        for (var map : image.maps()) {
            String jpeg = map.problem() == null ? base64(jpegs.get(map.method())) : null;
            thumbnails.add(new Thumbnail(map.method(), jpeg, map.problem()));
        }
        return new ImageSection(image.input(), image.label(), number(image.probability()), thumbnails);
    }

    private Map<String, byte[]> jpegs(ImageScores image) {
        try {
            return ResultStore.in(report.directory()).thumbnails(image.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
