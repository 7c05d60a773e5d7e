package io.github.gradcam4j.studio;

import io.github.gradcam4j.zoo.CacheDirectory;
import io.github.gradcam4j.zoo.card.Card;
import io.github.gradcam4j.zoo.card.Source;
import java.io.File;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the page need not know of this computer's disk: a message names the files that it is about, not the folders they are in.
 *
 * @param folders the deepest first
 */
record LocalFiles(List<Path> folders) {

    /** Those of the studio's own files. */
    static LocalFiles of(CacheDirectory home) {
        return new LocalFiles(List.of(home.path()));
    }

    /** Those, and where a user's card has its files. */
    static LocalFiles of(CacheDirectory home, Card card) {
        var cards = card.weights().stream()
                .filter(Source.Local.class::isInstance)
                .map(source -> ((Source.Local) source).file().getParent())
                .filter(Objects::nonNull);
        return new LocalFiles(Stream.concat(Stream.of(home.path()), cards)
                .sorted(Comparator.comparing(Path::getNameCount).reversed())
                .toList());
    }

    String withoutFolders(String message) {
        return folders.stream()
                .map(folder -> folder + File.separator)
                .reduce(message, (text, folder) -> text.replace(folder, ""));
    }
}
