package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.image.Figure.Line;
import io.github.gradcam4j.image.Figure.Panel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FigureTest {
    private final Image red = plain(224, 224, 0xc00000);
    private final Image blue = plain(224, 224, 0x0000c0);

    @Test
    void bothImagesStandWholeBesideEachOtherUnderTheirTitles() {
        Image figure = figure("ox", 0.782);
        int middle = figure.height() * 3 / 5;
        assertEquals(720, count(figure, 0xc00000, middle));
        assertEquals(720, count(figure, 0x0000c0, middle));
        assertEquals(0xffffff, figure.rgb(0, middle));
        assertEquals(0xffffff, figure.rgb(figure.width() / 2, middle));
        assertTrue(ink(figure, 0, figure.width() / 2) > 500, "the left title is written");
        assertTrue(ink(figure, figure.width() / 2, figure.width()) > 500, "the right title is written");
    }

    @Test
    void titlesStayWithinTheirPanels() {
        Image figure = figure("a label that goes on and on ".repeat(8), 1);
        int middle = figure.height() * 3 / 5;
        int left = 0;
        while (figure.rgb(left, middle) == 0xffffff) {
            left++;
        }
        assertEquals(0, ink(figure, 0, left - 2));
        assertEquals(0, ink(figure, left + 722, left + 720 + 54));
    }

    @Test
    void smallImagesGrowAndPanelsKeepAWidthForTheirTitles() {
        Image figure = Figure.of(List.of(new Panel(List.of(Line.strong("thin")), plain(3, 90, 0x00c000))))
                .draw();
        assertEquals(2 * (240 + 40), figure.width());
        assertEquals(24, count(figure, 0x00c000, figure.height() / 2));
    }

    @Test
    void isTheSameEveryTime() {
        assertArrayEquals(figure("ox", 0.5).pixels(), figure("ox", 0.5).pixels());
        assertThrows(IllegalArgumentException.class, () -> Figure.of(List.of()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aComputerWithoutFontsIsToldSo(@TempDir Path folder) throws IOException, InterruptedException {
        Path noFonts = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig></fontconfig>");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder command = new ProcessBuilder(
                java.toString(),
                "-Djava.awt.headless=true",
                "-Duser.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                DrawFigure.class.getName());
        command.environment().put("FONTCONFIG_FILE", noFonts.toString());
        Process process = command.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assertTrue(output.contains("install fontconfig and a font"), output);
    }

    /** Draws a figure in a separate process. */
    static final class DrawFigure {
        public static void main(String[] arguments) {
            Figure.of(List.of(new Panel(List.of(Line.strong("title")), plain(9, 9, 0))))
                    .draw();
        }
    }

    @Test
    void linesBreakBetweenWordsAndKeepTheirTail() {
        assertEquals(List.of("short (1 %)"), TextLines.broken("short", " (1 %)", 20, String::length));
        assertEquals(
                List.of("one two three", "four five (1\u00a0%)"),
                TextLines.broken("one two three four five", " (1\u00a0%)", 16, String::length));
        assertEquals(
                List.of("one two three", "four fi… (99 %)"),
                TextLines.broken("one two three four five six seven", " (99 %)", 15, String::length));
        assertEquals(List.of("unbreaka…"), TextLines.broken("unbreakable", "", 9, String::length));
        assertEquals(List.of(""), TextLines.broken(" ", "", 9, String::length));
    }

    private Image figure(String label, double probability) {
        return Figure.explanation(red, Optional.of("ox"), label, probability, blue, "Grad-CAM", label, "layer4")
                .draw();
    }

    private static Image plain(int width, int height, int color) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (color >> 16 - 8 * (i % 3));
        }
        return new Image(width, height, rgb);
    }

    private static int count(Image figure, int color, int y) {
        int count = 0;
        for (int x = 0; x < figure.width(); x++) {
            count += figure.rgb(x, y) == color ? 1 : 0;
        }
        return count;
    }

    /** Pixels other than white above the images. */
    private static int ink(Image figure, int left, int right) {
        int count = 0;
        for (int y = 0; figure.rgb(figure.width() / 4, y) != 0xc00000; y++) {
            for (int x = left; x < right; x++) {
                count += figure.rgb(x, y) != 0xffffff ? 1 : 0;
            }
        }
        return count;
    }
}
