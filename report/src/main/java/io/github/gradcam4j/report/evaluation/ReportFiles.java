package io.github.gradcam4j.report.evaluation;

import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.report.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the files of a report. */
final class ReportFiles {

    private static final List<String> COLUMNS =
            List.of("input", "target", "label", "probability", "object-share", "method", "seconds");

    private ReportFiles() {}

    static void write(EvaluationReport report) throws IOException {
        var directory = report.directory();
        AtomicFile.write(directory.resolve("report.csv"), csv(report));
        AtomicFile.write(directory.resolve("report.json"), Json.bytes(EvaluationDocument.of(report)));
        AtomicFile.write(directory.resolve("report.html"), html(report));
    }

    /** One row for each image and method. */
    private static byte[] csv(EvaluationReport report) throws IOException {
        var schema = CsvSchema.builder();
        COLUMNS.forEach(schema::addColumn);
        report.metrics().stream().map(Metric::id).forEach(schema::addColumn);
        var rows = new ArrayList<Map<String, Object>>();
        for (var image : report.images()) {
            for (var map : image.maps()) {
                var row = new LinkedHashMap<String, Object>(map.values());
                row.put("input", image.input());
                row.put("target", image.target());
                row.put("label", image.label());
                row.put("probability", image.probability());
                row.put("object-share", image.objectShare());
                row.put("method", map.method());
                row.put("seconds", map.seconds());
                rows.add(row);
            }
        }
        return new CsvMapper().writer(schema.build().withHeader()).writeValueAsBytes(rows);
    }

    private static byte[] html(EvaluationReport report) {
        var engine = TemplateEngine.createPrecompiled(
                null, ContentType.Html, ReportFiles.class.getClassLoader(), "io.github.gradcam4j.report.template");
        var html = new StringOutput();
        engine.render("evaluation.jte", new EvaluationPage(report), html);
        return html.toString().getBytes(StandardCharsets.UTF_8);
    }
}
