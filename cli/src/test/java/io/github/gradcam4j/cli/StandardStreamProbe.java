package io.github.gradcam4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A program that writes to a file which of its standard streams are terminals, by each way to find out. */
final class StandardStreamProbe {

    private StandardStreamProbe() {}

    public static void main(String[] arguments) throws IOException {
        var streams = new StringBuilder();
        for (var stream : StandardStream.values()) {
            streams.append(
                    String.format(Locale.ROOT, "%s %s %s\n", stream, stream.isTerminal(), stream.isPosixTerminal()));
        }
        Files.writeString(Path.of(arguments[0]), streams);
    }
}
