package io.github.gradcam4j.export;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A set of opsets, written as {@code 7-12,14+}. Immutable.
 *
 * @param ranges disjoint and ascending
 */
record Opsets(List<Range> ranges) {

    /** The opsets from {@code first} to {@code last}, both included. */
    private record Range(int first, int last) {

        static Range parse(String text) {
            if (text.endsWith("+")) {
                return new Range(Integer.parseInt(text.substring(0, text.length() - 1)), Integer.MAX_VALUE);
            }
            var ends = text.split("-", 2);
            return new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
        }

        @Override
        public String toString() {
            if (last == Integer.MAX_VALUE) {
                return first + "+";
            }
            return first == last ? Integer.toString(first) : String.format(Locale.ROOT, "%d-%d", first, last);
        }
    }

    static Opsets parse(String text) {
        return new Opsets(Arrays.stream(text.split(",")).map(Range::parse).toList());
    }

    boolean contains(int opset) {
        return ranges.stream().anyMatch(r -> r.first <= opset && opset <= r.last);
    }

    @Override
    public String toString() {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
    }
}
