package io.github.gradcam4j.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Locale;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for files that the shell did not expand, such as {@code photos/*.jpg} in quotes or on Windows, in the
 * syntax of {@link java.nio.file.FileSystem#getPathMatcher}. {@code **}{@code /} also stands for no folder at all.
 *
 * @param folder the folder to search, which is the part before the first special character
 * @param depth the largest number of folders and file names below it
 */
record FilePattern(Path folder, int depth, PathMatcher matcher) {

    /** Java reads bytes of a file's name that are not valid in the system's charset as this character. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final String SPECIAL = "*?[{" + REPLACEMENT;
    private static final String ANY_FOLDERS = "**/";

    /** Returns whether an argument has a special character. */
    static boolean isPattern(String argument) {
        return argument.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
    }

    /** @throws IOException if the syntax is wrong, for example if a bracket is missing */
    static FilePattern of(String argument) throws IOException {
        String pattern = argument.replace(File.separatorChar, '/');
        int special = 0;
        while (SPECIAL.indexOf(pattern.charAt(special)) < 0) {
            special++;
        }
        int end = pattern.lastIndexOf('/', special) + 1;
        String below = pattern.substring(end);
        int depth = below.contains("**")
                ? Integer.MAX_VALUE
                : (int) below.chars().filter(c -> c == '/').count() + 1;
        try {
            var matcher = FileSystems.getDefault().getPathMatcher("glob:" + below.replace(ANY_FOLDERS, "{,**/}"));
            return new FilePattern(Path.of(pattern.substring(0, end)), depth, matcher);
        } catch (PatternSyntaxException e) {
            throw new IOException(
                    "there is no such file, and it is not a pattern either: "
                            + e.getDescription().toLowerCase(Locale.ROOT),
                    e);
        }
    }

    /** @param file the path of a file below the folder */
    boolean matches(Path file) {
        return matcher.matches(file);
    }
}
