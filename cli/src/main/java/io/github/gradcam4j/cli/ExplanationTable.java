package io.github.gradcam4j.cli;

import io.github.gradcam4j.target.Prediction;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** A row for each input, as soon as it is done. */
final class ExplanationTable extends ResultReport {

    private static final int WIDEST_INPUT = 48;
    private static final int ANSWER = 27;
    private static final String ADDS_UP = "ADDS UP TO";

    private final String format;
    private boolean titled;

    ExplanationTable(CommandLine command, List<InputImage> inputs) {
        super(command);
        int longest = inputs.stream().mapToInt(i -> i.name().length()).max().orElse(0);
        format = "%-" + Math.max(5, Math.min(WIDEST_INPUT, longest)) + "s  %-" + ANSWER + "s  %-" + ANSWER + "s  %-"
                + ADDS_UP.length() + "s  %s%n";
    }

    @Override
    void done(InputImage input, ExplainBatch.Done done) {
        if (!titled) {
            print("INPUT", "PREDICTED", "EXPLAINED", ADDS_UP, "WRITTEN");
            titled = true;
        }
        var json = done.json();
        var against = json.versus() == null ? "" : " - " + json.versus().label();
        print(
                input.name(),
                answer(json.predictions().get(0)),
                answer(json.target()) + against,
                share(done.share()),
                files(done.files()));
        if (done.zero()) {
            command()
                    .getErr()
                    .printf(
                            "%s: the map is zero: at %s nothing speaks for \"%s\"%n",
                            input.name(), json.layer(), json.target().label());
        }
    }

    private void print(String... cells) {
        command().getOut().printf(format, (Object[]) cells);
    }

    static String answer(Prediction prediction) {
        return String.format(Locale.ROOT, "%s %.1f %%", prediction.label(), 100 * prediction.probability());
    }

    /** What the map's sum is of the score. */
    private static String share(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble()) : "-";
    }

    /** The first, and how the others end. */
    private static String files(List<Path> files) {
        String first = files.get(0).toString();
        return files.stream()
                .skip(1)
                .map(f -> " " + f.toString().substring(common(first, f.toString())))
                .collect(Collectors.joining("", first, ""));
    }

    /** Where the last dot before the first difference stands. */
    private static int common(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return Math.max(0, b.lastIndexOf('.', i - 1));
    }
}
