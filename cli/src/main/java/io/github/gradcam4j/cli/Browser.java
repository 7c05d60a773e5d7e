package io.github.gradcam4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Opens pages in the user's browser. */
final class Browser {

    /** A browser that has to start first reads a file after some seconds. */
    private static final Duration READING = Duration.ofMinutes(1);

    private static final String REDIRECT = """
            <!DOCTYPE html>
            <meta charset="utf-8">
            <meta http-equiv="refresh" content="0; url=%1$s">
            <title>gradcam studio</title>
            <a href="%1$s">Open the studio</a>
            """;

    private Browser() {}

    static void open(String url) throws IOException {
        start(url);
    }

    /**
     * Opens a link with a secret. Every user of the computer sees the arguments of programs, so the browser receives a
     * file that only this user can read, which leads to the link. The file is deleted after a minute, or when the
     * thread is interrupted. It is in the user's home, since a browser in a sandbox, as Ubuntu's, reads neither the
     * directory of temporary files nor hidden ones.
     */
    static void openPrivately(String link) throws IOException, InterruptedException {
        var file = Files.createTempFile(Path.of(System.getProperty("user.home")), "gradcam-studio-", ".html");
        try {
            Files.writeString(file, String.format(Locale.ROOT, REDIRECT, link));
            start(file.toString());
            Thread.sleep(READING.toMillis());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void start(String argument) throws IOException {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var command = os.startsWith("windows")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", argument)
                : List.of(os.startsWith("mac") ? "open" : "xdg-open", argument);
        new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
