package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gradcam4j.report.ColorModel;
import io.github.gradcam4j.samples.scene.Scenes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bar of a folder in a pseudo-terminal, which {@code script} of util-linux provides. */
@EnabledOnOs(OS.LINUX)
class FolderProgressIT {

    private static final int IMAGES = 40;
    private static final Pattern BAR =
            Pattern.compile("\\r(\\d+) of 40 \\[=* *] (?:\\d+:\\d\\d left)? *(.*?) *(?=[\\r\\n])");

    @TempDir
    Path folder;

    @BeforeEach
    void draw() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "skipped: the program script is not installed");
        ColorModel.write(folder);
        var daisy = Scenes.byName("daisy").draw(400, 300).image();
        for (int i = 0; i < IMAGES; i++) {
            daisy.write(folder.resolve(String.format(Locale.ROOT, "photos/%02d.png", i)));
        }
        Files.writeString(folder.resolve("photos/07.png"), "text");
    }

    /** Returns the bytes that the terminal receives. */
    private String inTerminal(int columns, String command) throws Exception {
        String program = Program.folder().resolve("gradcam").toString();
        return script("stty cols " + columns + "; unset COLUMNS; '" + program + "' " + command);
    }

    private String script(String command) throws Exception {
        return Program.run(folder, "script", "-qec", command, "/dev/null").out();
    }

    /** Returns the lines that a terminal shows after all bytes. */
    private static List<String> screen(String bytes) {
        var lines = new ArrayList<String>();
        for (String line : bytes.split("\\r?\\n", -1)) {
            var shown = new StringBuilder();
            for (String part : line.split("\\r", -1)) {
                shown.replace(0, Math.min(part.length(), shown.length()), part);
            }
            lines.add(shown.toString().stripTrailing());
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 170})
    void rowsAreAboveOneBar(int columns) throws Exception {
        String bytes =
                inTerminal(columns, "explain photos -m colors.onnx --mean 0 --std 1 -o maps --method scorecam --jsonl");
        var bars = BAR.matcher(bytes).results().toList();
        assertTrue(bars.size() > 1, bytes);
        assertTrue(bars.stream().allMatch(b -> b.group().length() <= columns), bytes);
        assertTrue(bars.stream().anyMatch(b -> b.group(2).startsWith("photos/")), bytes);
        int last = 0;
        for (var bar : bars) {
            int done = Integer.parseInt(bar.group(1));
            assertTrue(last <= done && done <= IMAGES, bytes);
            last = done;
        }
        var lines = screen(bytes);
        assertEquals(
                IMAGES,
                lines.stream()
                        .filter(l -> l.matches("\\{\"input\":\"photos/.*}"))
                        .count(),
                bytes);
        assertEquals(
                1, lines.stream().filter(l -> l.startsWith("photos/07.png: ")).count(), bytes);
        assertTrue(lines.stream().noneMatch(l -> l.contains(" of 40 [")), "the bar stays on the screen");
    }

    @Test
    void classifyHasTheSameBar() throws Exception {
        String bytes = inTerminal(80, "classify photos -m colors.onnx --top 1");
        assertTrue(BAR.matcher(bytes).find(), bytes);
        assertEquals(
                IMAGES - 1,
                screen(bytes).stream()
                        .filter(l -> l.matches("photos/\\d\\d.png"))
                        .count(),
                bytes);
    }

    @Test
    void theBarIsOnStderrIfThatIsATerminal() throws Exception {
        for (String redirected : List.of("2>err.txt", "--quiet")) {
            String bytes = inTerminal(80, "explain photos -m colors.onnx -o maps " + redirected);
            assertFalse(bytes.contains(" of 40 ["), redirected + ": " + bytes);
        }
        for (String redirected : List.of("| cat >piped.txt", ">out.txt")) {
            String bytes = inTerminal(80, "explain photos -m colors.onnx -o maps " + redirected);
            assertTrue(BAR.matcher(bytes).find(), redirected + ": " + bytes);
        }
        for (String file : List.of("err.txt", "piped.txt", "out.txt")) {
            assertFalse(Files.readString(folder.resolve(file)).contains("\r"), file);
        }
    }

    /** Without the launcher, and by the program {@code test}, which systems without /proc have. */
    @Test
    void eachStreamIsATerminalOrNot() throws Exception {
        String java = "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "'";
        String jar = "'" + Program.folder().resolve("gradcam.jar") + "'";
        String probe = "'"
                + Path.of(StandardStreamProbe.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()) + "'";
        for (String[] expected : new String[][] {
            {"", "true", "true"},
            {"2>err.txt", "true", "false"},
            {">out.txt", "false", "true"},
            {"</dev/null", "true", "true"}
        }) {
            Files.deleteIfExists(folder.resolve("probe.txt"));
            script(java + " -cp " + jar + ":" + probe + " " + StandardStreamProbe.class.getName() + " probe.txt "
                    + expected[0]);
            String streams = "OUT %1$s %1$s\nERR %2$s %2$s\n".formatted(expected[1], expected[2]);
            assertEquals(streams, Files.readString(folder.resolve("probe.txt")), expected[0]);
        }
        String bytes = script(
                "stty cols 80; unset COLUMNS; " + java + " -jar " + jar + " explain photos -m colors.onnx -o maps");
        assertTrue(BAR.matcher(bytes).find(), bytes);
    }

    @Test
    void aSingleImageAndAFastMethodHaveNoBar() throws Exception {
        String bytes = inTerminal(80, "explain photos/00.png -m colors.onnx -o maps");
        assertFalse(bytes.contains(" of "), bytes);
    }
}
