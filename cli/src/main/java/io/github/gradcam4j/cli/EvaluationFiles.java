package io.github.gradcam4j.cli;

import io.github.gradcam4j.internal.disk.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** An evaluation as a table, as CSV and as JSON. */
final class EvaluationFiles {

    private EvaluationFiles() {}

    static Table table(EvaluationSummary summary) {
        var titles = new ArrayList<>(List.of("METHOD"));
        summary.columns().forEach(c -> titles.add(c.toUpperCase(Locale.ROOT)));
        var table = new Table(titles.toArray(String[]::new));
        summary.rows().forEach((method, values) -> table.row(cells(method, values)));
        return table;
    }

    private static String[] cells(String method, List<OptionalDouble> values) {
        var cells = new ArrayList<>(List.of(method));
        values.forEach(v -> cells.add(v.isPresent() ? number(v.getAsDouble()) : "-"));
        return cells.toArray(String[]::new);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** A row for each picture and method: the table's numbers before their mean is taken. */
    static void csv(Path file, EvaluationSummary summary) throws IOException {
        var lines = new ArrayList<String>();
        var ids = summary.metrics().stream().map(m -> m.id()).toList();
        lines.add("input,target,label,probability,object-share,method,seconds," + String.join(",", ids));
        for (var picture : summary.pictures()) {
            for (var map : picture.maps()) {
                var cells = new ArrayList<>(List.of(
                        quoted(picture.input()),
                        String.valueOf(picture.target()),
                        quoted(picture.label()),
                        String.valueOf(picture.probability()),
                        picture.objectShare() == null
                                ? ""
                                : picture.objectShare().toString(),
                        map.method(),
                        String.valueOf(map.seconds())));
                ids.forEach(id -> cells.add(
                        map.values().containsKey(id) ? map.values().get(id).toString() : ""));
                lines.add(String.join(",", cells));
            }
        }
        AtomicFile.write(
                file, lines.stream().collect(Collectors.joining("\n", "", "\n")).getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    static void json(Path file, EvaluationSummary summary) throws IOException {
        var document = new LinkedHashMap<String, Object>();
        document.put("settings", summary.settings());
        var methods = new ArrayList<Object>();
        summary.rows().forEach((method, values) -> {
            var row = new LinkedHashMap<String, Object>();
            row.put("method", method);
            for (int i = 0; i < values.size(); i++) {
                var value = values.get(i);
                row.put(summary.columns().get(i), value.isPresent() ? value.getAsDouble() : null);
            }
            methods.add(row);
        });
        document.put("methods", methods);
        document.put("randomization", summary.randomization().orElse(null));
        document.put("pictures", summary.pictures());
        AtomicFile.write(file, Json.bytes(document));
    }
}
