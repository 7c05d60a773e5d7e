package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import io.github.gradcam4j.image.Preprocessing.Layout;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options for single settings of a model. They take precedence over all other sources. */
final class SettingOptions {

    static final String HEADING = "%nSettings of the model%n"
            + "Each replaces one setting of the card or the file; 'gradcam inspect MODEL' shows all of them.%n"
            + "  Caffe:    --color bgr --pixels 255 --mean 103.939,116.779,123.68 --std 1%n"
            + "  -1 to 1:  --mean 0.5 --std 0.5%n"
            + "  0 to 255: --pixels 255 --mean 0 --std 1%n";

    @Option(names = "--labels", paramLabel = "FILE", description = "Text file with the name of a class on each line.")
    private Optional<Path> labels = Optional.empty();

    @Option(names = "--input-size", paramLabel = "WxH", description = "Width and height of the input, such as 224x224.")
    private Optional<InputSize> inputSize = Optional.empty();

    @Option(
            names = "--color",
            paramLabel = "rgb|bgr|gray|rgba",
            completionCandidates = Choices.Colors.class,
            description = "Channels of the input.")
    private Optional<Channels> color = Optional.empty();

    @Option(
            names = "--pixels",
            paramLabel = "1|255",
            description = "Range of the pixels that --mean and --std refer to: 0 to 1, or 0 to 255 (default: 1).")
    private Optional<Integer> pixels = Optional.empty();

    @Option(
            names = "--mean",
            paramLabel = "M[,M,M]",
            split = ",",
            hideParamSyntax = true,
            description = "Subtracted from the pixels: one number, or one for each channel in the order of --color.")
    private List<Double> mean = List.of();

    @Option(
            names = "--std",
            paramLabel = "S[,S,S]",
            split = ",",
            hideParamSyntax = true,
            description = "Divides the pixels less the mean, as --mean.")
    private List<Double> std = List.of();

    @Option(
            names = "--layout",
            paramLabel = "nchw|nhwc",
            completionCandidates = Choices.Layouts.class,
            description = "Order of the input's dimensions.")
    private Optional<Layout> layout = Optional.empty();

    @Option(
            names = "--fit",
            paramLabel = "squash|crop|pad",
            completionCandidates = Choices.Fits.class,
            description = "How to fit images of other proportions to the input.")
    private Optional<Fit> fit = Optional.empty();

    @Option(
            names = "--interpolation",
            paramLabel = "bilinear|bicubic|nearest",
            completionCandidates = Choices.Interpolations.class,
            description = "How to resize images, as Pillow computes it.")
    private Optional<Interpolation> interpolation = Optional.empty();

    @Option(names = "--output", paramLabel = "NAME", description = "The output with the scores of the classes.")
    private Optional<String> output = Optional.empty();

    @Option(
            names = "--activation",
            paramLabel = "none|softmax|sigmoid",
            completionCandidates = Choices.Activations.class,
            description = "The function from scores to probabilities.")
    private Optional<Activation> activation = Optional.empty();

    /**
     * Returns the given settings.
     *
     * @throws IOException if the file of labels cannot be read
     * @throws IllegalArgumentException if a value is not one of those allowed
     */
    PartialSettings settings() throws IOException {
        var names = labels.isPresent() ? Optional.of(Labels.read(labels.get())) : Optional.<Labels>empty();
        return PartialSettings.of(Origin.CALLER, "command line")
                .with(SettingKey.LABELS, names)
                .with(SettingKey.INPUT_SIZE, inputSize)
                .with(SettingKey.COLOR, color)
                .with(SettingKey.SCALE, pixels.map(SettingOptions::scale))
                .with(SettingKey.MEAN, Optional.of(mean).filter(m -> !m.isEmpty()))
                .with(SettingKey.STD, Optional.of(std).filter(s -> !s.isEmpty()))
                .with(SettingKey.LAYOUT, layout)
                .with(SettingKey.FIT, fit)
                .with(SettingKey.INTERPOLATION, interpolation)
                .with(SettingKey.OUTPUT, output)
                .with(SettingKey.ACTIVATION, activation);
    }

    private static double scale(int pixels) {
        return switch (pixels) {
            case 1 -> 1 / 255.0;
            case 255 -> 1;
            default ->
                throw new IllegalArgumentException(String.format(Locale.ROOT, "--pixels is 1 or 255, not %d", pixels));
        };
    }
}
