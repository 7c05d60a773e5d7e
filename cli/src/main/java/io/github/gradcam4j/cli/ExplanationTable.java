package io.github.gradcam4j.cli;

import io.github.gradcam4j.report.VersusJson;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Prediction;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * Prints a row for each class of each input. On a terminal that is too narrow for all columns, long names are cut, and
 * the files are on a line of their own.
 */
final class ExplanationTable extends ResultReport {

    private static final int WIDEST_INPUT = 48;
    private static final int PREDICTION = 27;
    private static final int NARROW_PREDICTION = 20;
    private static final int SHORTEST_FILES = 40;
    private static final String COMPLETENESS = "ADDS UP TO";
    private static final String GAP = "  ";

    private final int inputWidth;
    private final int predictionWidth;
    private final boolean filesApart;
    private final boolean onTerminal;
    private final Activation activation;
    private boolean titled;

    ExplanationTable(CommandLine command, List<InputImage> inputs, Activation activation) {
        super(command);
        this.activation = activation;
        int longest =
                inputs.stream().mapToInt(i -> DisplayWidth.of(i.name())).max().orElse(0);
        int input = Math.max(5, Math.min(WIDEST_INPUT, longest));
        int others = COMPLETENESS.length() + 3 * GAP.length();
        var columns = Terminal.columns(command.getOut());
        onTerminal = columns.isPresent();
        int terminal = columns.orElse(Integer.MAX_VALUE);
        filesApart = input + 2 * PREDICTION + others + GAP.length() + SHORTEST_FILES > terminal;
        predictionWidth = filesApart && input + 2 * PREDICTION + others > terminal ? NARROW_PREDICTION : PREDICTION;
        inputWidth = filesApart ? Math.min(input, Math.max(5, terminal - 2 * predictionWidth - others)) : input;
    }

    @Override
    void done(InputImage input, ExplainBatch.Done done) {
        if (!titled) {
            print("INPUT", "PREDICTED", "EXPLAINED", COMPLETENESS, "WRITTEN");
            titled = true;
        }
        var json = done.json();
        print(
                input.name(),
                prediction(json.predictions().get(0)),
                prediction(json.target()) + versus(json.contrasts()),
                completeness(done.completeness()),
                files(done.files()));
        if (done.zero() && json.notes().isEmpty()) {
            command()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "%s: the map is zero: no evidence for \"%3$s\" at layer %2$s%n",
                            input.name(),
                            json.layer(),
                            json.target().label());
        }
    }

    private void print(String... cells) {
        var row = cell(cells[0], inputWidth)
                + GAP
                + cell(cells[1], predictionWidth)
                + GAP
                + cell(cells[2], predictionWidth)
                + GAP
                + cell(cells[3], COMPLETENESS.length());
        if (filesApart) {
            command().getOut().println(row.stripTrailing());
            command().getOut().println(GAP + cells[4]);
        } else {
            command().getOut().println(row + GAP + cells[4]);
        }
    }

    /** Returns a text in a column. It is cut on a terminal only. */
    private String cell(String text, int width) {
        return onTerminal
                ? DisplayWidth.pad(text, width)
                : text + " ".repeat(Math.max(0, width - DisplayWidth.of(text)));
    }

    private String prediction(Prediction prediction) {
        return prediction.label() + " " + activation.text(prediction.probability());
    }

    /** Returns what is subtracted: {@code - bison}, or {@code - 0.75 bison - 0.25 zebra}. */
    private static String versus(List<VersusJson.Contrast> contrasts) {
        return contrasts.stream()
                .map(c -> contrasts.size() == 1 ? " - " + c.label() : " - " + c.weightText() + " " + c.label())
                .collect(Collectors.joining());
    }

    private static String completeness(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.1f %%", 100 * value.getAsDouble()) : "-";
    }

    /** Returns the first file, and the ends of the others. */
    private static String files(List<Path> files) {
        String first = files.get(0).toString();
        return files.stream()
                .skip(1)
                .map(f -> " " + f.toString().substring(common(first, f.toString())))
                .collect(Collectors.joining("", first, ""));
    }

    /** Returns the position of the last dot before the first difference. */
    private static int common(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return Math.max(0, b.lastIndexOf('.', i - 1));
    }
}
