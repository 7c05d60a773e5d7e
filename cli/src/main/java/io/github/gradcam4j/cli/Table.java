package io.github.gradcam4j.cli;

import io.github.gradcam4j.internal.text.MessageText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text in aligned columns, under their titles. */
final class Table {

    /** Columns are cut down to this width, not further. */
    private static final int NARROWEST = 12;

    private static final int GAP = 2;

    /** The longest cell in characters: no path is longer, and each row is as wide as the widest. */
    private static final int LONGEST = 4096;

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        row(titles);
    }

    void row(String... cells) {
        rows.add(List.of(cells).stream()
                .map(cell -> MessageText.excerpt(cell, LONGEST))
                .toList());
    }

    /** Returns the table as wide as its content. */
    @Override
    public String toString() {
        return text(OptionalInt.empty());
    }

    /**
     * Returns the table for a terminal. If it is too wide, its widest columns are cut; if that is not enough, the other
     * columns follow below, beside the first one again.
     *
     * @param terminal the number of columns of the terminal; empty for no limit
     */
    String text(OptionalInt terminal) {
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(c -> rows.stream()
                        .mapToInt(r -> DisplayWidth.of(r.get(c)))
                        .max()
                        .orElse(0))
                .toArray();
        if (terminal.isEmpty()) {
            return block(IntStream.range(0, widths.length).boxed().toList(), widths);
        }
        cut(widths, terminal.getAsInt());
        return blocks(widths, terminal.getAsInt()).stream()
                .map(columns -> block(columns, widths))
                .collect(Collectors.joining(System.lineSeparator() + System.lineSeparator()));
    }

    private static void cut(int[] widths, int terminal) {
        int excess = IntStream.of(widths).sum() + GAP * (widths.length - 1) - terminal;
        for (; excess > 0; excess--) {
            int widest = IntStream.range(0, widths.length)
                    .boxed()
                    .max(Comparator.comparing(c -> widths[c]))
                    .orElseThrow();
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
        }
    }

    /** Returns the columns that stand beside each other. */
    private static List<List<Integer>> blocks(int[] widths, int terminal) {
        var blocks = new ArrayList<List<Integer>>();
        var block = new ArrayList<>(List.of(0));
        int used = widths[0];
        for (int c = 1; c < widths.length; c++) {
            if (used + GAP + widths[c] > terminal && block.size() > 1) {
                blocks.add(block);
                block = new ArrayList<>(List.of(0));
                used = widths[0];
            }
            block.add(c);
            used += GAP + widths[c];
        }
        blocks.add(block);
        return blocks;
    }

    private String block(List<Integer> columns, int[] widths) {
        return rows.stream()
                .map(row -> columns.stream()
                        .map(c -> DisplayWidth.pad(row.get(c), widths[c]))
                        .collect(Collectors.joining(" ".repeat(GAP)))
                        .stripTrailing())
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
