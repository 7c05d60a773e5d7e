package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.zoo.ModelFinder;
import io.github.gradcam4j.zoo.Zoo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for the model and its preprocessing. */
final class ModelOptions {

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

    @Option(
            names = "--fit",
            paramLabel = "squash|crop",
            order = 4,
            description = "How to fit images of other proportions to the model's input (default: the model's own).")
    private Optional<Fit> fit = Optional.empty();

    @Mixin
    private ProviderOption provider;

    /** Opens the model, downloaded if necessary, and reports on stderr what was assumed about a bare file. */
    Explainer open(PrintWriter err) throws IOException, InterruptedException {
        var resolved = provider.resolve(err);
        var zoo = Zoo.open();
        String pulled = name.isPresent() ? name.get() : zoo.preferred().id();
        try (var progress = new ProgressLine(pulled, err)) {
            var found = new ModelFinder(zoo, progress).find(name, architecture, card);
            var builder = Explainer.builder(found.model()).provider(resolved);
            fit.ifPresent(builder::fit);
            var explainer = builder.build();
            if (name.isPresent()) {
                var settings = explainer.settings();
                settings.lines().forEach(line -> err.println(name.get() + ": " + line));
                settings.notes().forEach(note -> err.println(name.get() + ": " + note));
            }
            return explainer;
        }
    }
}
