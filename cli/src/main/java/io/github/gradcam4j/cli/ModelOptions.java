package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.ModelInspection;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.zoo.ModelFinder;
import io.github.gradcam4j.zoo.Zoo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for the model and its preprocessing. */
final class ModelOptions {

    /** The sources that are reported for a model of the catalog. */
    private static final Set<Origin> REPORTED = EnumSet.of(Origin.CALLER, Origin.ASSUMPTION);

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            completionCandidates = Choices.Models.class,
            order = 1,
            description =
                    "An id that 'gradcam models' lists, pulled on first use, or a file: .onnx, .pth, .safetensors, "
                            + ".keras, .h5, or model.json of TF.js (default: the best downloaded model). "
                            + "Trust a model file like a program.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            order = 2,
            description = "Architecture of a file of weights, such as resnet18 (default: detected from the weights).")
    private Optional<String> architecture = Optional.empty();

    @Option(
            names = "--card",
            paramLabel = "FILE.json",
            order = 3,
            description = "Card of a model file: preprocessing, labels, layer.")
    private Optional<Path> card = Optional.empty();

    @ArgGroup(validate = false, heading = SettingOptions.HEADING, order = 20)
    private SettingOptions settings = new SettingOptions();

    @Mixin
    private ProviderOption provider;

    /** A model that is downloaded or converted, but not open. */
    private record Resolved(Model model, boolean inCatalog, String name) {}

    /** Sets the model by a parameter in place of the option. */
    void name(String given) {
        name = Optional.of(given);
    }

    /** Returns the model's file, if the user gives one. */
    Optional<Path> file() {
        return name.map(Path::of).filter(Files::isRegularFile);
    }

    /** Returns the network of a state dict, if the user gives it. */
    Optional<String> architecture() {
        return architecture;
    }

    /** Opens the model, downloaded if necessary, and reports on stderr all settings with their sources. */
    Explainer open(PrintWriter err) throws IOException, InterruptedException {
        return open(err, Optional.empty());
    }

    /**
     * Opens the model as {@link #open(PrintWriter)}.
     *
     * @param tensor an npy file with the input, whose size is used if nothing else determines it
     */
    Explainer open(PrintWriter err, Optional<Path> tensor) throws IOException, InterruptedException {
        var size = tensor.isPresent() ? InputImage.size(tensor.get()) : Optional.<InputSize>empty();
        var sized = PartialSettings.of(
                        Origin.ASSUMPTION,
                        tensor.map(Path::getFileName).map(Path::toString).orElse(""))
                .with(SettingKey.INPUT_SIZE, size);
        var device = provider.resolve(err);
        var found = resolve(err);
        var explainer =
                Explainer.builder(found.model.with(sized)).provider(device).build();
        report(explainer.settings(), found, err);
        return explainer;
    }

    /** Inspects the model, also if it cannot be explained. */
    ModelInspection inspect(PrintWriter err) throws IOException, InterruptedException {
        provider.resolve(err);
        return ModelInspection.of(resolve(err).model);
    }

    private Resolved resolve(PrintWriter err) throws IOException, InterruptedException {
        var given = settings.settings();
        var zoo = Zoo.open();
        reportUnreadableCards(zoo, err);
        String pulled = name.isPresent() ? name.get() : zoo.preferred().id();
        try (var progress = new ProgressLine(pulled, err)) {
            var found = new ModelFinder(zoo, progress).find(name, architecture, card);
            return new Resolved(found.model().with(given), found.inCatalog(), pulled);
        }
    }

    /** Reports the user's cards that cannot be read. */
    static void reportUnreadableCards(Zoo zoo, PrintWriter err) throws IOException {
        for (var card : zoo.unreadableCards()) {
            err.println(String.format(
                    Locale.ROOT,
                    "%s. It is not used; to remove it: gradcam models remove %s",
                    card.reason(),
                    card.id()));
        }
    }

    /** Reports settings with their sources; those of the catalog's own models are known. */
    private static void report(Settings settings, Resolved model, PrintWriter err) {
        settings.sources().stream()
                .filter(source -> !model.inCatalog || REPORTED.contains(source.origin()))
                .flatMap(source -> settings.line(source).stream())
                .forEach(line -> err.println(model.name + ": " + line));
        settings.notes().forEach(note -> err.println(model.name + ": " + note));
    }
}
