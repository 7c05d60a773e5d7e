package io.github.gradcam4j.cli;

import io.github.gradcam4j.cam.Explainer;
import io.github.gradcam4j.cam.Model;
import io.github.gradcam4j.image.Preprocessing.Fit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which model, and how pictures are brought to it. */
final class ModelOptions {

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            order = 1,
            description = "An ONNX file.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--fit",
            paramLabel = "squash|crop",
            order = 4,
            description =
                    "How pictures of other proportions are brought to the model's input (default: the model's own).")
    private Optional<Fit> fit = Optional.empty();

    /** The model made ready to be asked. */
    Explainer open() throws IOException {
        Engine.prepare();
        var model = Model.of(file.orElseThrow(() -> new IllegalArgumentException("name a model: --model FILE.onnx")));
        var preprocessing = model.preprocessing();
        return Explainer.builder(model)
                .preprocessing(fit.map(preprocessing::withFit).orElse(preprocessing))
                .build();
    }
}
