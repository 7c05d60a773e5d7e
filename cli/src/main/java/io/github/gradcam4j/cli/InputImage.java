package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.samples.Sample;
import io.github.gradcam4j.samples.Sample.Truth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A picture to be looked at.
 *
 * @param name as the user would write it
 * @param folder where it lies below the folder that the user named; empty for a single picture
 * @param file its own name
 * @param truth what it shows, where that is known
 * @param source reads it
 */
record InputImage(String name, Path folder, String file, Optional<Truth> truth, Source source) {

    /** Large enough for a heat map to look well on it. */
    private static final int SAMPLE_SIDE = 448;

    private static final Path HERE = Path.of("");

    /** Where a picture comes from. */
    interface Source {
        Seen read() throws IOException;
    }

    /**
     * What was read.
     *
     * @param picture the picture; for a tensor, what it looks like
     * @param tensor what the model takes, where that was given instead of a picture
     */
    record Seen(Image picture, Optional<Tensor> tensor) {
        static Seen of(Image picture) {
            return new Seen(picture, Optional.empty());
        }
    }

    /** The inputs, the first of which are read from now on. */
    static Pipeline<InputImage, Seen> reading(List<InputImage> inputs) {
        return new Pipeline<>(inputs, input -> input.source().read());
    }

    /** A picture file, and where it lies below the folder that was named. */
    static InputImage picture(Path file, Path folder) {
        return new InputImage(
                file.toString(),
                folder,
                file.getFileName().toString(),
                Optional.empty(),
                () -> Seen.of(Image.read(file)));
    }

    static InputImage of(Sample sample) {
        return new InputImage(
                "sample:" + sample.id(), HERE, sample.id(), sample.truth(), () -> Seen.of(sample.picture(SAMPLE_SIDE)));
    }

    /** An npy file of what the model takes. */
    static InputImage tensor(Path file, Preprocessing preprocessing) {
        return new InputImage(file.toString(), HERE, file.getFileName().toString(), Optional.empty(), () -> {
            var tensor = Npy.read(file);
            if (!Arrays.equals(tensor.shape(), preprocessing.shape())) {
                throw new IOException("%s has the shape %s, but the model takes %s"
                        .formatted(file, Arrays.toString(tensor.shape()), Arrays.toString(preprocessing.shape())));
            }
            return new Seen(preprocessing.picture(tensor.floats()), Optional.of(tensor));
        });
    }

    /** Its own name without what tells its format. */
    String stem() {
        int dot = file.lastIndexOf('.');
        return dot > 0 && (Inputs.isPicture(file) || file.endsWith(".npy")) ? file.substring(0, dot) : file;
    }
}
