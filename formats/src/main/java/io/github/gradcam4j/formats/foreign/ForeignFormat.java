package io.github.gradcam4j.formats.foreign;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A format that is not read.
 *
 * @param name what a file is, with its article
 * @param endings of file names, in lower case
 * @param content whether a file or folder is of this format by its content
 * @param conversion what to do, with {@code FILE}, {@code FOLDER} (of the file), {@code STEM} (the file without its
 *     ending) and {@code NAME} (the same without its folder) in place of paths
 */
record ForeignFormat(String name, List<String> endings, Predicate<Sample> content, String conversion) {

    private static final Pattern PLACE = Pattern.compile("('?)(FILE|FOLDER|STEM|NAME)");

    String advice(Path path) {
        var parent = Optional.ofNullable(path.getParent());
        String stem = path.getFileName().toString().replaceFirst("(?<=.)\\.[^.]*$", "");
        var places = Map.of(
                "FILE", path.toString(),
                "FOLDER", parent.map(Path::toString).orElse("."),
                "STEM", parent.map(folder -> folder.resolve(stem).toString()).orElse(stem),
                "NAME", stem);
        return PLACE.matcher("is " + name + ". " + conversion).replaceAll(place -> {
            String value = places.get(place.group(2));
            return Matcher.quoteReplacement(place.group(1).isEmpty() ? quoted(value) : "'" + value);
        });
    }

    /** Returns a path as a shell needs it; within quotes of Python it stays as it is. */
    private static String quoted(String path) {
        return path.matches("[\\w./~:\\\\+-]+") ? path : "\"" + path + "\"";
    }
}
