package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The packaged studio, as its user starts it. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class StudioIT {

    private static final String TOKEN = "correct-horse";

    @TempDir
    private Path folder;

    /** A program in place of the browser that keeps its argument, and the mode and content of a file. */
    private void writeBrowser() throws IOException {
        var browser = Files.createDirectory(folder.resolve("bin")).resolve("xdg-open");
        Files.writeString(browser, """
                #!/bin/sh
                if [ -f "$1" ]; then
                    stat -c %%a "$1" >'%1$s/mode'
                    cp "$1" '%1$s/page'
                fi
                echo "$@" >'%1$s/part' && mv '%1$s/part' '%1$s/arguments'
                """.formatted(folder));
        assertTrue(browser.toFile().setExecutable(true));
    }

    private List<String> open(String... options) throws Exception {
        var command = new ProcessBuilder(
                "/usr/bin/env", "--default-signal=INT", launcher(), "studio", "--open", "--port", "0");
        command.command().addAll(List.of(options));
        command.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        command.environment().put("GRADCAM_JAVA_OPTS", "-Duser.home=" + folder);
        command.environment().put("GRADCAM_HOME", folder.resolve("home").toString());
        var studio = command.redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        var arguments = folder.resolve("arguments");
        while (!Files.exists(arguments) && studio.isAlive()) {
            Thread.sleep(50);
        }
        new ProcessBuilder("kill", "-INT", String.valueOf(studio.pid())).start().waitFor();
        assertTrue(studio.waitFor(1, TimeUnit.MINUTES));
        assertEquals(130, studio.exitValue(), Files.readString(folder.resolve("out")));
        return Files.readAllLines(arguments);
    }

    private static String launcher() throws IOException {
        return Program.folder().resolve("gradcam").toString();
    }

    /** Every user of the computer sees the arguments of a program. */
    @Test
    void theTokenIsInAPrivateFileWhileTheBrowserStarts() throws Exception {
        writeBrowser();
        String argument = open("--token", TOKEN).get(0);
        assertTrue(argument.startsWith(folder.resolve("gradcam-studio-").toString()), argument);
        assertEquals("600", Files.readString(folder.resolve("mode")).strip());
        String page = Files.readString(folder.resolve("page"));
        assertTrue(page.matches("(?s).*content=\"0; url=http://127.0.0.1:\\d+/\\?token=" + TOKEN + "\".*"), page);
        assertTrue(Files.notExists(Path.of(argument)));
    }

    @Test
    void aLinkWithoutATokenIsTheArgument() throws Exception {
        writeBrowser();
        String argument = open().get(0);
        assertTrue(argument.matches("http://127.0.0.1:\\d+/"), argument);
    }

    /** The connection is not encrypted: that is no note that may be missing. */
    @Test
    void quietKeepsTheWarning() throws Exception {
        writeBrowser();
        open("--quiet", "--host", "0.0.0.0", "--token", TOKEN);
        String out = Files.readString(folder.resolve("out"));
        assertTrue(out.contains("The connection is not encrypted"), out);
    }
}
