package io.github.gradcam4j.samples;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.ImageException;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.samples.scene.Scene;
import io.github.gradcam4j.target.Labels;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An image of the gallery. Immutable and thread safe; its pixels are drawn or read on request.
 *
 * @param id its name in commands and addresses, without folders, such as {@code tennis-ball-grass} or
 *     {@code tabby_cat_1}
 * @param category the category in the gallery
 * @param title for display
 * @param truth the class of its object, if known
 * @param note a remark on the comparison of the truth with a prediction
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
     * The correct class of an image.
     *
     * @param index of ImageNet-1k; in a user's folder, of the model that the folder is made for
     */
    public record Truth(int index, String label) {}

    /** The origin of the pixels. */
    public sealed interface Depiction {}

    /** A drawn scene, of any size, with a mask. */
    public record Drawn(Scene scene) implements Depiction {}

    /** An image file. */
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
     * Returns the image.
     *
     * @param side the width and height of a drawn scene in pixels; ignored for a file
     * @throws ImageException if the file cannot be read; the message names it
     */
    public Image image(int side) throws ImageException {
        if (depiction instanceof Stored stored) {
            return Image.read(stored.file());
        }
        return ((Drawn) depiction).scene().draw(side, side).image();
    }

    /** Returns the mask of the object in {@link #image} with the same side; empty for a file. */
    public Optional<Mask> mask(int side) {
        return depiction instanceof Drawn drawn
                ? Optional.of(drawn.scene().draw(side, side).mask())
                : Optional.empty();
    }
}
