package io.github.gradcam4j.bench;

import io.github.gradcam4j.report.Machine;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The results of one run. Immutable.
 *
 * @param version the version of gradcam4j
 * @param machine the machine at the start of the run
 * @param sections the tables
 */
public record BenchReport(String version, Machine machine, List<Section> sections) {

    public BenchReport {
        sections = List.copyOf(sections);
    }

    /** Returns the report as Markdown: a table of medians, quartiles and ratios for each section. */
    public String markdown() {
        return sections.stream()
                .map(BenchReport::markdown)
                .collect(Collectors.joining(
                        "\n", String.format(Locale.ROOT, "%s, measured %s.\n\n", version, machine), ""));
    }

    private static String markdown(Section section) {
        var text = new StringBuilder(String.format(Locale.ROOT, "## %s\n\n", section.title()));
        text.append("| | median | quartiles | ratio |\n|---|---:|---:|---:|\n");
        section.measured()
                .forEach(m -> text.append(String.format(
                        Locale.ROOT,
                        "| %s | %s ms | %s - %s | %s |\n",
                        m.name(),
                        figures(m.median()),
                        figures(m.low()),
                        figures(m.high()),
                        figures(m.ratio()))));
        section.remarks().forEach(remark -> text.append("\n").append(remark).append("\n"));
        return text.toString();
    }

    /** Formats a number with three significant digits, and never more than three decimals. */
    public static String figures(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
