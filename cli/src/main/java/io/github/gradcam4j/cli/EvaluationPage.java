package io.github.gradcam4j.cli;

import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.metric.DeletionInsertionCurve;
import io.github.gradcam4j.metric.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** An evaluation as one HTML page that needs nothing beside itself. */
final class EvaluationPage {

    private static final int CHART = 320;
    private static final String HEAD = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>gradcam evaluate</title><style>
            :root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:100rem}
            table{border-collapse:collapse}th,td{padding:.25rem .6rem;text-align:right;font-variant-numeric:tabular-nums}
            th{cursor:pointer;vertical-align:bottom}th:first-child,td:first-child{text-align:left}tr:nth-child(even) td{background:#8881}
            .best{font-weight:700}.maps{display:flex;flex-wrap:wrap;gap:.5rem}figure{margin:0;width:160px}figcaption{font-size:12px}
            img{display:block}.charts{display:flex;flex-wrap:wrap;gap:2rem}polyline{fill:none;stroke-width:1.5;opacity:.75}
            polyline:hover{stroke-width:4;opacity:1}dt{font-weight:600}dd{margin:0 0 .5rem}
            </style></head><body>
            """;
    private static final String SORTING = """
            <script>for(const th of document.querySelectorAll('th'))th.onclick=()=>{const b=th.closest('table').tBodies[0],
            i=th.cellIndex,up=th.dataset.up=th.dataset.up==='1'?'0':'1';const v=r=>{const t=r.cells[i].dataset.v;return t===''?NaN:+t};
            b.append(...[...b.rows].sort((p,q)=>i===0?p.cells[0].textContent.localeCompare(q.cells[0].textContent):
            isNaN(v(p))?1:isNaN(v(q))?-1:(up==='1'?1:-1)*(v(p)-v(q))))}</script></body></html>
            """;

    private final EvaluationSummary summary;
    private final List<Path> names;
    private final Path folder;
    private final StringBuilder html = new StringBuilder(HEAD);

    private EvaluationPage(EvaluationSummary summary, List<Path> names, Path folder) {
        this.summary = summary;
        this.names = names;
        this.folder = folder;
    }

    /**
     * The page.
     *
     * @param names of the pictures' files in {@code folder}, in the order of the summary's pictures
     */
    static byte[] of(EvaluationSummary summary, List<Path> names, Path folder) throws IOException {
        var page = new EvaluationPage(summary, names, folder);
        page.write();
        return page.html.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write() throws IOException {
        html.append("<h1>Which explanation to believe</h1><p>")
                .append(text(summary.settings()))
                .append("</p>");
        html.append("<p>").append(summary.pictures().size()).append(" pictures.");
        summary.objectShare()
                .ifPresent(s -> html.append(" Objects whose place is known cover ")
                        .append(EvaluationFiles.number(s))
                        .append(" of their pictures."));
        html.append(" A click on a column's title sorts by it.</p>");
        table();
        charts();
        randomization();
        definitions();
        pictures();
        html.append(SORTING);
    }

    private void table() {
        html.append("<table><thead><tr><th>method</th>");
        summary.metrics().forEach(m -> html.append("<th>%s%s</th>".formatted(text(m.title()), arrow(m.direction()))));
        html.append("<th>Randomized, correlation &darr;</th><th>Seconds &darr;</th></tr></thead><tbody>");
        summary.rows().forEach((method, values) -> {
            html.append("<tr><td>").append(text(Methods.byName(method).title())).append("</td>");
            for (int i = 0; i < values.size(); i++) {
                cell(values.get(i), isBest(i, values.get(i)));
            }
            html.append("</tr>");
        });
        html.append("</tbody></table>");
    }

    private static String arrow(Metric.Direction direction) {
        return switch (direction) {
            case HIGHER -> " &uarr;";
            case LOWER -> " &darr;";
            case NEITHER -> "";
        };
    }

    private void cell(OptionalDouble value, boolean best) {
        html.append(
                value.isPresent()
                        ? "<td%s data-v=\"%s\">%s</td>"
                                .formatted(
                                        best ? " class=\"best\"" : "",
                                        value.getAsDouble(),
                                        EvaluationFiles.number(value.getAsDouble()))
                        : "<td data-v=\"\">&ndash;</td>");
    }

    private boolean isBest(int column, OptionalDouble value) {
        if (value.isEmpty() || column >= summary.metrics().size()) {
            return false;
        }
        var direction = summary.metrics().get(column).direction();
        var all = summary.rows().values().stream()
                .map(r -> r.get(column))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble);
        return switch (direction) {
            case HIGHER -> all.max().orElseThrow() == value.getAsDouble();
            case LOWER -> all.min().orElseThrow() == value.getAsDouble();
            case NEITHER -> false;
        };
    }

    private void charts() {
        html.append("<div class=\"charts\">");
        for (Metric metric : summary.metrics()) {
            if (metric instanceof DeletionInsertionCurve) {
                chart(metric);
            }
        }
        html.append("</div>");
    }

    private void chart(Metric metric) {
        html.append("<section><h2>%s</h2><svg width=\"%d\" height=\"%d\" viewBox=\"-4 -4 %d %d\" role=\"img\">"
                .formatted(text(metric.title()), CHART, CHART, CHART + 8, CHART + 8));
        html.append("<rect width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#8888\"/>".formatted(CHART, CHART));
        for (int m = 0; m < summary.methods().size(); m++) {
            var method = summary.methods().get(m);
            var curve = summary.curve(method, metric);
            var points = new StringBuilder();
            for (int i = 0; i < curve.length; i++) {
                points.append(String.format(
                        Locale.ROOT, "%.1f,%.1f ", (double) i * CHART / (curve.length - 1), (1 - curve[i]) * CHART));
            }
            int hue = 360 * m / summary.methods().size();
            html.append("<polyline points=\"%s\" stroke=\"hsl(%d 70%% 45%%)\"><title>%s</title></polyline>"
                    .formatted(points, hue, text(method.title())));
        }
        html.append("</svg><p>Probability over the share of pixels; a line names its method.</p></section>");
    }

    private void randomization() {
        summary.randomization().ifPresent(r -> {
            html.append(
                            "<h2>Randomization</h2><p>Rank correlation with the trained model's maps after the last layers ")
                    .append("have forgotten what they had learned.</p><table><thead><tr><th>method</th>");
            r.stages().forEach(s -> html.append("<th>last ").append(s).append("</th>"));
            html.append("<th></th></tr></thead><tbody>");
            r.correlations().forEach((method, values) -> {
                html.append("<tr><td>")
                        .append(text(Methods.byName(method).title()))
                        .append("</td>");
                values.forEach(v -> cell(OptionalDouble.of(v), false));
                html.append(
                        r.passes(method) ? "<td data-v=\"0\">passes</td></tr>" : "<td data-v=\"1\">fails</td></tr>");
            });
            html.append("</tbody></table>");
        });
    }

    private void definitions() {
        html.append("<h2>Measures</h2><dl>");
        summary.metrics()
                .forEach(m -> html.append("<dt>%s</dt><dd>%s</dd>".formatted(text(m.title()), text(m.definition()))));
        html.append("</dl>");
    }

    private void pictures() throws IOException {
        for (int i = 0; i < names.size(); i++) {
            var picture = summary.pictures().get(i);
            html.append("<h2>%s</h2><p>%s, probability %s</p><div class=\"maps\">"
                    .formatted(
                            text(picture.input()),
                            text(picture.label()),
                            EvaluationFiles.number(picture.probability())));
            image(names.get(i) + ".jpg", "picture");
            for (var map : picture.maps()) {
                if (map.problem() == null) {
                    image(names.get(i) + "." + map.method() + ".jpg", map.method());
                } else {
                    html.append("<figure>%s: %s</figure>".formatted(text(map.method()), text(map.problem())));
                }
            }
            html.append("</div>");
        }
    }

    private void image(String file, String caption) throws IOException {
        var bytes = Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve(file)));
        html.append("<figure><img alt=\"%s\" src=\"data:image/jpeg;base64,%s\"><figcaption>%s</figcaption></figure>"
                .formatted(text(caption), bytes, text(caption)));
    }

    private static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
