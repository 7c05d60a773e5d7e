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
 * Removes local folders from messages: clients see the names of files, not the layout of the disk.
 *
 * @param folders the deepest first, so that the longest prefix is removed
 */
record LocalFiles(List<Path> folders) {

    /** Returns the folder of the cache directory. */
    static LocalFiles of(CacheDirectory home) {
        return new LocalFiles(List.of(home.path()));
    }

    /** Returns the folders of the cache directory and of a card's local files. */
    static LocalFiles of(CacheDirectory home, Card card) {
        var cards = card.weights().stream()
                .filter(Source.Local.class::isInstance)
                .map(source -> ((Source.Local) source).file().getParent())
                .filter(Objects::nonNull);
        return new LocalFiles(Stream.concat(Stream.of(home.path()), cards)
                .sorted(Comparator.comparing(Path::getNameCount).reversed())
                .toList());
    }

    /** Returns the message with file names in place of paths. */
    String withoutFolders(String message) {
        return folders.stream()
                .map(folder -> folder + File.separator)
                .reduce(message, (text, folder) -> text.replace(folder, ""));
    }
}
