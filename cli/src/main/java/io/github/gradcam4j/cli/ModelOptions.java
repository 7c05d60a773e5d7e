package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.zoo.ModelFinder;
import io.github.gradcam4j.zoo.Zoo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
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
            order = 1,
            description =
                    "An id that 'gradcam models' lists, pulled on first use, or a file: .onnx, .pth, .safetensors, "
                            + "or model.json of TF.js (default: the best downloaded model).")
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
        var given = settings.settings();
        var size = tensor.isPresent() ? InputImage.size(tensor.get()) : Optional.<InputSize>empty();
        var resolved = provider.resolve(err);
        var zoo = Zoo.open();
        String pulled = name.isPresent() ? name.get() : zoo.preferred().id();
        try (var progress = new ProgressLine(pulled, err)) {
            var found = new ModelFinder(zoo, progress).find(name, architecture, card);
            var sized = PartialSettings.of(
                            Origin.ASSUMPTION,
                            tensor.map(Path::getFileName).map(Path::toString).orElse(""))
                    .with(SettingKey.INPUT_SIZE, size);
            var explainer = Explainer.builder(found.model().with(sized).with(given))
                    .provider(resolved)
                    .build();
            report(explainer.settings(), found.inCatalog(), pulled, err);
            return explainer;
        }
    }

    /** Reports settings with their sources; those of the catalog's own models are known. */
    private static void report(Settings settings, boolean inCatalog, String name, PrintWriter err) {
        settings.sources().stream()
                .filter(source -> !inCatalog || REPORTED.contains(source.origin()))
                .flatMap(source -> settings.line(source).stream())
                .forEach(line -> err.println(name + ": " + line));
        settings.notes().forEach(note -> err.println(name + ": " + note));
    }
}
