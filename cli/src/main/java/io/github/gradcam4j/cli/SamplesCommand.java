package io.github.gradcam4j.cli;

import io.github.gradcam4j.report.Json;
import io.github.gradcam4j.report.SamplesDocument;
import io.github.gradcam4j.samples.Photographs;
import io.github.gradcam4j.samples.Samples;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Manages the sample images. */
@Command(
        name = "samples",
        header = "List the sample images.",
        description = "Use them as sample:ID in place of an image file.%n",
        synopsisSubcommandLabel = "[COMMAND]",
        footerHeading = "%nExamples%n",
        footer = {"  gradcam samples", "  gradcam explain sample:lighthouse"})
final class SamplesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON document instead of a table.", scope = ScopeType.INHERIT)
    private boolean json;

    /** Opens the custom folder of samples, if set, else the drawn scenes and the downloaded photographs. */
    static Samples open() throws IOException {
        return Samples.open(CacheDirectory.fromEnvironment().samples(), Samples.ownFolder());
    }

    @Override
    public Integer call() throws IOException {
        return list();
    }

    @Command(name = "list", description = "List them (the same as no command).")
    int list() throws IOException {
        var samples = open();
        var err = spec.commandLine().getErr();
        samples.problems().forEach(err::println);
        var document = SamplesDocument.of(samples);
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(document));
            return 0;
        }
        var table = new Table("ID", "CATEGORY", "TITLE", "CLASS", "AUTHOR", "LICENSE");
        for (var sample : document.samples()) {
            var shown = sample.shown() == null
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "%s (%d)",
                            sample.shown().label(),
                            sample.shown().index());
            table.row(
                    sample.id(),
                    sample.category(),
                    sample.title(),
                    shown,
                    text(sample.author()),
                    text(sample.license()));
        }
        out.println(table);
        return 0;
    }

    @Command(name = "pull", description = "Download the photographs from Wikimedia Commons.")
    int pull() throws IOException, InterruptedException {
        var photographs = Photographs.in(CacheDirectory.fromEnvironment().samples());
        var err = spec.commandLine().getErr();
        boolean all = true;
        try (var progress = new ProgressLine("photographs", err)) {
            for (var step : photographs.download(step -> progress.update(step.number(), step.total()))) {
                step.problem().ifPresent(why -> err.println(step.photograph().id() + ": " + why));
                all &= step.problem().isEmpty();
            }
        }
        spec.commandLine().getOut().println(photographs.folder());
        return all ? 0 : ErrorReporter.FAILED;
    }

    @Command(name = "path", description = "Print the folder of the photographs.")
    int path() {
        spec.commandLine()
                .getOut()
                .println(Samples.ownFolder()
                        .orElse(CacheDirectory.fromEnvironment().samples()));
        return 0;
    }

    private static String text(String known) {
        return known == null ? "" : known;
    }
}
