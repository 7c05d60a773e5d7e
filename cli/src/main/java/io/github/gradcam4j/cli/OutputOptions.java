package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.report.ResultFormat;
import io.github.gradcam4j.target.Activation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of what {@link ExplainCommand} writes. */
final class OutputOptions {
    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Directory of the results (default: the current one).")
    private Path directory = Path.of("");

    @Option(
            names = "--format",
            split = ",",
            paramLabel = "FORMAT",
            description = "Files to write: ${COMPLETION-CANDIDATES}; several with commas (default: png). For many or "
                    + "large images "
                    + "jpg takes a fraction of png's time.")
    private Set<ResultFormat> formats = EnumSet.of(ResultFormat.PNG);

    @Option(names = "--colormap", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES} (default: jet).")
    private Colormap colors = Colormap.JET;

    @Option(
            names = "--alpha",
            paramLabel = "0..1",
            description = "Opacity of the heat map over the image (default: 0.5).")
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
            description = "Colors over each map's own range, or over one range for all maps of this call, to compare "
                    + "them (default: own). With shared, all raw maps (1 to 400 kB each) are kept in "
                    + "memory and "
                    + "images are read twice.")
    private Scaling scaling = Scaling.OWN;

    @Option(
            names = "--skip-existing",
            description = "Skip the images whose results exist in DIR, as after an interruption. Only names are "
                    + "compared: image, model, layer, method, classes with weights, and all formats. For top1, any "
                    + "class counts, "
                    + "since the image's is not known yet. Other options, and whether an image has changed, are not "
                    + "compared.")
    private boolean skipExisting;

    @Option(names = "--json", description = "Print one JSON document instead of a table.")
    private boolean json;

    @Option(
            names = "--jsonl",
            description = "Print each explanation and each failure as JSON on its own line, as soon as it is known.")
    private boolean lines;

    @Option(names = "--batch-size", paramLabel = "auto|N", description = BatchSize.DESCRIPTION)
    private BatchSize batchSize = BatchSize.AUTO;

    @Option(names = "--timings", description = "Print the duration of each phase on stderr.")
    private boolean timings;

    /** @throws ParameterException if options exclude each other */
    void check(CommandSpec spec) {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new ParameterException(spec.commandLine(), "--alpha is a number from 0 to 1");
        }
        if (json && lines) {
            throw new ParameterException(spec.commandLine(), "give --json or --jsonl, not both");
        }
        if (skipExisting && scaling == Scaling.SHARED) {
            throw new ParameterException(
                    spec.commandLine(), "--scale shared needs the maps of all images: leave out --skip-existing");
        }
    }

    Results results() {
        return new Results(directory, formats, colors, alpha, sign);
    }

    Sign sign() {
        return sign;
    }

    boolean isOnOneScale() {
        return scaling == Scaling.SHARED;
    }

    boolean skipsExisting() {
        return skipExisting;
    }

    BatchSize batchSize() {
        return batchSize;
    }

    boolean printsTimings() {
        return timings;
    }

    /**
     * Returns the report on stdout.
     *
     * @param inputs the inputs to explain
     * @param skipped the names of the inputs that are not explained again
     */
    ResultReport report(CommandLine command, List<InputImage> inputs, List<String> skipped, Activation activation)
            throws IOException {
        if (json) {
            return new ExplanationDocument(command, skipped);
        }
        return lines ? new ExplanationLines(command) : new ExplanationTable(command, inputs, activation);
    }

    /** The range of values that the colors cover. */
    enum Scaling {
        /** Each map's smallest and largest value. */
        OWN,
        /** The smallest and largest value of all. */
        SHARED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
