package io.github.gradcam4j.target;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The names of a model's classes, by index: one that is shown, and others that are searched too. Immutable.
 *
 * @param names for each class its names, the one that is shown first
 */
public record Labels(List<List<String>> names) {

    private static final int LISTED = 10;

    public Labels {
        names = names.stream().map(List::copyOf).toList();
    }

    /** One name a class. */
    public static Labels of(List<String> names) {
        return new Labels(names.stream().map(List::of).toList());
    }

    /** Numbers for names, where no others are known. */
    public static Labels numbers(int classes) {
        return of(IntStream.range(0, classes).mapToObj(i -> "class " + i).toList());
    }

    public int size() {
        return names.size();
    }

    /** The name that is shown for a class. */
    public String name(int index) {
        return names.get(index).get(0);
    }

    /**
     * The classes with a name that contains the query, or with that index; the best matches first: whole names, then
     * beginnings, then beginnings of a word, then the rest.
     */
    public List<Integer> search(String query, int limit) {
        String wanted = plain(query);
        if (wanted.isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, size())
                .filter(i -> rank(i, wanted) < Integer.MAX_VALUE)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> rank(i, wanted)).thenComparing(i -> i))
                .limit(limit)
                .toList();
    }

    /**
     * The class that a user means: an index; else a whole name, whatever its case; else a part of one, where only one
     * class has it.
     *
     * @throws IllegalArgumentException if there is no such class or more than one; the message lists the candidates
     */
    public int resolve(String text) {
        String wanted = plain(text);
        if (wanted.matches("\\d{1,9}")) {
            int index = Integer.parseInt(wanted);
            if (index >= size()) {
                throw new IllegalArgumentException(
                        "there is no class %d: the model has %d, 0 to %d".formatted(index, size(), size() - 1));
            }
            return index;
        }
        var exact = classes(wanted, 0);
        var shown = exact.stream().filter(i -> plain(name(i)).equals(wanted)).toList();
        return only(text, !shown.isEmpty() ? shown : !exact.isEmpty() ? exact : classes(wanted, 3));
    }

    private int only(String text, List<Integer> candidates) {
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException(
                    "no class is called '%s'; search the labels, or give an index".formatted(text));
        }
        String list = candidates.stream()
                .limit(LISTED)
                .map(i -> "%d (%s)".formatted(i, name(i)))
                .collect(Collectors.joining(", "));
        String more = candidates.size() > LISTED ? " and %d more".formatted(candidates.size() - LISTED) : "";
        throw new IllegalArgumentException("'%s' may be any of %s%s; give the index".formatted(text, list, more));
    }

    private List<Integer> classes(String wanted, int worst) {
        var found = new ArrayList<Integer>();
        for (int i = 0; i < size(); i++) {
            if (!wanted.isEmpty() && rank(i, wanted) <= worst) {
                found.add(i);
            }
        }
        return found;
    }

    /** 0 for a whole name, 1 for its beginning, 2 for the beginning of a word, 3 for any part. */
    private int rank(int index, String wanted) {
        int best = String.valueOf(index).equals(wanted) ? 0 : Integer.MAX_VALUE;
        for (String name : names.get(index)) {
            String candidate = plain(name);
            int at = candidate.indexOf(wanted);
            if (candidate.equals(wanted)) {
                return 0;
            } else if (at == 0) {
                best = Math.min(best, 1);
            } else if (at > 0) {
                best = Math.min(best, (" " + candidate).contains(" " + wanted) ? 2 : 3);
            }
        }
        return best;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ').strip();
    }
}
