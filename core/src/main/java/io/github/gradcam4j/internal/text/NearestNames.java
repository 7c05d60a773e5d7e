package io.github.gradcam4j.internal.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Suggestions for a misspelled name: the known names with the smallest edit distance to it. */
public final class NearestNames {

    private NearestNames() {}

    /**
     * Returns the known names that are nearest to a name, nearest first. The distance is Levenshtein's and ignores
     * case; names at the same distance keep the order in which they are given.
     *
     * @param limit the largest number of names returned, at least 0
     */
    public static List<String> of(String name, Collection<String> known, int limit) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .sorted(Comparator.comparingInt(other ->
                        LevenshteinDistance.getDefaultInstance().apply(lowerCase, other.toLowerCase(Locale.ROOT))))
                .limit(limit)
                .toList();
    }
}
