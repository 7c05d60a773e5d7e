package io.github.gradcam4j.samples;

import io.github.gradcam4j.samples.Sample.Stored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of images and their {@code metadata.json}. An image in {@code large/} takes precedence: it has the
 * proportions and details that the 224 x 224 image has lost.
 *
 * @param missing the ids of entries without an image
 * @param invalid the entries that are not valid, a sentence each
 */
record SampleFolder(Path folder, List<Sample> samples, List<String> missing, List<String> invalid) {
    static final String LARGE = "large";

    private static final List<String> EXTENSIONS = List.of("jpg", "jpeg", "png", "webp", "bmp", "gif");

    SampleFolder {
        samples = List.copyOf(samples);
        missing = List.copyOf(missing);
        invalid = List.copyOf(invalid);
    }

    /** Returns whether a folder has a {@code metadata.json}. */
    static boolean isAt(Path folder) {
        return Files.isRegularFile(folder.resolve(Metadata.FILE));
    }

    /**
     * Reads the metadata of a folder.
     *
     * @throws SampleException if {@code metadata.json} is missing or not valid
     */
    static SampleFolder read(Path folder) throws SampleException {
        if (!isAt(folder)) {
            throw new SampleException(String.format(
                    Locale.ROOT, "%s is not a folder of samples: it contains no %s", folder, Metadata.FILE));
        }
        var samples = new ArrayList<Sample>();
        var missing = new ArrayList<String>();
        var metadata = Metadata.read(folder.resolve(Metadata.FILE));
        for (Metadata.Entry entry : metadata.entries()) {
            image(folder, entry.id())
                    .ifPresentOrElse(
                            file -> samples.add(new Sample(
                                    entry.id(),
                                    entry.category(),
                                    entry.title(),
                                    entry.truth(),
                                    entry.note(),
                                    entry.credit(),
                                    new Stored(file))),
                            () -> missing.add(entry.id()));
        }
        return new SampleFolder(folder, samples, missing, metadata.problems());
    }

    /** Returns the largest file of an image, if any. */
    private static Optional<Path> image(Path folder, String id) {
        return imageIn(folder.resolve(LARGE), id).or(() -> imageIn(folder, id));
    }

    /** Returns the file of an image in one folder, of any format, if any. */
    static Optional<Path> imageIn(Path folder, String id) {
        return EXTENSIONS.stream()
                .flatMap(extension -> Stream.of(extension, extension.toUpperCase(Locale.ROOT)))
                .map(extension -> folder.resolve(id + "." + extension))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Returns the problems of the folder, a sentence each. */
    List<String> problems() {
        var withoutImage = missing.stream()
                .map(id -> String.format(
                        Locale.ROOT,
                        "%s: entry \"%s\" has no image: put %s.jpg (or .png, .webp, .bmp, .gif) beside it",
                        folder.resolve(Metadata.FILE),
                        id,
                        id));
        return Stream.concat(invalid.stream(), withoutImage).toList();
    }
}
