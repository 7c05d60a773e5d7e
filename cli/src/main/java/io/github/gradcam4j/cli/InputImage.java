package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.report.evaluation.EvaluationImage;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.samples.Sample;
import io.github.gradcam4j.samples.Sample.Truth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * An input of a command.
 *
 * @param name the name as the user would write it
 * @param folder the path below the folder that the user named; empty for a single image
 * @param file the file's own name
 * @param truth the class that it shows, if known
 * @param source reads it
 * @param sample the sample; null for a file
 */
record InputImage(String name, Path folder, String file, Optional<Truth> truth, Source source, Sample sample) {

    /** Side of a sample in pixels. */
    private static final int SAMPLE_SIDE = 448;

    private static final Path HERE = Path.of("");

    private static final Set<Long> CHANNELS = Set.of(1L, 3L, 4L);

    /** Reads an image. */
    interface Source {
        Loaded read() throws IOException;
    }

    /**
     * An input in memory.
     *
     * @param image the image; for a tensor, its rendering
     * @param tensor the model's input, if it was given in place of an image
     */
    record Loaded(Image image, Optional<Tensor> tensor) {
        static Loaded of(Image image) {
            return new Loaded(image, Optional.empty());
        }
    }

    /** Returns a pipeline that starts to read the inputs. */
    static Pipeline<InputImage, Loaded> pipeline(List<InputImage> inputs) {
        return new Pipeline<>(inputs, input -> input.source().read());
    }

    /**
     * Returns an image file.
     *
     * @param folder its path below the folder that the user named
     */
    static InputImage of(Path file, Path folder) {
        return new InputImage(
                file.toString(),
                folder,
                file.getFileName().toString(),
                Optional.empty(),
                () -> Loaded.of(Image.read(file)),
                null);
    }

    /** Returns the image that was read from stdin; its results are named {@code stdin}. */
    static InputImage stdin(byte[] bytes) {
        return new InputImage("-", HERE, "stdin", Optional.empty(), () -> Loaded.of(Image.decode(bytes)), null);
    }

    static InputImage of(Sample sample) {
        return new InputImage(
                "sample:" + sample.id(),
                HERE,
                sample.id(),
                sample.truth(),
                () -> Loaded.of(sample.image(SAMPLE_SIDE)),
                sample);
    }

    /** @throws ParameterException unless either images or a tensor are given */
    static void requireOne(CommandSpec spec, List<String> images, Optional<Path> tensor) {
        if (images.isEmpty() == tensor.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    images.isEmpty()
                            ? "name images, folders or samples, such as sample:lighthouse"
                            : "give images or --input-tensor, not both");
        }
    }

    /** Returns the size of the image in an npy file of [N, C, H, W] or [N, H, W, C] with 1, 3 or 4 channels. */
    static Optional<InputSize> size(Path file) {
        try {
            var shape = Npy.read(file).shape();
            if (shape.length != 4 || Arrays.stream(shape).anyMatch(d -> d < 1)) {
                return Optional.empty();
            }
            boolean first = CHANNELS.contains(shape[1]);
            boolean last = !first && CHANNELS.contains(shape[3]);
            if (!first && !last) {
                return Optional.empty();
            }
            return Optional.of(new InputSize((int) shape[last ? 2 : 3], (int) shape[last ? 1 : 2]));
        } catch (IOException e) {
            // The input is read again as any other input, and the error is then reported with it.
            return Optional.empty();
        }
    }

    /** Returns an npy file with the model's input. */
    static InputImage tensor(Path file, Preprocessing preprocessing) {
        return new InputImage(
                file.toString(),
                HERE,
                file.getFileName().toString(),
                Optional.empty(),
                () -> {
                    var tensor = Npy.read(file);
                    if (!Arrays.equals(tensor.shape(), preprocessing.shape())) {
                        throw new IOException(String.format(
                                Locale.ROOT,
                                "%s has the shape %s, but the model takes %s%s",
                                file,
                                Arrays.toString(tensor.shape()),
                                preprocessing.type(),
                                Arrays.toString(preprocessing.shape())));
                    }
                    return new Loaded(preprocessing.toImage(tensor.floats()), Optional.of(tensor));
                },
                null);
    }

    /** Returns the image for an evaluation. */
    EvaluationImage forEvaluation() {
        return sample == null
                ? EvaluationImage.of(
                        name, () -> EvaluationImage.Content.of(source.read().image()))
                : EvaluationImage.of(sample);
    }

    /** Returns the file's name without its extension. */
    String stem() {
        int dot = file.lastIndexOf('.');
        return dot > 0 && (Inputs.isImage(file) || file.endsWith(".npy")) ? file.substring(0, dot) : file;
    }
}
