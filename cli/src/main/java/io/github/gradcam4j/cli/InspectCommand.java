package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.ModelInspection;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.report.InspectDocument;
import io.github.gradcam4j.report.Json;
import io.github.gradcam4j.zoo.card.CardWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the inputs, outputs, settings, labels, layers and obstacles of a model. */
@Command(
        name = "inspect",
        header = "Show the inputs, outputs and settings of a model, and the source of each setting.",
        description = {
            "",
            "A setting comes from the first of these that contains it: the command line, the card, the metadata of the "
                    + "ONNX file, files beside the model, the graph; otherwise it is assumed.",
            ""
        },
        footerHeading = "%nExamples%n",
        footer = {"  gradcam inspect net.onnx", "  gradcam inspect net.onnx --color bgr --save-card net.card.json"})
final class InspectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "The model, as for --model.")
    private Optional<String> name = Optional.empty();

    @Mixin
    private ModelOptions model;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    @Option(
            names = "--save-card",
            paramLabel = "FILE.json",
            description = "Write a card with all settings. NAME.card.json beside NAME.onnx is used without --card.")
    private Optional<Path> saved = Optional.empty();

    @Override
    public Integer call() throws Exception {
        name.ifPresent(model::name);
        var err = spec.commandLine().getErr();
        var inspection = model.inspect(err);
        inspection
                .model()
                .settings()
                .notes()
                .forEach(note -> err.println(inspection.model().id() + ": " + note));
        var document = InspectDocument.of(inspection);
        if (json) {
            spec.commandLine().getOut().println(Json.text(document));
        } else {
            print(document, spec.commandLine().getOut());
        }
        if (saved.isPresent()) {
            save(inspection, saved.get());
            err.println("written: " + saved.get());
        }
        return 0;
    }

    private void save(ModelInspection inspection, Path card) throws IOException {
        if (inspection.labels().isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s is not written: the model is not a classifier of images, see above", card));
        }
        AtomicFile.write(card, CardWriter.write(inspection.model(), relative(card), model.architecture()));
    }

    /** Returns the path of the model's file from the card's folder, if there is one. */
    private Optional<String> relative(Path card) {
        var folder = card.toAbsolutePath().normalize().getParent();
        return model.file()
                .map(file -> file.toAbsolutePath().normalize())
                .filter(file -> file.getRoot().equals(folder.getRoot()))
                .map(file -> folder.relativize(file).toString().replace('\\', '/'));
    }

    private static void print(InspectDocument document, PrintWriter out) {
        out.println("model    " + document.model());
        tensors("input", document.inputs(), out);
        tensors("output", document.outputs(), out);
        out.println("labels   "
                + (document.labels().count() == 0
                        ? "none: the model is not a classifier of images"
                        : String.format(
                                Locale.ROOT,
                                "%d (%s)",
                                document.labels().count(),
                                document.labels().from())));
        var settings = new Table("SETTING", "VALUE", "FROM");
        document.preprocessing().forEach((name, setting) -> settings.row(name, setting.value(), setting.from()));
        out.println();
        out.println(settings);
        if (!document.layers().isEmpty()) {
            var layers = new Table("LAYER", "OPERATOR", "SHAPE", "AUTO");
            document.layers().stream()
                    .filter(l -> l.main() || l.auto())
                    .forEach(l -> layers.row(l.name(), l.kind(), LayersCommand.shape(l.shape()), l.auto() ? "*" : ""));
            out.println();
            out.println(layers);
        }
        obstacles(document.obstacles(), out);
    }

    private static void tensors(String kind, List<InspectDocument.Tensor> tensors, PrintWriter out) {
        tensors.forEach(t -> out.printf(
                Locale.ROOT,
                "%-8s %s %s%s%n",
                kind,
                t.name(),
                t.type(),
                Arrays.toString(t.shape()).replace("-1", "?")));
    }

    /** Prints each reason once, with the layers that it concerns. */
    private static void obstacles(List<InspectDocument.Obstacle> obstacles, PrintWriter out) {
        var reasons = obstacles.stream()
                .map(InspectDocument.Obstacle::reason)
                .distinct()
                .toList();
        for (String reason : reasons) {
            var layers = obstacles.stream()
                    .filter(o -> o.reason().equals(reason))
                    .map(InspectDocument.Obstacle::layer)
                    .toList();
            out.println();
            out.println("cannot be explained: " + String.join(", ", layers));
            out.println("  " + reason);
        }
    }
}
