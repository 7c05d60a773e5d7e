package io.github.gradcam4j.samples;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.ImageException;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.samples.scene.Scene;
import io.github.gradcam4j.target.Labels;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A picture of the gallery. Immutable and thread safe; its pixels are drawn or read when they are asked for.
 *
 * @param id its name in commands and addresses, without folders: {@code tennis-ball-on-grass}, {@code tabby_cat_1}
 * @param category the heading it stands under in the gallery
 * @param title for people
 * @param truth what it shows, where that is known
 * @param note what should be known when the truth is compared with an answer
 */
public record Sample(
        String id,
        String category,
        String title,
        Optional<Truth> truth,
        Optional<String> note,
        Credit credit,
        Depiction depiction) {

    /**
     * The class that is right for a picture.
     *
     * @param index of ImageNet-1k; in a folder of one's own, of the model that the folder is for
     */
    public record Truth(int index, String label) {}

    /** Where the pixels are from. */
    public sealed interface Depiction {}

    /** Drawn by us, at any size, with a mask. */
    public record Drawn(Scene scene) implements Depiction {}

    /** Read from a file. */
    public record Stored(Path file) implements Depiction {}

    static Sample of(Scene scene, Labels imageNet) {
        return new Sample(
                scene.id(),
                Category.of(scene.group()),
                scene.title(),
                Optional.of(new Truth(scene.classIndex(), imageNet.name(scene.classIndex()))),
                Optional.empty(),
                Credit.DRAWN,
                new Drawn(scene));
    }

    /**
     * The picture.
     *
     * @param side of the square that a scene is drawn as, in pixels; a file is read as it is
     * @throws ImageException if the file cannot be read; the message names it
     */
    public Image picture(int side) throws ImageException {
        if (depiction instanceof Stored stored) {
            return Image.read(stored.file());
        }
        return ((Drawn) depiction).scene().draw(side, side).picture();
    }

    /** Where the object is in {@link #picture} of that side; known for drawn scenes only. */
    public Optional<Mask> mask(int side) {
        return depiction instanceof Drawn drawn
                ? Optional.of(drawn.scene().draw(side, side).mask())
                : Optional.empty();
    }
}
