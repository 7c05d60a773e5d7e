package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final OptionalInt TERMINAL = OptionalInt.of(80);

    private static List<String> lines(Table table, OptionalInt width) {
        return table.text(width).lines().toList();
    }

    @Test
    void columnsAreAlignedByTheirWidthOnATerminal() {
        var table = new Table("NAME", "X");
        table.row("\u56fe\u7247", "1");
        table.row("e\u0301t\u00e9", "2");
        table.row("\ud83d\udc31\ud83d\udc31\ud83d\udc31", "3");
        for (String line : lines(table, OptionalInt.empty())) {
            assertEquals(8, DisplayWidth.of(line.substring(0, line.length() - 1)), line);
        }
    }

    @Test
    void aCellStaysOnItsLine() {
        var table = new Table("NAME", "X");
        table.row("a\nb\u001b[31m", "1");
        assertEquals(List.of("NAME           X", "a b\\u001b[31m  1"), lines(table, OptionalInt.empty()));
    }

    /** The title of a card may have megabytes, and all other rows are as wide. */
    @Test
    void aCellOfMegabytesIsCut() {
        var table = new Table("ID", "TITLE", "STATE");
        table.row("a", "t".repeat(1_000_000), "\u202eready");
        var lines = lines(table, OptionalInt.empty());
        assertTrue(lines.stream().allMatch(line -> line.length() < 4200), "at most 4,096 characters in a cell");
        assertTrue(lines.get(1).endsWith("ttt... (1,000,000 characters)  \\u202eready"), lines.get(1));
    }

    @Test
    void theWidestColumnsAreCutToTheTerminal() {
        var table = new Table("ID", "TITLE", "PATH");
        table.row("resnet50", "Residual network \u56fe".repeat(5), "p".repeat(60));
        var lines = lines(table, TERMINAL);
        assertEquals(2, lines.size());
        assertTrue(lines.stream().allMatch(l -> DisplayWidth.of(l) <= 80), table.text(TERMINAL));
        assertTrue(lines.get(1).startsWith("resnet50  Residual network"), lines.get(1));
        assertTrue(lines.get(1).endsWith("p\u2026"), lines.get(1));
        assertTrue(table.toString().lines().anyMatch(l -> l.contains("p".repeat(60))), table.toString());
    }

    @Test
    void columnsThatDoNotFitFollowBelow() {
        var titles = new String[12];
        var cells = new String[12];
        for (int c = 0; c < titles.length; c++) {
            titles[c] = "METRIC NUMBER " + c;
            cells[c] = "0." + c;
        }
        var table = new Table(titles);
        table.row(cells);
        var lines = lines(table, TERMINAL);
        assertTrue(lines.stream().allMatch(l -> DisplayWidth.of(l) <= 80), table.text(TERMINAL));
        for (String cell : cells) {
            assertTrue(table.text(TERMINAL).contains(cell), cell);
        }
        assertEquals(3, lines.stream().filter(l -> l.startsWith("0.0 ")).count());
    }
}
