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
 * A folder of pictures and their {@code metadata.json}. Where the picture is in {@code large/} too, that one is shown: it has
 * the proportions and details that the 224 x 224 one has lost.
 *
 * @param missing the ids of entries without a picture
 */
record SampleFolder(Path folder, List<Sample> samples, List<String> missing) {
    static final String LARGE = "large";

    private static final List<String> EXTENSIONS = List.of("jpg", "jpeg", "png", "webp", "bmp", "gif");

    SampleFolder {
        samples = List.copyOf(samples);
        missing = List.copyOf(missing);
    }

    static boolean isAt(Path folder) {
        return Files.isRegularFile(folder.resolve(Metadata.FILE));
    }

    /** @throws SampleException if there is no metadata or it cannot be understood */
    static SampleFolder read(Path folder) throws SampleException {
        if (!isAt(folder)) {
            throw new SampleException(
                    "%s: no folder of samples: there is no %s in it".formatted(folder, Metadata.FILE));
        }
        var samples = new ArrayList<Sample>();
        var missing = new ArrayList<String>();
        for (Metadata.Entry entry : Metadata.read(folder.resolve(Metadata.FILE)).entries()) {
            picture(folder, entry.id())
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
        return new SampleFolder(folder, samples, missing);
    }

    /** The largest file there is of a picture. */
    private static Optional<Path> picture(Path folder, String id) {
        return pictureIn(folder.resolve(LARGE), id).or(() -> pictureIn(folder, id));
    }

    /** The file in that folder, whatever its format. */
    static Optional<Path> pictureIn(Path folder, String id) {
        return EXTENSIONS.stream()
                .flatMap(extension -> Stream.of(extension, extension.toUpperCase(Locale.ROOT)))
                .map(extension -> folder.resolve(id + "." + extension))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** What a user should be told. */
    List<String> problems() {
        return missing.stream()
                .map(id -> "%s: entry \"%s\" has no picture: put %s.jpg (or .png, .webp, .bmp, .gif) beside it"
                        .formatted(folder.resolve(Metadata.FILE), id, id))
                .toList();
    }
}
