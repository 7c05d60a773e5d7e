package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.studio.Studio;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class MainTest {

    private final StringWriter out = new StringWriter();

    @Test
    void aCommandThatIsNamedStandsAloneWithWhatItInherits() {
        var line = Main.commandLine(new PrintWriter(out), new PrintWriter(out), "explain");
        assertEquals(Set.of("explain"), line.getSubcommands().keySet());
        assertEquals(0, line.execute("explain", "--help"));
        assertTrue(out.toString().contains("--verbose"), out.toString());
        assertTrue(out.toString().startsWith("Show where"), out.toString());
    }

    @Test
    void whatIsNoCommandIsComparedWithAll() {
        var line = Main.commandLine(new PrintWriter(out), new PrintWriter(out), "exlain");
        assertEquals(2, line.execute("exlain"));
        assertTrue(out.toString().contains("gradcam explain"), out.toString());
    }

    @Test
    void theStudioLeavesTheLevelsOfLogsToTheProgram() {
        var javalin = Logger.getLogger("io.javalin");
        var level = javalin.getLevel();
        try {
            javalin.setLevel(null);
            Studio.create(config -> config.port(0)).close();
            assertNull(javalin.getLevel());
            Main.prepare();
            assertEquals(Level.OFF, javalin.getLevel());
            assertEquals(Level.SEVERE, Logger.getLogger("org.eclipse.jetty").getLevel());
        } finally {
            javalin.setLevel(level);
        }
    }
}
