package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.report.ColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program writes ASCII digits, whatever digits the locale has. */
class LocaleTest {

    private static final Set<String> TEXT = Set.of("json", "csv", "html");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"ar,EG", "fa,IR"})
    void filesAndOutputHaveAsciiDigits(String language, String country) throws Exception {
        var locale =
                new Locale.Builder().setLanguage(language).setRegion(country).build();
        assertFalse(isAscii(String.format(locale, "%d", 42)), "this locale's digits are ASCII: the test shows nothing");
        String model = ColorModel.write(folder).toString();
        run(
                language,
                country,
                "explain",
                "sample:daisy",
                "sample:lighthouse",
                "-m",
                model,
                "-t",
                "0",
                "-t",
                "1",
                "--versus",
                "2",
                "--format",
                "png,json,npy,figure",
                "--scale",
                "shared",
                "--timings",
                "-o",
                "maps");
        run(language, country, "explain", "sample:daisy", "-m", model, "--json", "-o", "maps");
        run(language, country, "classify", "sample:daisy", "-m", model);
        run(language, country, "layers", "-m", model);
        run(language, country, "models");
        run(
                language,
                country,
                "evaluate",
                "sample:daisy",
                "-m",
                model,
                "-t",
                "0",
                "--methods",
                "gradcam,random",
                "--metrics",
                "deletion,sparseness",
                "--stages",
                "2",
                "--shuffles",
                "1");
        run(language, country, "bench", "-m", model, "--only", "one", "--rounds", "2", "-o", "bench");
        try (var files = Files.walk(folder)) {
            var all = files.filter(Files::isRegularFile).toList();
            assertTrue(all.size() > 15, all.toString());
            for (Path file : all) {
                String name = folder.relativize(file).toString();
                assertTrue(isAscii(name), name);
                if (TEXT.contains(name.substring(name.lastIndexOf('.') + 1)) || name.endsWith(".md")) {
                    assertAsciiDigits(name, Files.readString(file));
                }
            }
        }
    }

    private void run(String language, String country, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add("-Duser.language=" + language);
        command.add("-Duser.country=" + country);
        command.add("-Djava.awt.headless=true");
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var run = Program.run(folder, java, command.toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
        assertAsciiDigits(String.join(" ", arguments), run.out());
        assertAsciiDigits(String.join(" ", arguments), run.err());
    }

    private static void assertAsciiDigits(String where, String text) {
        var foreign = text.lines().filter(line -> !isAscii(digits(line))).collect(Collectors.joining("\n"));
        assertEquals("", foreign, where);
    }

    private static String digits(String text) {
        return text.codePoints()
                .filter(Character::isDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
