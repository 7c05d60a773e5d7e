package io.github.gradcam4j.cli;

import io.github.gradcam4j.bench.Bench;
import io.github.gradcam4j.bench.BenchReport;
import io.github.gradcam4j.bench.Section;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.report.Json;
import io.github.gradcam4j.report.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the cost of explanations. */
@Command(
        name = "bench",
        header = "Measure the cost of explanations relative to the model's forward pass.",
        description = {
            "",
            "The cases of a table run in turn in every round, so that disturbances affect all of them: ratios are more "
                    + "stable than milliseconds. Run nothing else meanwhile.",
            ""
        },
        footerHeading = "%nExamples%n",
        footer = {"  gradcam bench", "  gradcam bench -m resnet18 --only one --rounds 100 -o measured"})
final class BenchCommand implements Callable<Integer> {

    /** The parts of the benchmark. */
    enum Part {
        ONE,
        LARGE,
        FOLDER,
        STUDIO;

        Bench open(Explainer explainer, int images) throws IOException {
            return switch (this) {
                case ONE -> Bench.explaining(explainer);
                case LARGE -> Bench.picture(explainer);
                case FOLDER -> FolderBench.of(explainer, images);
                case STUDIO -> Bench.studio(explainer.model());
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "${COMPLETION-CANDIDATES}: one image, a large JPEG, a folder, the studio (default: all).")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Number of runs of each case; fewer for slow cases (default: ${DEFAULT-VALUE}).")
    private int rounds = 40;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Number of images in the folder (default: ${DEFAULT-VALUE}).")
    private int images = 200;

    /** The name of {@code --images} in version 0.1. */
    @Option(names = "--pictures", hidden = true)
    void pictures(int number) {
        images = number;
    }

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Write bench.md and bench.json to this directory.")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document instead of tables.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || images < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds and --images are 1 or more");
        }
        var machine = Machine.here();
        var sections = new ArrayList<Section>();
        try (var explainer = model.open(spec.commandLine().getErr())) {
            for (Part part : parts) {
                sections.add(measure(explainer, part));
            }
        }
        report(new BenchReport(Gradcam.version(), machine, sections));
        return 0;
    }

    private Section measure(Explainer explainer, Part part) throws Exception {
        try (var bench = part.open(explainer, images);
                var progress =
                        new ProgressLine(part.toString(), spec.commandLine().getErr())) {
            return bench.cases().run(rounds, progress);
        }
    }

    private void report(BenchReport report) throws IOException {
        if (folder.isPresent()) {
            AtomicFile.write(folder.get().resolve("bench.json"), Json.bytes(report));
            AtomicFile.write(folder.get().resolve("bench.md"), report.markdown().getBytes(StandardCharsets.UTF_8));
        }
        if (json) {
            spec.commandLine().getOut().println(Json.text(report));
        } else {
            print(report);
        }
    }

    private void print(BenchReport report) {
        var out = spec.commandLine().getOut();
        out.println(report.machine());
        for (Section section : report.sections()) {
            var table = new Table(section.title().toUpperCase(Locale.ROOT), "MEDIAN MS", "QUARTILES", "RATIO");
            section.measured()
                    .forEach(m -> table.row(
                            m.name(),
                            BenchReport.figures(m.median()),
                            BenchReport.figures(m.low()) + " - " + BenchReport.figures(m.high()),
                            BenchReport.figures(m.ratio())));
            out.println();
            out.println(table);
        }
        folder.ifPresent(f -> out.printf(Locale.ROOT, "%nwritten: %s%n", f.resolve("bench.md")));
    }
}
