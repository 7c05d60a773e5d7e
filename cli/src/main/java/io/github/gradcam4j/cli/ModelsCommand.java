package io.github.gradcam4j.cli;

import io.github.gradcam4j.report.Json;
import io.github.gradcam4j.report.ModelsDocument;
import io.github.gradcam4j.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Manages the models that are known by id. */
@Command(
        name = "models",
        header = "List, pull, add and remove models.",
        description = "Models are pulled on first use.%n",
        synopsisSubcommandLabel = "[COMMAND]",
        footerHeading = "%nExamples%n",
        footer = {
            "  gradcam models",
            "  gradcam models pull resnet50-msra",
            "  gradcam models pull resnet18 --from resnet18-f37072fd.pth"
        })
final class ModelsCommand implements Callable<Integer> {

    private static final double MEGABYTE = 1e6;
    private static final String UNREADABLE = "unreadable";

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON document instead of a table.", scope = ScopeType.INHERIT)
    private boolean json;

    @Override
    public Integer call() throws IOException {
        return list();
    }

    @Command(name = "list", description = "List them (the same as no command).")
    int list() throws IOException {
        var zoo = Zoo.open();
        var document = ModelsDocument.of(zoo);
        if (json) {
            spec.commandLine().getOut().println(Json.text(document));
            return 0;
        }
        var table = new Table("ID", "STATE", "SIZE", "PARAMETERS", "LICENSE", "TITLE");
        for (var model : document.models()) {
            table.row(
                    model.id(),
                    model.state(),
                    String.format(Locale.ROOT, "%.1f MB", model.size() / MEGABYTE),
                    model.parameters() == null
                            ? ""
                            : String.format(Locale.ROOT, "%.1f M", model.parameters() / MEGABYTE),
                    model.license() == null ? "" : model.license(),
                    model.title());
        }
        for (var card : document.unreadable()) {
            table.row(card.id(), UNREADABLE, "", "", "", card.error());
        }
        spec.commandLine().getOut().println(table);
        return 0;
    }

    @Command(name = "pull", description = "Download, verify and convert a model now.")
    int pull(
            @Parameters(paramLabel = "ID", description = "The model.") String id,
            @Option(names = "--from", paramLabel = "FILE", description = "Use this downloaded file.")
                    Optional<Path> from)
            throws IOException, InterruptedException {
        var zoo = Zoo.open();
        var card = zoo.card(id);
        try (var progress = new ProgressLine(id, spec.commandLine().getErr())) {
            var model = from.isPresent() ? zoo.importFile(card, from.get(), progress) : zoo.download(card, progress);
            spec.commandLine().getOut().println(model.onnx());
        }
        return 0;
    }

    @Command(name = "path", description = "Print the path of a model's ONNX file.")
    int path(@Parameters(paramLabel = "ID", description = "The model.") String id) throws IOException {
        var zoo = Zoo.open();
        var card = zoo.card(id);
        if (!zoo.isReady(card)) {
            throw new IOException("model " + id + " is not downloaded; run: gradcam models pull " + id);
        }
        spec.commandLine().getOut().println(zoo.path(card));
        return 0;
    }

    @Command(name = "add", description = "Register a custom model from its card.")
    int add(
            @Parameters(paramLabel = "CARD.json", description = "The card.") Path card,
            @Option(
                            names = "--from",
                            paramLabel = "FILE",
                            description = "The model's file, in place of those that the card names.")
                    Optional<Path> from)
            throws IOException {
        spec.commandLine().getOut().println(Zoo.open().add(card, from).id());
        return 0;
    }

    @Command(name = "remove", description = "Remove a model's file and, if it was added, its card.")
    int remove(@Parameters(paramLabel = "ID", description = "The model.") String id) throws IOException {
        Zoo.open().remove(id);
        return 0;
    }
}
