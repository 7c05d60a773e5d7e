package io.github.gradcam4j.target;

import io.github.gradcam4j.internal.argument.NonNullList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The names of a model's classes, by index. A class has one name to display and may have others to search by. Immutable
 * and thread safe.
 *
 * @param names for each class its names, the displayed one first
 */
public record Labels(List<List<String>> names) {

    private static final int LISTED = 10;
    private static final int SHOWN = 3;

    public Labels {
        names = names.stream().map(List::copyOf).toList();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).isEmpty()) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "class %d has no name", i));
            }
        }
    }

    /** Loads the names on first use. */
    private static final class ImageNet {

        private static final Labels LABELS = read();

        private static Labels read() {
            try (var in = Labels.class.getResourceAsStream("imagenet-1k.txt")) {
                return new Labels(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> List.of(line.split("; ")))
                        .toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Returns the 1000 classes of the ImageNet challenge (ILSVRC 2012 to 2017) in the order of the outputs of ImageNet
     * models: the common name of each class, then WordNet's synonyms and everyday names.
     */
    public static Labels imageNet() {
        return ImageNet.LABELS;
    }

    /**
     * Reads labels from a text file, one on each line. Blank lines are ignored. Numbers before the labels are removed
     * if they count all lines from 0 or 1, as in {@code 0 cat}.
     *
     * @throws IOException if the file cannot be read, is empty or is not text in UTF-8
     */
    public static Labels read(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return LabelFile.read(file);
    }

    /** Returns labels with one name per class. */
    public static Labels of(List<String> names) {
        return new Labels(
                NonNullList.copyOf(names, "names").stream().map(List::of).toList());
    }

    /** Returns numbered names, {@code class 0} and so on. */
    public static Labels numbers(int classes) {
        return of(IntStream.range(0, classes).mapToObj(i -> "class " + i).toList());
    }

    /** Returns the number of classes. */
    public int size() {
        return names.size();
    }

    /** Returns the name of a class to display. */
    public String name(int index) {
        return names.get(index).get(0);
    }

    /**
     * Finds classes by a part of a name or by their index, in any case. Whole names come first, then beginnings of
     * names, beginnings of words, and other parts.
     *
     * @param limit the largest number of results
     */
    public List<Integer> search(String query, int limit) {
        Objects.requireNonNull(query, "query");
        String normalized = plain(query);
        if (normalized.isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, size())
                .filter(i -> rank(i, normalized) < Integer.MAX_VALUE)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> rank(i, normalized))
                        .thenComparing(i -> i))
                .limit(limit)
                .toList();
    }

    /**
     * Returns the index of the class that a text denotes: a whole name in any case, an index, or a part of a name that
     * is unique. Of displayed names that differ in case alone, the one in the text's case is taken. A name that is a
     * number takes precedence over the index; see {@link #note}.
     *
     * @throws IllegalArgumentException if no class or more than one matches; the message lists the candidates
     */
    public int resolve(String text) {
        Objects.requireNonNull(text, "text");
        String normalized = plain(text);
        var exact = named(normalized);
        if (exact.isEmpty() && isNumber(normalized)) {
            int index = Integer.parseInt(normalized);
            if (index >= size()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "there is no class %d: the model has %d, 0 to %d", index, size(), size() - 1));
            }
            return index;
        }
        var shown =
                exact.stream().filter(i -> plain(name(i)).equals(normalized)).toList();
        var sameCase = shown.stream().filter(i -> name(i).equals(text.strip())).toList();
        if (sameCase.size() == 1) {
            return sameCase.get(0);
        }
        return only(text, !shown.isEmpty() ? shown : !exact.isEmpty() ? exact : classes(normalized, 3));
    }

    /**
     * Returns how {@link #resolve} understands a number that may be a label or an index; empty if there is no doubt.
     *
     * @param text a number or any other text
     */
    public Optional<String> note(String text) {
        Objects.requireNonNull(text, "text");
        String number = plain(text);
        if (!isNumber(number)) {
            return Optional.empty();
        }
        int index = Integer.parseInt(number);
        String other = index < size() ? String.format(Locale.ROOT, "; class %d is '%s'", index, name(index)) : "";
        var named = named(number);
        if (named.isEmpty()) {
            boolean numbers =
                    index < size() && names.stream().flatMap(List::stream).allMatch(Labels::isNumber);
            return numbers
                    ? Optional.of(String.format(Locale.ROOT, "no label is '%s'%s", number, other))
                    : Optional.empty();
        }
        return named.equals(List.of(index))
                ? Optional.empty()
                : Optional.of(
                        String.format(Locale.ROOT, "'%s' is the label of class %d%s", number, named.get(0), other));
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,9}");
    }

    /** Returns the classes with a whole name. */
    private List<Integer> named(String normalized) {
        return IntStream.range(0, size())
                .filter(i -> names.get(i).stream().anyMatch(name -> plain(name).equals(normalized)))
                .boxed()
                .toList();
    }

    private int only(String text, List<Integer> candidates) {
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "no class is called '%s'; search the labels, or give an index", text));
        }
        String list = candidates.stream()
                .limit(LISTED)
                .map(i -> String.format(Locale.ROOT, "%d (%s)", i, name(i)))
                .collect(Collectors.joining(", "));
        String more = candidates.size() > LISTED
                ? String.format(Locale.ROOT, " and %d more", candidates.size() - LISTED)
                : "";
        throw new IllegalArgumentException(
                String.format(Locale.ROOT, "'%s' may be any of %s%s; give the index", text, list, more));
    }

    private List<Integer> classes(String normalized, int worst) {
        var found = new ArrayList<Integer>();
        for (int i = 0; i < size(); i++) {
            if (!normalized.isEmpty() && rank(i, normalized) <= worst) {
                found.add(i);
            }
        }
        return found;
    }

    /** Returns 0 for a whole name, 1 for its beginning, 2 for the beginning of a word, 3 for another part. */
    private int rank(int index, String normalized) {
        int best = String.valueOf(index).equals(normalized) ? 0 : Integer.MAX_VALUE;
        for (String name : names.get(index)) {
            String candidate = plain(name);
            int at = candidate.indexOf(normalized);
            if (candidate.equals(normalized)) {
                return 0;
            } else if (at == 0) {
                best = Math.min(best, 1);
            } else if (at > 0) {
                best = Math.min(best, (" " + candidate).contains(" " + normalized) ? 2 : 3);
            }
        }
        return best;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ').strip();
    }

    @Override
    public String toString() {
        String first =
                IntStream.range(0, Math.min(SHOWN, size())).mapToObj(this::name).collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "Labels[%d classes: %s%s]", size(), first, size() > SHOWN ? ", ..." : "");
    }
}
