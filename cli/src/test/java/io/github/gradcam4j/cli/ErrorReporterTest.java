package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ErrorReporterTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aFailureIsASentence() {
        assertEquals("there is no file x.png", ErrorReporter.message(new NoSuchFileException("x.png")));
        assertEquals("access denied: x.png", ErrorReporter.message(new AccessDeniedException("x.png")));
        assertEquals("disk full", ErrorReporter.message(new UncheckedIOException(new IOException("disk full"))));
        assertTrue(ErrorReporter.message(new IllegalStateException("x")).contains("defect"));
        assertTrue(ErrorReporter.message(new NullPointerException()).contains("--verbose"));
    }

    @Test
    void wrongUsageIsToldInTwoLines() {
        assertEquals(2, gradcam("explain", "x.png", "--colormap", "jett"));
        assertTrue(
                err.toString()
                        .startsWith("gradcam explain: Invalid value for option '--colormap': No color map \"jett\"; "
                                + "there are jet,"),
                err.toString());
        assertEquals(2, err.toString().lines().count(), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void unknownOptionsAndCommandsGetASuggestion() {
        assertEquals(2, gradcam("explain", "x.png", "--colormop", "jet"));
        assertTrue(err.toString().contains("--colormap"), err.toString());
        assertEquals(2, gradcam("explian"));
        assertTrue(err.toString().contains("gradcam explain"), err.toString());
        assertEquals(2, gradcam());
        assertEquals(2, gradcam("explain"));
        assertEquals(2, gradcam("explain", "x.png", "--target", "top0"));
        assertEquals(2, gradcam("explain", "x.png", "--alpha", "1.5"));
        assertEquals(2, gradcam("explain", "x.png", "--method", "magic"));
        assertEquals(2, gradcam("explain", "x.png", "--input-tensor", "x.npy"));
        assertEquals(2, gradcam("classify", "x.png", "--top", "0"));
        assertFalse(err.toString().contains("Exception"), err.toString());
    }

    @Test
    void everyCommandHasHelp() {
        var all = Main.commandLine(new PrintWriter(out), new PrintWriter(err)).getSubcommands();
        assertTrue(all.size() >= 5);
        for (var command : all.entrySet()) {
            out.getBuffer().setLength(0);
            assertEquals(0, gradcam(command.getKey(), "--help"));
            assertTrue(out.toString().contains("Usage: gradcam " + command.getKey()), out.toString());
            assertTrue(out.toString().lines().allMatch(l -> l.length() <= 80), out.toString());
        }
        assertEquals("", err.toString());
    }

    private int gradcam(String... arguments) {
        return Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }
}
